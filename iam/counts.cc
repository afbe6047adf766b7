// SPDX-License-Identifier: Apache-2.0
#include "iam/counts.h"

#include <charconv>
#include <optional>
#include <utility>

#include "crypto/random.h"
#include "store/types.h"
#include "store/validate.h"

namespace keyward::iam {
namespace {

core::Result<std::int64_t> ParseCount(std::string_view key, std::string_view text) {
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem == std::errc() && end == text.data() + text.size()) return count;
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "record `" + store::KeyText(key) + "` is no number"};
}

}  // namespace

std::string CountPrefix(std::string_view account) {
  return std::string("iam/in/").append(account).append("/count/");
}

core::Result<void> CountIn(api::Call& call, std::string_view account, Kind kind, int by) {
  const std::size_t shard = crypto::RandomArray<1>(call.random())[0] % kCountShards;
  const std::string key =
      CountPrefix(account).append(KindName(kind)).append("/").append(std::to_string(shard));
  core::Result<std::optional<std::string>> text = call.unit().Get(key);
  if (!text) return std::move(text).error();
  std::int64_t count = 0;
  if (*text) {
    core::Result<std::int64_t> parsed = ParseCount(key, **text);
    if (!parsed) return std::move(parsed).error();
    count = *parsed;
  }
  call.unit().Put(key, std::to_string(count + by));
  return {};
}

core::Result<std::map<std::string, std::int64_t>> ReadCounts(api::Call& call) {
  const std::string prefix = CountPrefix(call.account());
  core::Result<store::RangePage> page = call.unit().Range(prefix, store::kMaxPageItems);
  if (!page) return std::move(page).error();
  std::map<std::string, std::int64_t> counts;
  for (const store::KeyValue& item : page->items) {
    core::Result<std::int64_t> count = ParseCount(item.key, item.value);
    if (!count) return std::move(count).error();
    const std::string_view rest = std::string_view(item.key).substr(prefix.size());
    counts[std::string(rest.substr(0, rest.find('/')))] += *count;
  }
  return counts;
}

}  // namespace keyward::iam
