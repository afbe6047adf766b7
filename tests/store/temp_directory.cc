// SPDX-License-Identifier: Apache-2.0
#include "tests/store/temp_directory.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace keyward::store {

TempDirectory::TempDirectory(const std::string& parent) {
  const std::string base =
      parent.empty() ? std::filesystem::temp_directory_path().string() : parent;
  std::string name = base + "/keyward-store-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory in " + base);
  path_ = name;
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteWhole(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace keyward::store
