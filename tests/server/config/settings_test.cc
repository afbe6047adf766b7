// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "server/config/load.h"
#include "server/config/toml_file.h"

namespace keyward::server::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Setting& Row(std::string_view name) {
  const auto rows = SettingTable();
  return *std::ranges::find_if(rows, [&](const Setting& row) { return name == row.name; });
}

// Of a file that holds all that is needed.
core::Result<Settings> LoadFile(const std::string& text) {
  return Load({.file = ConfigFile{"k.toml", "data-dir = \"/d\"\ndev = true\n" + text}});
}

TEST(SettingTable, NamesAreOnceAndWhatFlagsTake) {
  std::set<std::string> names;
  for (const Setting& row : SettingTable()) {
    EXPECT_THAT(row.name, testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(CheckValue(row, Settings())) << row.name << ": the default is refused";
  }
  EXPECT_EQ(VariableName(Row("audit-rotate-mib")), "KEYWARD_AUDIT_ROTATE_MIB");
}

struct WrongFile {
  const char* name;
  const char* text;
  const char* message;
};

class ReadTomlRefuses : public testing::TestWithParam<WrongFile> {};

TEST_P(ReadTomlRefuses, WithThePlace) {
  Settings settings;
  const core::Result<void> read = ReadToml(GetParam().text, "k.toml", settings);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().name, "InvalidConfiguration");
  EXPECT_THAT(read.error().message, HasSubstr(GetParam().message));
  EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Files, ReadTomlRefuses,
    testing::Values(
        WrongFile{"UnknownKey", "\nhtpp = \"127.0.0.1:1\"", "k.toml:2:1: unknown key `htpp`"},
        WrongFile{"UnknownTable", "[http]\nport = 1", "k.toml:1:1: http takes a string"},
        WrongFile{"OtherCase", "HTTP = \"127.0.0.1:1\"", "unknown key `HTTP`"},
        WrongFile{"DottedKey", "tls.key = \"x\"", "unknown key `tls`"},
        WrongFile{"NumberForText", "data-dir = 7", "k.toml:1:12: data-dir takes a string"},
        WrongFile{"TextForNumber", "cache-mib = \"32\"", "k.toml:1:13: cache-mib takes an integer"},
        WrongFile{"FloatForNumber", "cache-mib = 1.5", "takes an integer"},
        WrongFile{"TextForFlag", "dev = \"true\"", "dev takes true or false"},
        WrongFile{"TextForList", "audit-copies = \"stdout\"", "takes an array of strings"},
        WrongFile{"MixedList", "audit-copies = [\"stdout\", 1]", "takes an array of strings"},
        WrongFile{"EmptyInList", "audit-copies = [\"\"]", "audit-copies holds an empty value"},
        WrongFile{"Empty", "anchor = \"\"", "k.toml:1:10: anchor needs a value"},
        WrongFile{"Choice", "audit-policy = \"most\"", "takes `all` or `any`, not `most`"},
        WrongFile{"TooSmall", "max-connections = 0", "max-connections takes 1 to 65536"},
        WrongFile{"Negative", "cache-mib = -1", "cache-mib takes 0 to 1048576"},
        WrongFile{"NoPort", "http = \"127.0.0.1\"", "k.toml:1:8: http takes an address and a port"},
        WrongFile{"PortTooLarge", "http = \"127.0.0.1:65536\"", "http takes an address"},
        WrongFile{"BareIpv6", "http = \"::1:80\"", "http takes an address"},
        WrongFile{"Account", "account-id = \"12345\"", "account-id takes 12 digits"},
        WrongFile{"LineBreak", "user = \"a\\nb\"", "user holds a control character"},
        WrongFile{"Twice", "dev = true\ndev = true", "k.toml:2:"},
        WrongFile{"NotToml", "dev = true\n= 3", "k.toml:2:1: "},
        WrongFile{"NoEnd", "http = \"127", "k.toml:1:"},
        WrongFile{"FirstMistakeFirst", "zz = 1\naa = 1", "k.toml:1:1: unknown key `zz`"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Load, FlagBeforeEnvironmentBeforeFileBeforeDefault) {
  const std::map<std::string, std::string> variables = {{"KEYWARD_DATA_DIR", "/variable"},
                                                        {"KEYWARD_USER", "variable"}};
  const auto settings =
      Load({.file = ConfigFile{"k.toml",
                               "data-dir = '/file'\nuser = 'file'\nanchor = '/file'\n"
                               "dev = true\naudit-copies = ['stdout', '/c']\n"},
            .variable =
                [&](const char* name) {
                  const auto found = variables.find(name);
                  return found == variables.end() ? "" : found->second;
                },
            .flags = {{&Row("data-dir"), "/flag"}}});
  ASSERT_TRUE(settings) << core::Describe(settings.error());
  EXPECT_EQ(settings->data_dir, "/flag");
  EXPECT_EQ(settings->user, "variable");
  EXPECT_EQ(settings->anchor, "/file");
  EXPECT_THAT(settings->audit_copies, ElementsAre("stdout", "/c"));
  EXPECT_EQ(settings->audit_policy, "all");
}

TEST(Load, NamesTheFlagOrVariableAtFault) {
  const auto flag = Load({.flags = {{&Row("drain-seconds"), "soon"}}});
  EXPECT_EQ(flag.error().message, "--drain-seconds takes a number, not `soon`");
  const auto variable = Load({.variable = [](const char* name) {
    return std::string_view(name) == "KEYWARD_DEV" ? "yes" : "";
  }});
  EXPECT_EQ(variable.error().message, "KEYWARD_DEV takes `true` or `false`, not `yes`");
  const auto list = Load({.flags = {{&Row("audit-copies"), "stdout,"}}});
  EXPECT_EQ(list.error().message, "--audit-copies holds an empty value");
}

TEST(Load, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(Load({}).error().message, HasSubstr("data-dir is needed"));
  const Sources plaintext{.flags = {{&Row("data-dir"), "/d"}}};
  EXPECT_THAT(Load(plaintext).error().message, HasSubstr("only dev serves plaintext"));
  for (const char* text :
       {"tls-key = 'k'", "tls-certificate = 'c'", "seal = 'passphrase'", "passphrase-file = 'p'",
        "dev-tls = true\ntls-key = 'k'\ntls-certificate = 'c'"}) {
    const auto settings = LoadFile(text);
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().name, "InvalidSetting");
  }
  EXPECT_TRUE(LoadFile("dev-tls = true"));
  EXPECT_TRUE(LoadFile("tls-key = 'k'\ntls-certificate = 'c'"));
}

TEST(RenderToml, IsReadBackToTheSame) {
  auto settings = LoadFile(
      "anchor = 'C:\\x \"quoted\" \xc3\xa4'\naudit-copies = ['stdout', 'a\\b']\n"
      "cache-mib = 0\nhttp = '[::1]:0'\nlog-level = 'warn'");
  ASSERT_TRUE(settings) << core::Describe(settings.error());
  const std::string text = RenderToml(*settings);
  const auto again = Load({.file = ConfigFile{"k.toml", text}});
  ASSERT_TRUE(again) << core::Describe(again.error()) << text;
  EXPECT_EQ(RenderToml(*again), text);
  EXPECT_EQ(again->anchor, settings->anchor);
  EXPECT_EQ(again->audit_copies, settings->audit_copies);
  EXPECT_EQ(again->cache_mib, 0);
}

TEST(ParseEndpoint, TakesAddressAndPort) {
  const auto v6 = ParseEndpoint("[::1]:80");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->address, "::1");
  EXPECT_EQ(v6->port, 80);
  for (const char* wrong :
       {"", ":", "1.2.3.4:", ":80", "1.2.3.4:+1", "1.2.3.4: 1", "[]:1", "1:2:3"}) {
    EXPECT_FALSE(ParseEndpoint(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace keyward::server::config
