// SPDX-License-Identifier: Apache-2.0
#include "store/durable_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

TEST(CreateFile, IsWholeAndItsOwnersOnly) {
  const TempDirectory temp;
  const std::string path = temp.path() + "/file";
  WriteWhole(path + ".part", "what a crash left");
  ASSERT_TRUE(CreateFile(path, "bytes"));
  EXPECT_EQ(ReadWhole(path), "bytes");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST(CreateFile, NeverReplaces) {
  const TempDirectory temp;
  const std::string path = temp.path() + "/file";
  WriteWhole(path, "mine");
  EXPECT_EQ(CreateFile(path, "other").error().name, "FileExists");
  std::filesystem::create_symlink("nowhere", temp.path() + "/link");
  EXPECT_EQ(CreateFile(temp.path() + "/link", "other").error().name, "FileExists");
  EXPECT_EQ(ReadWhole(path), "mine");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  EXPECT_EQ(CreateFile(temp.path() + "/none/file", "x").error().name, "FileNotFound");
}

TEST(ReplaceFile, PutsANewOneInItsPlace) {
  const TempDirectory temp;
  const std::string path = temp.path() + "/file";
  WriteWhole(path, "former");
  ASSERT_TRUE(ReplaceFile(path, "new"));
  EXPECT_EQ(*ReadFile(path, 3), "new");
  EXPECT_EQ(ReadFile(path, 2).error().name, "FileTooLarge");
}

}  // namespace
}  // namespace keyward::store
