// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "iam/operations/paging.h"

namespace keyward::iam {

// A list that goes through several parts, one after the other, such as AWS's policies and then the
// account's. A place in it is the part's number and the place there. One call's; one thread's.
//
//   SegmentedList list(paging);
//   list.Begin(request);
//   list.Prefix(0, first_prefix, take);
//   list.Prefix(1, second_prefix, take);
//   list.End(response);
//
// `take` gets an item and returns core::Result<bool>: whether it is on the page.
class SegmentedList {
 public:
  explicit SegmentedList(Paging paging) : paging_(std::move(paging)) {}

  // Errors: those of Paging::Begin.
  template <typename Request>
  core::Result<void> Begin(const Request& request) {
    if (core::Result<void> begun = paging_.Begin(request); !begun) return begun;
    const std::string& after = paging_.after();
    if (!after.empty()) {
      begin_ = after.front() - '0';
      after_ = after.substr(1);
    }
    return {};
  }

  // Lists the items of a span that is ascending by `name_of(item)`.
  template <typename Item, typename NameOf, typename Take>
  core::Result<void> Items(int part, std::span<const Item> items, NameOf name_of, Take take) {
    const std::optional<std::string> after = Entered(part);
    if (!after) return {};
    for (const Item& item : items) {
      const std::string name(name_of(item));
      if (name <= *after) continue;
      if (core::Result<void> seen = See(part, name, item, take); !seen || more_) return seen;
    }
    return {};
  }

  // Lists the records under a prefix.
  template <typename Take>
  core::Result<void> Prefix(int part, const std::string& prefix, Take take) {
    std::optional<std::string> last = Entered(part);
    while (last) {
      core::Result<store::RangePage> page =
          paging_.call().unit().Range(prefix, paging_.limit(), last->empty() ? "" : prefix + *last);
      if (!page) return std::move(page).error();
      for (const store::KeyValue& item : page->items) {
        last = item.key.substr(prefix.size());
        if (core::Result<void> seen = See(part, *last, item, take); !seen || more_) return seen;
      }
      if (!page->more || page->items.empty()) return {};
    }
    return {};
  }

  // Errors: those of Paging::End.
  template <typename Response>
  core::Result<void> End(Response& response) {
    return paging_.End(more_, last_, response);
  }

  api::Call& call() { return paging_.call(); }

 private:
  // Where a part goes on; nothing when the page has no place for it or an earlier page had it all.
  std::optional<std::string> Entered(int part) const {
    if (more_ || part < begin_) return std::nullopt;
    return part == begin_ ? after_ : "";
  }

  template <typename Item, typename Take>
  core::Result<void> See(int part, std::string_view place, const Item& item, Take& take) {
    if (taken_ == paging_.limit() || seen_ == kMaxLookedAt) {
      more_ = true;
      return {};
    }
    core::Result<bool> taken = take(item);
    if (!taken) return std::move(taken).error();
    ++seen_;
    if (*taken) ++taken_;
    last_ = std::to_string(part).append(place);
    return {};
  }

  Paging paging_;
  int begin_ = 0;
  std::string after_;
  std::string last_;
  std::size_t taken_ = 0;
  std::size_t seen_ = 0;
  bool more_ = false;
};

}  // namespace keyward::iam
