// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/call.h"
#include "core/result.h"
#include "iam/keys.h"
#include "iam/records.h"

// What OIDC and SAML providers have in common: they are named by ARN, and few. Thread-safe: a call
// is one thread's.
namespace keyward::iam {

// The name in an ARN of the caller's account of a kind without path: an OIDC provider's URL without
// its scheme, a SAML provider's name. Errors: kInvalidArgument "ValidationError" for what is no
// ARN; "InvalidInput" for one of another kind or account.
core::Result<std::string> NameInArn(const api::Call& call, Kind kind, std::string_view arn);

inline constexpr std::size_t kMaxProviders = 100;  // of a kind; AWS's quotas of an account

// Errors: kResourceExhausted "LimitExceeded" when the account has kMaxProviders of the kind. Two
// that are made at once may both be the last.
core::Result<void> MustHaveRoom(api::Call& call, Kind kind);

// Every record of a kind of which there are few: AWS's lists of providers have no pages.
template <typename Record>
core::Result<std::vector<Record>> AllOf(api::Call& call, Kind kind) {
  const std::string prefix = EntityPrefix(call.account(), kind);
  std::vector<Record> records;
  for (std::string after;;) {
    core::Result<store::RangePage> page = call.unit().Range(prefix, kMaxProviders, after);
    if (!page) return std::move(page).error();
    for (const store::KeyValue& item : page->items) {
      core::Result<Record> record = ParseRecord<Record>(item.key, item.value);
      if (!record) return std::move(record).error();
      records.push_back(*std::move(record));
      after = item.key;
    }
    if (!page->more) return records;
  }
}

}  // namespace keyward::iam
