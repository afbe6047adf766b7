// SPDX-License-Identifier: Apache-2.0
#include "server/audit/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hmac.h"
#include "server/audit/head.h"
#include "server/audit/outbox.h"
#include "tests/server/audit/log_fixture.h"

namespace keyward::server::audit {
namespace {

using testing::HasSubstr;

crypto::SecretBytes HmacOf(const crypto::SecretBytes& key, std::string_view message) {
  return crypto::HmacOnceSecret(crypto::HashAlgorithm::kSha256, key, crypto::AsBytes(message))
      .value();
}

TEST(Chain, MacIsWhatTheFormatSays) {
  Chain chain = Chain::Create(CountingKey()).value();
  const std::string first = chain.Append(LineKind::kRead, "", "{}").value();
  ASSERT_TRUE(chain.Turn());
  const std::string second = chain.Append(LineKind::kRead, "", "{}").value();

  const crypto::SecretBytes root = CountingKey().bytes().Clone().value();
  const crypto::SecretBytes next = HmacOf(root, "keyward/audit/ratchet/v1");
  const Mac one = ParseLine(first.substr(0, first.size() - 1))->line.mac;
  const Mac two = ParseLine(second.substr(0, second.size() - 1))->line.mac;
  const std::string zeros(kMacBytes, '\0');
  EXPECT_TRUE(HmacOf(HmacOf(root, "keyward/audit/mac/v1"),
                     zeros + R"({"seq":1,"key":0,"kind":"read","entry":"","event":{})")
                  .Equals(one));
  EXPECT_TRUE(HmacOf(HmacOf(next, "keyward/audit/mac/v1"),
                     std::string(crypto::AsText(one)) +
                         R"({"seq":2,"key":1,"kind":"read","entry":"","event":{})")
                  .Equals(two));
  EXPECT_TRUE(chain.key().bytes().Equals(next));
}

TEST(Chain, TurnsOnlyKeysThatHaveALine) {
  Chain chain = Chain::Create(CountingKey()).value();
  ASSERT_TRUE(chain.Turn());
  EXPECT_EQ(chain.turns(), 0u);
  ASSERT_TRUE(chain.Append(LineKind::kRead, "", "{}"));
  ASSERT_TRUE(chain.Turn());
  ASSERT_TRUE(chain.Turn());
  EXPECT_EQ(chain.turns(), 1u);
}

// Who breaks in has the head, as it is in the store, and can do all that the process can: go on
// with the chain. What lies under former keys he can neither repeat nor replace.
TEST(Chain, PresentKeyForgesNothingEarlier) {
  const Written log = WriteLines(6, 2);  // under keys 0, 1 and 2
  Chain thief = Chain::Create(CountingKey()).value();
  for (const std::string& line : log.lines) {
    ASSERT_TRUE(thief.Accept(ParseLine(line.substr(0, line.size() - 1)).value()));
  }
  const std::string loot = EncodeHead(thief);
  const Chain head = DecodeHead(loot).value();
  ASSERT_EQ(head.turns(), 2u);
  // The key is the end of a one-way chain from the root: no former key is in the loot.
  crypto::SecretBytes key = CountingKey().bytes().Clone().value();
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(loot.find(crypto::AsText(key.Expose())), std::string::npos);
    key = HmacOf(key, "keyward/audit/ratchet/v1");
  }
  EXPECT_TRUE(head.key().bytes().Equals(key));

  // He writes lines 1 to 4 anew, each under the keys that he can make: the present and later ones.
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) {
    Position before;
    if (sequence > 1) {
      const std::string& line = log.lines[sequence - 2];
      before = {sequence - 1, ParseLine(line.substr(0, line.size() - 1))->line.mac};
    }
    const std::uint64_t true_key = (sequence - 1) / 2;
    for (int later = 0; later < 5; ++later) {
      Chain forger = Chain::At(before, true_key, 1, head.key().Clone().value()).value();
      for (int i = 0; i < later; ++i) {
        ASSERT_TRUE(forger.Turn());
        ASSERT_TRUE(forger.Append(LineKind::kRead, "", "{}"));
      }
      forger = Chain::At(before, true_key, 1, forger.key().Clone().value()).value();
      std::string text;
      for (std::uint64_t i = 0; i + 1 < sequence; ++i) text += log.lines[i];
      text += forger.Append(LineKind::kChange, "forged", "{}").value();
      const Report report = VerifyText(text, before);
      ASSERT_TRUE(report.fault) << sequence;
      EXPECT_EQ(report.fault->line, sequence);
    }
  }
  // What he can do is what docs/threat-model.md says: replace the lines under the present key.
  const std::string& fourth = log.lines[3];
  Chain forger = Chain::At({4, ParseLine(fourth.substr(0, fourth.size() - 1))->line.mac}, 2, 0,
                           head.key().Clone().value())
                     .value();
  std::string text = log.lines[0] + log.lines[1] + log.lines[2] + fourth;
  text += forger.Append(LineKind::kChange, "forged", "{}").value();
  EXPECT_FALSE(VerifyText(text, forger.position()).fault);
}

TEST(Chain, RefusesWhatCannotStandInALine) {
  Chain chain = Chain::Create(CountingKey()).value();
  EXPECT_FALSE(chain.Append(LineKind::kRead, "", "{\"a\":\n1}"));
  EXPECT_FALSE(chain.Append(LineKind::kRead, "", "[]"));
  EXPECT_FALSE(chain.Append(LineKind::kRead, "entry", "{}"));
  EXPECT_FALSE(chain.Append(LineKind::kChange, "", "{}"));
  EXPECT_FALSE(chain.Append(LineKind::kChange, "a\"b", "{}"));
  EXPECT_EQ(chain.position(), Position());
}

TEST(Head, KeepsTheChain) {
  Chain chain = Chain::Create(CountingKey()).value();
  ASSERT_TRUE(chain.Append(LineKind::kRead, "", "{}"));
  ASSERT_TRUE(chain.Turn());
  ASSERT_TRUE(chain.Append(LineKind::kRead, "", "{}"));
  const std::string bytes = EncodeHead(chain);
  EXPECT_EQ(bytes.size(), kHeadBytes);
  Chain again = DecodeHead(bytes).value();
  EXPECT_EQ(EncodeHead(again), bytes);
  EXPECT_EQ(again.Append(LineKind::kRead, "", "{}").value(),
            chain.Append(LineKind::kRead, "", "{}").value());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeHead(bytes.substr(0, size)));
  }
  EXPECT_EQ(DecodeHead(bytes + "x").error().name, "StoreDamaged");
}

TEST(Outbox, KeysAscendAndNameTheEvent) {
  const core::Clock::TimePoint time(std::chrono::nanoseconds(1'700'000'000'123'456'789));
  const std::string first = MakeOutboxKey(time, 9, "e-1");
  EXPECT_EQ(first, "audit/outbox/01700000000123456789-0000000009-e-1");
  EXPECT_LT(first, MakeOutboxKey(time, 10, "a"));
  EXPECT_LT(MakeOutboxKey(time, 99, "z"),
            MakeOutboxKey(time + std::chrono::nanoseconds(1), 0, "a"));
  EXPECT_EQ(MakeOutboxKey(time, 0, "a/\"\n").substr(45), "a___");
  EXPECT_EQ(EntryOf(first), first.substr(13));
  EXPECT_THAT(EntryOf("audit/outbox/a\"b"), HasSubstr("sha256."));
  EXPECT_EQ(EventOf("{\"a\":1}"), "{\"a\":1}");
  EXPECT_EQ(EventOf("a\n"), R"({"unreadable":"YQo="})");
}

}  // namespace
}  // namespace keyward::server::audit
