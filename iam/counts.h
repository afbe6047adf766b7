// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "api/call.h"
#include "core/result.h"
#include "iam/keys.h"

// How many users, groups and their like an account has, without counting them:
//
//   iam/in/ACCOUNT/count/KIND/SHARD             a decimal number; their sum is the count
//
// Each creation and each deletion changes one shard, chosen at random, in its own unit: the sum is
// exact, one shard's number may be negative, and two creations at once are seldom in each other's
// way. Whoever makes or deletes an entity of a kind that GetAccountSummary shows calls Count.
// Thread-safe: a call is one thread's.
namespace keyward::iam {

// With 16, two units at once meet in one of 16 cases, and one of them begins again.
inline constexpr std::size_t kCountShards = 16;

std::string CountPrefix(std::string_view account);

// Notes that an entity is made (1) or deleted (-1), in the caller's account or in another. Errors:
// kDataLoss "StoreDamaged"; those of Unit.
core::Result<void> CountIn(api::Call& call, std::string_view account, Kind kind, int by);
inline core::Result<void> Count(api::Call& call, Kind kind, int by) {
  return CountIn(call, call.account(), kind, by);
}

// The counts by KindName, of one moment; what is not in it was never counted. Errors: as Count.
core::Result<std::map<std::string, std::int64_t>> ReadCounts(api::Call& call);

}  // namespace keyward::iam
