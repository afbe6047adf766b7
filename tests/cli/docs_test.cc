// SPDX-License-Identifier: Apache-2.0
// docs/simulator.md, docs/store.md, docs/audit.md and docs/server.md are true where a test can
// tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "cli/command_line.h"
#include "server/config/settings.h"
#include "tests/cli/process.h"
#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

std::string ReadDocument(const std::string& name = "simulator.md") {
  std::ifstream file(TestDirectory() + "/../../docs/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The contents of the ```json blocks, in order.
std::vector<std::string> JsonBlocks(const std::string& document) {
  constexpr char kOpen[] = "```json\n";
  std::vector<std::string> blocks;
  for (std::size_t at = document.find(kOpen); at != std::string::npos;
       at = document.find(kOpen, at + 1)) {
    const std::size_t begin = at + sizeof kOpen - 1;
    blocks.push_back(document.substr(begin, document.find("```", begin) - begin));
  }
  return blocks;
}

TEST(SimulatorDocument, ExampleLineHasTheExampleAnswer) {
  const auto blocks = JsonBlocks(ReadDocument());
  ASSERT_EQ(blocks.size(), 2u);
  cli::SimulateArgs args;
  args.input = "-";
  EXPECT_EQ(Simulate(args, blocks[0]).out, blocks[1]);
}

TEST(SimulatorDocument, NamesEveryOptionOfSimulate) {
  const std::string document = ReadDocument();
  const cli::Command root = cli::DescribeCommands();
  for (const cli::CommandOption& option : root.subcommands[0].subcommands[0].options) {
    if (option.name == "--help") continue;
    EXPECT_THAT(document, testing::HasSubstr("`" + option.name));
  }
}

TEST(ServerDocument, NamesEverySettingAndItsDefault) {
  const std::string document = ReadDocument("server.md");
  for (const server::config::Setting& setting : server::config::SettingTable()) {
    EXPECT_THAT(document, testing::HasSubstr(std::string("`") + setting.name + "`"));
    const auto* number = std::get_if<server::config::Setting::Number>(&setting.field);
    if (number == nullptr) continue;
    const std::string value = std::to_string(server::config::Settings().**number);
    EXPECT_THAT(document,
                testing::HasSubstr(std::string("| `") + setting.name + "` | " + value + " |"));
  }
}

TEST(StoreDocuments, NamesEveryCommandAndOption) {
  const std::map<std::string, std::string> pages = {
      {"seal", "store.md"}, {"store", "store.md"}, {"audit", "audit.md"}};
  std::size_t groups = 0;
  for (const cli::Command& group : cli::DescribeCommands().subcommands) {
    const auto page = pages.find(group.name);
    if (page == pages.end()) continue;
    ++groups;
    const std::string document = ReadDocument(page->second);
    for (const cli::Command& command : group.subcommands) {
      EXPECT_THAT(document, testing::HasSubstr(group.name + " " + command.name));
      for (const cli::CommandOption& option : command.options) {
        if (option.name == "--help") continue;
        EXPECT_THAT(document, testing::ContainsRegex(option.name + "[ `]"));
      }
    }
  }
  EXPECT_EQ(groups, pages.size());
}

TEST(SimulatorDocument, NamesEveryFieldOfAnExplanation) {
  const std::string document = ReadDocument();
  cli::SimulateArgs args;
  args.explain = true;
  const auto explanation =
      Answer(Line(R"("identity":[)" +
                  Policy("Allow",
                         R"("Action":"*","Resource":"arn:aws:s3:::${aws:username}/*",)"
                         R"("Condition":{"StringLike":{"aws:SourceVpce":"${aws:username}"}})") +
                  "]"),
             args)
          .at("explanation");
  const auto check = [&](const nlohmann::json& object) {
    for (const auto& [key, value] : object.items()) {
      EXPECT_THAT(document, testing::HasSubstr("`" + key + "`"));
    }
  };
  check(explanation);
  check(explanation.at("layers")[0]);
  check(explanation.at("statements")[0]);
  check(explanation.at("statements")[0].at("substitutions")[0]);
}

}  // namespace
}  // namespace keyward::cli_test
