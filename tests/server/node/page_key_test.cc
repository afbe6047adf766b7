// SPDX-License-Identifier: Apache-2.0
#include "server/node/page_key.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::node {
namespace {

const api::PageTokens::Scope kScope{"iam:ListUsers", "111122223333", ""};

TEST(LoadPageTokens, TokensOutliveAStart) {
  const store::TempDirectory temp;
  crypto::SystemRandom random;
  std::string token;
  {
    const auto store = *store::OpenSealed({.directory = temp.path() + "/data"});
    token = *LoadPageTokens(*store, random)->Seal(kScope, "alice", random);
    EXPECT_EQ(*LoadPageTokens(*store, random)->Open(kScope, token), "alice");
  }
  const auto store = *store::OpenSealed({.directory = temp.path() + "/data"});
  EXPECT_EQ(*LoadPageTokens(*store, random)->Open(kScope, token), "alice");
}

TEST(LoadPageTokens, WhatIsNoKeyIsDamage) {
  const store::TempDirectory temp;
  crypto::SystemRandom random;
  const auto store = *store::OpenSealed({.directory = temp.path() + "/data"});
  store::Txn txn;
  txn.ops.emplace_back(store::Put{std::string(kPageKey), "short"});
  ASSERT_TRUE(store->Commit(std::move(txn)));
  EXPECT_EQ(LoadPageTokens(*store, random).error().name, "StoreDamaged");
}

}  // namespace
}  // namespace keyward::server::node
