// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/signing_key.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "core/encoding.h"
#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

CredentialScope Scope(const std::string& date = "20150830") { return {date, "us-east-1", "iam"}; }

std::string Sign(const crypto::Hmac& key) { return *SignatureOf(key, "text"); }

// Source: AWS General Reference, "Examples of how to derive a signing key".
TEST(DeriveSigningKey, GivesTheDocumentedKey) {
  const auto key = DeriveSigningKey(Secret(), Scope());
  ASSERT_TRUE(key);
  const auto documented = crypto::Hmac::Create(
      crypto::HashAlgorithm::kSha256,
      Secret(*core::HexDecode("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9")));
  EXPECT_EQ(Sign(*key), Sign(*documented));
}

TEST(SigningKeyCache, AnswersOnlyForItsSecret) {
  SigningKeyCache cache;
  const auto first = cache.Get("A", Scope(), Secret("one"));
  const auto again = cache.Get("A", Scope(), Secret("one"));
  EXPECT_EQ(first->get(), again->get());
  const auto other = cache.Get("A", Scope(), Secret("two"));
  EXPECT_NE(Sign(**first), Sign(**other));
  EXPECT_EQ(Sign(**other), Sign(*DeriveSigningKey(Secret("two"), Scope())));
  EXPECT_EQ(cache.size(), 1u);
}

TEST(SigningKeyCache, TellsEveryPartApart) {
  SigningKeyCache cache;
  for (const CredentialScope& scope :
       {Scope(), Scope("20150831"), CredentialScope{"20150830", "eu-west-1", "iam"},
        CredentialScope{"20150830", "us-east-1", "kms"}}) {
    EXPECT_EQ(Sign(**cache.Get("A", scope, Secret())), Sign(*DeriveSigningKey(Secret(), scope)));
  }
  EXPECT_TRUE(cache.Get("B", Scope(), Secret()));
  EXPECT_EQ(cache.size(), 5u);
}

TEST(SigningKeyCache, ForgetsWhatWasNotUsedForLongest) {
  SigningKeyCache cache(2);
  const auto a = cache.Get("A", Scope(), Secret());
  const auto b = cache.Get("B", Scope(), Secret());
  EXPECT_EQ(cache.Get("A", Scope(), Secret())->get(), a->get());
  EXPECT_TRUE(cache.Get("C", Scope(), Secret()));
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.Get("A", Scope(), Secret())->get(), a->get());
  EXPECT_NE(cache.Get("B", Scope(), Secret())->get(), b->get());
  EXPECT_EQ(Sign(**b), Sign(**a));  // a key that is in use outlives its entry
}

TEST(SigningKeyCache, EmptySecretIsAnErrorAndKeepsNothing) {
  SigningKeyCache cache;
  EXPECT_FALSE(cache.Get("A", Scope(), Secret("")));
  EXPECT_EQ(cache.size(), 0u);
}

TEST(SigningKeyCache, ServesManyThreads) {
  SigningKeyCache cache(3);
  std::vector<std::string> right;
  right.reserve(6);
  for (int i = 0; i < 6; ++i) {
    right.push_back(Sign(*DeriveSigningKey(Secret(std::to_string(i)), Scope())));
  }
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const int which = (i * (t + 1)) % 6;
        const auto key =
            cache.Get("K" + std::to_string(which % 5), Scope(), Secret(std::to_string(which)));
        if (!key || Sign(**key) != right[static_cast<std::size_t>(which)]) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(cache.size(), 3u);
}

}  // namespace
}  // namespace keyward::auth::testing
