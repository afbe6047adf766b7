// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/call.h"
#include "api/page_token.h"
#include "core/result.h"
#include "iam/keys.h"
#include "iam/records.h"

// IAM's lists: Marker, MaxItems, IsTruncated. Thread-safe: a call is one thread's.
namespace keyward::iam {

inline constexpr std::size_t kDefaultItems = 100;  // AWS's, where MaxItems is not given
// Records that one call looks at when a filter passes over most: then the page is short, and says
// that it is not the last, as AWS's may.
inline constexpr std::size_t kMaxLookedAt = 10'000;

// One call of a list operation. `filter` is of the parameters that choose what is listed: a marker
// that was given for others is refused.
class Paging {
 public:
  Paging(const api::PageTokens& tokens, api::Call& call, std::string_view operation,
         std::string filter)
      : tokens_(tokens), call_(call), operation_(operation), filter_(std::move(filter)) {}

  // Reads Marker and MaxItems. Errors: kInvalidArgument "ValidationError" for a marker that this
  // list did not give.
  template <typename Request>
  core::Result<void> Begin(const Request& request) {
    if (request.has_max_items()) limit_ = static_cast<std::size_t>(request.max_items());
    return request.has_marker() ? Open(request.marker()) : core::Result<void>();
  }

  const std::string& after() const { return after_; }  // "" = from the beginning
  std::size_t limit() const { return limit_; }

  // Sets IsTruncated, and Marker when the list goes on after `last`. Errors: those of PageTokens.
  template <typename Response>
  core::Result<void> End(bool truncated, std::string_view last, Response& response) {
    response.set_is_truncated(truncated);
    if (!truncated) return {};
    core::Result<std::string> marker = Seal(last);
    if (!marker) return std::move(marker).error();
    response.set_marker(*std::move(marker));
    return {};
  }

  api::Call& call() { return call_; }

 private:
  core::Result<void> Open(std::string_view marker);
  core::Result<std::string> Seal(std::string_view last);

  const api::PageTokens& tokens_;
  api::Call& call_;
  std::string operation_;  // "iam:ListUsers"
  std::string filter_;
  std::string after_;
  std::size_t limit_ = kDefaultItems;
};

// Lists the records under a prefix in the order of their keys. `add` takes what belongs on the page
// and returns whether it took it.
template <typename Record, typename Request, typename Response, typename Add>
core::Result<void> ListRecords(Paging paging, const std::string& prefix, const Request& request,
                               Response& response, Add add) {
  if (core::Result<void> begun = paging.Begin(request); !begun) return begun;
  std::string last = paging.after();
  std::size_t taken = 0;
  for (std::size_t seen = 0; seen < kMaxLookedAt;) {
    core::Result<store::RangePage> page =
        paging.call().unit().Range(prefix, paging.limit(), last.empty() ? "" : prefix + last);
    if (!page) return std::move(page).error();
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      const store::KeyValue& item = page->items[i];
      core::Result<Record> record = ParseRecord<Record>(item.key, item.value);
      if (!record) return std::move(record).error();
      last = item.key.substr(prefix.size());
      if (add(*record)) ++taken;
      const bool more = i + 1 < page->items.size() || page->more;
      if (!more || taken == paging.limit()) return paging.End(more, last, response);
    }
    if (page->items.empty()) return paging.End(false, last, response);
    seen += page->items.size();
  }
  return paging.End(true, last, response);
}

// Lists names that a record holds, in ascending order (of ShortName, so that markers stay short).
template <typename Names, typename Request, typename Response, typename Add>
core::Result<void> ListNames(Paging paging, const Names& names, const Request& request,
                             Response& response, Add add) {
  if (core::Result<void> begun = paging.Begin(request); !begun) return begun;
  std::map<std::string, std::string> sorted;
  for (const std::string& name : names) sorted.emplace(ShortName(name), name);
  auto next = paging.after().empty() ? sorted.begin() : sorted.upper_bound(paging.after());
  std::string last;
  for (std::size_t taken = 0; next != sorted.end() && taken < paging.limit(); ++next, ++taken) {
    if (core::Result<void> added = add(next->second); !added) return added;
    last = next->first;
  }
  return paging.End(next != sorted.end(), last, response);
}

}  // namespace keyward::iam
