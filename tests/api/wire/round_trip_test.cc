// SPDX-License-Identifier: Apache-2.0
//
// Every message of every service, filled at random, comes back from each wire as it was.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "api/wire/form.h"
#include "api/wire/json.h"
#include "api/wire/query.h"
#include "tests/api/random_message.h"
#include "tests/api/services.h"
#include "tests/api/wire/query_client.h"

namespace keyward::api::wire {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr int kRoundsEach = 20;
constexpr std::uint64_t kSeed = 20231114;

// Calls `check(message)` with random messages of every input, and every output if asked.
template <typename Check>
int ForEachRandomMessage(bool outputs, const Check& check) {
  std::mt19937_64 random(kSeed);
  int messages = 0;
  for (const schema::ServiceTable* service : AllServices()) {
    for (const schema::MethodTable& method : service->methods) {
      for (const schema::MessageTable* table : {method.input, method.output}) {
        if (table == method.output && !outputs) continue;
        for (int round = 0; round < kRoundsEach; ++round) {
          const auto message = NewMessage(*table);
          FillRandomly(&random, message.get());
          check(*message, *table);
          ++messages;
          if (testing::Test::HasFatalFailure()) return messages;
        }
      }
    }
  }
  return messages;
}

TEST(RoundTrip, JsonBringsBackEveryMessage) {
  const int messages = ForEachRandomMessage(true, [](const Message& message, const auto& table) {
    const std::string text = EncodeJson(message);
    ASSERT_TRUE(nlohmann::json::accept(text)) << text;
    const auto back = NewMessage(table);
    const auto read = DecodeJson(text, back.get(), nullptr);
    ASSERT_TRUE(read) << read.error().message << "\n" << text;
    ASSERT_TRUE(MessageDifferencer::Equals(message, *back)) << text;
    ASSERT_EQ(EncodeJson(*back), text);
  });
  EXPECT_EQ(messages, (160 + 54 + 11 + 23 + 20) * 2 * kRoundsEach);
}

TEST(RoundTrip, QueryBringsBackWhatAClientWrote) {
  const int messages = ForEachRandomMessage(false, [](const Message& message, const auto& table) {
    if (table.validation_error != "ValidationError") return;  // no service of the query protocol
    const std::string text = QueryOf(message);
    auto form = ParseForm(text);
    ASSERT_TRUE(form) << form.error().message << "\n" << text;
    const auto back = NewMessage(table);
    schema::EmptyMembers empty;
    const auto read = DecodeQuery(std::move(*form), back.get(), &empty);
    ASSERT_TRUE(read) << read.error().message << "\n" << text;
    // A structure of which no member was sent is not there.
    ASSERT_EQ(QueryOf(*back), text);
  });
  EXPECT_GT(messages, 0);
}

}  // namespace
}  // namespace keyward::api::wire
