// SPDX-License-Identifier: Apache-2.0
//
// Where catalogues come from: the data that is compiled in, and files.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "policy/catalog/catalog.h"
#include "policy/catalog/catalog_parser.h"

// The bytes of data/catalog.txt, put into the program by builtin_data.S.
extern "C" {
extern const char keyward_catalog_begin[];  // NOLINT(readability-identifier-naming)
extern const char keyward_catalog_end[];    // NOLINT(readability-identifier-naming)
}

namespace keyward::policy::catalog {
namespace {

core::Error FileError(core::ErrorCode code, const std::string& path, const std::string& problem) {
  return {code, "InvalidCatalog", "catalogue `" + path + "` " + problem, {}};
}

// Reads a file up to one byte over the limit, which Parse then refuses.
core::Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError(core::ErrorCode::kNotFound, path, "cannot be opened");
  std::string bytes;
  char block[65536];
  while (bytes.size() <= kMaxCatalogBytes && file) {
    file.read(block, sizeof block);
    bytes.append(block, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return FileError(core::ErrorCode::kUnavailable, path, "cannot be read");
  return bytes;
}

}  // namespace

core::Result<Catalog> Catalog::Load(const std::string& path) {
  core::Result<std::string> bytes = ReadFile(path);
  if (!bytes) return bytes.error();
  core::Result<Catalog> catalog = ParseOwned(*std::move(bytes));
  if (catalog) return catalog;
  core::Error error = catalog.error();
  error.message = "catalogue `" + path + "`: " + error.message;
  return error;
}

const Catalog& Catalog::Builtin() {
  static const Catalog kBuiltin = [] {
    const auto size = static_cast<std::size_t>(keyward_catalog_end - keyward_catalog_begin);
    auto data = ParseStatic({keyward_catalog_begin, size});
    if (!data) {  // a defect of the build; the tests read the same bytes
      std::fprintf(stderr, "%s\n", core::Describe(data.error()).c_str());
      std::abort();
    }
    return Catalog(*std::move(data));
  }();
  return kBuiltin;
}

}  // namespace keyward::policy::catalog
