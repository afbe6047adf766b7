// SPDX-License-Identifier: Apache-2.0
// The worked example of docs/formats/audit.md is what the code does.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/encoding.h"
#include "server/audit/head.h"
#include "tests/server/audit/log_fixture.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::audit {
namespace {

// The contents of the first block of this kind.
std::string Block(const std::string& document, const std::string& kind) {
  const std::string open = "```" + kind + "\n";
  const std::size_t begin = document.find(open);
  if (begin == std::string::npos) return "";
  const std::size_t from = begin + open.size();
  return document.substr(from, document.find("```", from) - from);
}

TEST(AuditDocument, WorkedExampleIsWhatIsWritten) {
  const char* const source = std::getenv("KEYWARD_SOURCE_DIR");
  const std::string document =
      store::ReadWhole(std::string(source == nullptr ? "." : source) + "/docs/formats/audit.md");
  ASSERT_FALSE(document.empty());
  Chain chain = Chain::Create(CountingKey()).value();
  std::string lines =
      chain
          .Append(LineKind::kStart, "",
                  R"({"eventType":"KeywardAuditStart","eventTime":"2024-05-01T12:00:00Z",)"
                  R"("linesRecovered":0})")
          .value();
  lines += chain
               .Append(LineKind::kChange, "01714564800000000000-0000000000-e-1",
                       R"({"eventName":"CreateUser","eventID":"e-1"})")
               .value();
  ASSERT_TRUE(chain.Turn());
  lines +=
      chain.Append(LineKind::kRead, "", R"({"eventName":"ListUsers","eventID":"e-2"})").value();
  EXPECT_EQ(Block(document, "jsonl"), lines);
  std::string hex;
  for (const char c : Block(document, "hex")) {
    if (c != ' ' && c != '\n') hex.push_back(c);
  }
  EXPECT_EQ(hex, core::HexEncode(EncodeHead(chain)));
  EXPECT_FALSE(VerifyText(lines, chain.position()).fault);
}

}  // namespace
}  // namespace keyward::server::audit
