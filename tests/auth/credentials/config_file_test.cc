// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace keyward::auth::testing {
namespace {

core::Result<ConfigFile> Parse(std::string_view text, ConfigKind kind = ConfigKind::kConfig) {
  return ConfigFile::Parse(*crypto::SecretBytes::Copy(crypto::AsBytes(text)), "/f", kind);
}

std::string ValueOf(const core::Result<ConfigFile>& file, const char* profile,
                    const char* property) {
  if (!file) return "error: " + file.error().message;
  const ConfigProfile* const found = file->FindProfile(profile);
  if (found == nullptr) return "no profile";
  const ConfigProperty* const value = found->Find(property);
  return value == nullptr ? "no property" : std::string(value->value);
}

TEST(ConfigFile, ReadsBothKinds) {
  const auto config = Parse(
      "# comment\r\n"
      "; comment\r\n"
      "\r\n"
      "[default]\r\n"
      "region=us-east-1\r\n"
      "[profile dev] # comment\r\n"
      "Region =  eu-west-1  # comment\r\n"
      "output = json ; comment\r\n"
      "key = a#b;c=d\r\n"
      "empty =\r\n"
      "commented = # comment\r\n"
      "s3 =\r\n"
      "  max_concurrent_requests = 20\r\n"
      "  # comment\r\n"
      "[profile 'with blank']\r\n"
      "x = y\r\n"
      "[sso-session s]\r\n"
      "sso_region = us-east-1\r\n"
      "  nested = 1\r\n"
      "[services v]\r\n"
      "[plugins]\r\n"
      "cli = x");
  EXPECT_EQ(ValueOf(config, "default", "region"), "us-east-1");
  EXPECT_EQ(ValueOf(config, "dev", "region"), "eu-west-1");
  EXPECT_EQ(ValueOf(config, "dev", "OUTPUT"), "json");
  EXPECT_EQ(ValueOf(config, "dev", "key"), "a#b;c=d");
  EXPECT_EQ(ValueOf(config, "dev", "empty"), "");
  EXPECT_EQ(ValueOf(config, "dev", "commented"), "");
  EXPECT_EQ(ValueOf(config, "dev", "max_concurrent_requests"), "no property");
  EXPECT_TRUE(config->FindProfile("dev")->Find("s3")->has_block);
  EXPECT_FALSE(config->FindProfile("dev")->Find("empty")->has_block);
  EXPECT_EQ(ValueOf(config, "with blank", "x"), "y");
  EXPECT_EQ(config->profiles().size(), 3u);
  EXPECT_EQ(config->Place(config->FindProfile("dev")->Find("region")->line), "/f:7");
  EXPECT_EQ(ValueOf(Parse("[a.b-c@d]\nx=y\n[default]", ConfigKind::kCredentials), "a.b-c@d", "x"),
            "y");
}

TEST(ConfigFile, KeepsItsTextWhenItIsMoved) {
  auto file = Parse("[default]\nx=y\n");
  const ConfigFile moved = *std::move(file);
  EXPECT_EQ(moved.FindProfile("default")->Find("x")->value, "y");
}

TEST(ConfigFile, EmptyHasNoProfiles) {
  EXPECT_TRUE(Parse("")->profiles().empty());
  EXPECT_TRUE(Parse("\n\n# x")->profiles().empty());
}

struct RefusedCase {
  const char* name;
  ConfigKind kind;
  const char* text;
  const char* message;
};

void PrintTo(const RefusedCase& refused, std::ostream* out) { *out << refused.name; }

class RefusesConfig : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusesConfig, NamesTheLineAndNotItsText) {
  const auto file = Parse(GetParam().text, GetParam().kind);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().name, "InvalidConfigFile");
  EXPECT_THAT(file.error().message, ::testing::StartsWith(GetParam().message));
  EXPECT_THAT(file.error().message, ::testing::Not(::testing::HasSubstr("hidden")));
}

const RefusedCase kRefused[] = {
    {"NoEqualSign", ConfigKind::kConfig, "[default]\n\nhidden", "`/f:3`: a line is `name = value`"},
    {"NoSection", ConfigKind::kConfig, "x = hidden", "`/f:1`: a property stands in a section"},
    {"NoName", ConfigKind::kConfig, "[default]\n= hidden", "`/f:2`: a property has a name"},
    {"BadName", ConfigKind::kConfig, "[default]\na b = hidden", "`/f:2`: a property has a name"},
    {"OpenSection", ConfigKind::kConfig, "[default", "`/f:1`: a section ends with `]`"},
    {"TextAfterSection", ConfigKind::kConfig, "[default] x", "`/f:1`: a section ends with `]`"},
    {"EmptySection", ConfigKind::kCredentials, "[]", "`/f:1`: a section has a name"},
    {"ProfileWithoutWord", ConfigKind::kConfig, "[dev]", "`/f:1`: a section of this file is"},
    {"ProfileWithoutName", ConfigKind::kConfig, "[profile]", "`/f:1`: a section of this file is"},
    {"WordInCredentials", ConfigKind::kCredentials, "[profile dev]",
     "`/f:1`: in this file a profile's section is its name alone"},
    {"SectionTwice", ConfigKind::kConfig, "[profile a]\n[profile a]",
     "`/f:2`: the section `a` is there already"},
    {"DefaultTwice", ConfigKind::kConfig, "[default]\n[profile default]",
     "`/f:2`: the section `default` is there already"},
    {"PropertyTwice", ConfigKind::kConfig, "[default]\nx = hidden\nX = hidden",
     "`/f:3`: the property is there already"},
    {"BlockWithoutProperty", ConfigKind::kConfig, "[default]\n  x = hidden",
     "`/f:2`: an indented line belongs to the property above"},
    {"BlockWithoutSection", ConfigKind::kConfig, "  x = hidden",
     "`/f:1`: an indented line belongs to the property above"},
    {"ControlCharacter", ConfigKind::kConfig, "[default]\nx = hidden\x01",
     "`/f:2`: the line has control characters"},
    {"ByteOrderMark", ConfigKind::kConfig, "\xEF\xBB\xBF[default]",
     "`/f:1`: a line is `name = value`"},
};

INSTANTIATE_TEST_SUITE_P(Rules, RefusesConfig, ::testing::ValuesIn(kRefused),
                         [](const ::testing::TestParamInfo<RefusedCase>& refused) {
                           return std::string(refused.param.name);
                         });

}  // namespace
}  // namespace keyward::auth::testing
