// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/config_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/bytes.h"

namespace keyward::auth::testing {
namespace {

using ::testing::HasSubstr;

// The edited text, or the error.
std::string Edit(const std::string& text, const std::vector<ConfigEdit>& edits,
                 const std::string& profile = "dev", ConfigKind kind = ConfigKind::kCredentials) {
  const auto before = crypto::SecretBytes::Copy(crypto::AsBytes(text));
  const auto edited = EditProfile(*before, "file", kind, profile, edits);
  return edited ? *edited : core::Describe(edited.error());
}

struct EditCase {
  const char* name;
  std::string before;
  std::vector<ConfigEdit> edits;
  std::string after;
};

const EditCase kEdits[] = {
    {"EmptyFile", "", {{"a", "1"}, {"b", "2"}}, "[dev]\na = 1\nb = 2\n"},
    {"NewProfile", "[x]\nk = v\n", {{"a", "1"}}, "[x]\nk = v\n\n[dev]\na = 1\n"},
    {"NewProfileAfterAnOpenLine", "[x]\nk = v", {{"a", "1"}}, "[x]\nk = v\n\n[dev]\na = 1\n"},
    {"ValueWhereItStands", "[dev]\nA=0 # why\n\n; b\n", {{"a", "1"}}, "[dev]\nA=1 # why\n\n; b\n"},
    {"NewPropertiesComeFirst", "[dev]\r\nb = 2\r\n", {{"a", "1"}}, "[dev]\r\na = 1\nb = 2\r\n"},
    {"OpenSectionLine", "[dev]", {{"a", "1"}}, "[dev]\na = 1\n"},
    {"EmptyValue", "[dev]\na = # none\nb = 2\n", {{"a", "1"}}, "[dev]\na = 1\nb = 2\n"},
    {"TakenOut", "[dev]\na = 1\nb = 2\n[x]\na = 3\n", {{"a", {}}}, "[dev]\nb = 2\n[x]\na = 3\n"},
    {"TakenOutAtTheEnd", "[dev]\nb = 2\na = 1", {{"a", {}}}, "[dev]\nb = 2\n"},
    {"NothingToTakeOut", "[dev]\nb = 2", {{"a", {}}}, "[dev]\nb = 2"},
    {"AddedBeforeWhatIsTakenOut",
     "[dev]\nt = old\n# c\n",
     {{"a", "1"}, {"b", "2"}, {"t", {}}},
     "[dev]\na = 1\nb = 2\n# c\n"},
    {"AddedBeforeAnEmptyValue", "[dev]\nt =\n", {{"a", "1"}, {"t", "2"}}, "[dev]\na = 1\nt = 2\n"},
    {"InAnyOrder", "[dev]\nb = 0\na = 0\n", {{"a", "1"}, {"b", "22"}}, "[dev]\nb = 22\na = 1\n"},
};

class EditProfileTest : public ::testing::TestWithParam<EditCase> {};

TEST_P(EditProfileTest, ChangesNothingElse) {
  EXPECT_EQ(Edit(GetParam().before, GetParam().edits), GetParam().after);
}

INSTANTIATE_TEST_SUITE_P(Edits, EditProfileTest, ::testing::ValuesIn(kEdits),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(EditProfile, SectionsAreNamedByTheKindOfFile) {
  const std::vector<ConfigEdit> edits = {{"a", "1"}};
  EXPECT_EQ(Edit("", edits, "dev", ConfigKind::kConfig), "[profile dev]\na = 1\n");
  EXPECT_EQ(Edit("", edits, "default", ConfigKind::kConfig), "[default]\na = 1\n");
  EXPECT_EQ(Edit("[services s]\nx =\n  y = z\n", edits, "dev", ConfigKind::kConfig),
            "[services s]\nx =\n  y = z\n\n[profile dev]\na = 1\n");
}

TEST(EditProfile, WhatWouldNotBeReadBackIsRefused) {
  for (const char* value : {" a", "a ", "a #b", "a\nb = 2", "#a", "a\x01"}) {
    EXPECT_EQ(Edit("", {{"a", value}}),
              "InvalidConfigFile: `file`: the value of `a` cannot be written")
        << value;
  }
  for (const char* name : {"a]", "a\nb", "", " a", "profile x"}) {
    EXPECT_EQ(Edit("", {{"a", "1"}}, name),
              "InvalidConfigFile: `file`: a profile cannot have this name")
        << name;
  }
  EXPECT_EQ(Edit("[dev]\na =\n  b = c\n", {{"a", "1"}}),
            "InvalidConfigFile: `file`: `a` goes on in an indented line");
  EXPECT_THAT(Edit("[dev\n", {{"a", "1"}}), HasSubstr("file:1`: a section ends with `]`"));
}

TEST(EditProfile, SecretsAreNotRepeated) {
  EXPECT_THAT(Edit("", {{"a", "hidden #x"}}), ::testing::Not(HasSubstr("hidden")));
}

}  // namespace
}  // namespace keyward::auth::testing
