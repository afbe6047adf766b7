// SPDX-License-Identifier: Apache-2.0
// The worked example of docs/formats/backup.md is what the writer makes.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <string>

#include "core/encoding.h"
#include "tests/store/backup/memory_snapshot.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

// The bytes of the ```hex block: hexadecimal digits, up to a `#` in each line.
std::string ExampleBytes() {
  const char* source = std::getenv("KEYWARD_SOURCE_DIR");
  if (source == nullptr) return "";
  const std::string document = ReadWhole(std::string(source) + "/docs/formats/backup.md");
  constexpr char kOpen[] = "```hex\n";
  const std::size_t begin = document.find(kOpen);
  if (begin == std::string::npos) return "";
  const std::size_t end = document.find("```", begin + 3);
  std::string digits;
  bool comment = false;
  for (std::size_t at = begin + sizeof kOpen - 1; at < end; ++at) {
    const char c = document[at];
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (!comment && std::isxdigit(static_cast<unsigned char>(c)) != 0) digits.push_back(c);
  }
  return core::HexDecode(digits).value_or("");
}

TEST(BackupDocument, ExampleIsWhatTheWriterMakes) {
  const std::string example = ExampleBytes();
  ASSERT_FALSE(example.empty());
  MemorySnapshot snapshot = ExampleSnapshot();
  EXPECT_EQ(core::HexEncode(example), core::HexEncode(WrittenBackup(snapshot)));
  EXPECT_TRUE(ReadBackup(example));
}

}  // namespace
}  // namespace keyward::store
