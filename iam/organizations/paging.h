// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/call.h"
#include "api/page_token.h"
#include "core/result.h"
#include "iam/records.h"

// Organizations' lists: NextToken, MaxResults. Thread-safe: a call is one thread's.
namespace keyward::iam::organizations {

inline constexpr std::size_t kMaxResults = 20;  // AWS's most, and what an absent MaxResults means
// Records that one call looks at when few belong on the page: then it is short, and NextToken says
// that there is more, as AWS's lists may.
inline constexpr std::size_t kMaxLookedAt = 2'000;

// One call of a list operation. `filter` is of the parameters that choose what is listed.
class Paging {
 public:
  Paging(const api::PageTokens& tokens, api::Call& call, std::string_view operation,
         std::string filter = "")
      : tokens_(tokens), call_(call), operation_(operation), filter_(std::move(filter)) {}

  // Errors: kInvalidArgument "InvalidInputException" for a token that this list did not give.
  template <typename Request>
  core::Result<void> Begin(const Request& request) {
    if constexpr (requires { request.max_results(); }) {
      if (request.has_max_results()) limit_ = static_cast<std::size_t>(request.max_results());
    }
    return request.has_next_token() ? Open(request.next_token()) : core::Result<void>();
  }

  const std::string& after() const { return after_; }  // "" = from the beginning
  std::size_t limit() const { return limit_; }
  api::Call& call() { return call_; }

  // Sets NextToken when the list goes on after `last`.
  template <typename Response>
  core::Result<void> End(bool more, std::string_view last, Response& response) {
    if (!more) return {};
    core::Result<std::string> token = Seal(last);
    if (!token) return std::move(token).error();
    response.set_next_token(*std::move(token));
    return {};
  }

 private:
  core::Result<void> Open(std::string_view token);
  core::Result<std::string> Seal(std::string_view last);

  const api::PageTokens& tokens_;
  api::Call& call_;
  std::string operation_;  // "organizations:ListAccounts"
  std::string filter_;
  std::string after_;
  std::size_t limit_ = kMaxResults;
};

// Lists some names first, then the records under a prefix in the order of their keys. No name of
// `first` may be the end of a record's key. `add` takes what belongs on the page: the name or the
// end of the key, and the record, which is null for a name. It returns whether it took it.
template <typename Record, typename Request, typename Response, typename Add>
core::Result<void> List(Paging paging, const std::vector<std::string>& first,
                        const std::string& prefix, const Request& request, Response& response,
                        Add add) {
  if (core::Result<void> begun = paging.Begin(request); !begun) return begun;
  std::string last = paging.after();
  std::size_t next = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] == last) next = i + 1;
  }
  const bool among_first = last.empty() || next > 0;
  if (!among_first) next = first.size();
  std::size_t taken = 0;
  for (; next < first.size() && taken < paging.limit(); ++next) {
    core::Result<bool> added = add(first[next], static_cast<const Record*>(nullptr));
    if (!added) return std::move(added).error();
    if (*added) ++taken;
    last = first[next];
  }
  std::string after = among_first ? "" : prefix + last;
  for (std::size_t seen = 0; taken < paging.limit() && seen < kMaxLookedAt;) {
    core::Result<store::RangePage> page = paging.call().unit().Range(prefix, kMaxResults, after);
    if (!page) return std::move(page).error();
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      const store::KeyValue& item = page->items[i];
      core::Result<Record> record = ParseRecord<Record>(item.key, item.value);
      if (!record) return std::move(record).error();
      last = item.key.substr(prefix.size());
      core::Result<bool> added = add(last, static_cast<const Record*>(&*record));
      if (!added) return std::move(added).error();
      if (*added) ++taken;
      const bool more = i + 1 < page->items.size() || page->more;
      if (!more || taken == paging.limit()) return paging.End(more, last, response);
    }
    if (page->items.empty()) return paging.End(false, last, response);
    seen += page->items.size();
    after = prefix + last;
  }
  return paging.End(true, last, response);
}

}  // namespace keyward::iam::organizations
