// SPDX-License-Identifier: Apache-2.0
//
// Near spellings: Catalog::SuggestServices and Catalog::SuggestActions.
#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "policy/catalog/catalog.h"
#include "policy/catalog/text.h"

namespace keyward::policy::catalog {
namespace {

// An action of exactly the wanted name in another service ranks like one with this many slips.
constexpr std::size_t kElsewhere = 3;

// How many slips of the pen still look like `name`.
std::size_t Tolerance(std::string_view name) {
  if (name.size() <= 3) return 1;
  return name.size() <= 8 ? 2 : 3;
}

// Counts the insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`
// (optimal string alignment), case ignored. Above `limit`, returns some number above it.
// Both are at most kMaxNameBytes long. Time: a x b.
std::size_t Distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  using Row = std::array<std::size_t, kMaxNameBytes + 1>;
  std::array<Row, 3> rows;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    Row& now = rows[i % 3];
    const Row& above = rows[(i + 2) % 3];
    const Row& two_above = rows[(i + 1) % 3];
    now[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = FoldByte(a[i - 1]);
      const char y = FoldByte(b[j - 1]);
      now[j] = std::min({above[j] + 1, now[j - 1] + 1, above[j - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == FoldByte(b[j - 2]) && y == FoldByte(a[i - 2])) {
        now[j] = std::min(now[j], two_above[j - 2] + 1);
      }
      least = std::min(least, now[j]);
    }
    if (least > limit) return limit + 1;
  }
  return rows[a.size() % 3][b.size()];
}

struct Candidate {
  std::size_t slips = 0;
  std::size_t service_slips = 0;
  std::size_t order = 0;  // in the catalogue
  std::string text;

  bool operator<(const Candidate& other) const {
    return std::tie(slips, service_slips, order) <
           std::tie(other.slips, other.service_slips, other.order);
  }
};

std::vector<std::string> Nearest(std::vector<Candidate> candidates) {
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::string> texts;
  for (Candidate& candidate : candidates) {
    if (texts.size() == kMaxSuggestions) break;
    texts.push_back(std::move(candidate.text));
  }
  return texts;
}

std::string FullName(const Action& action) {
  return std::string(action.service->prefix).append(":").append(action.name);
}

}  // namespace

std::vector<std::string> Catalog::SuggestServices(std::string_view prefix) const {
  if (prefix.size() > kMaxNameBytes) return {};
  const std::size_t limit = Tolerance(prefix);
  std::vector<Candidate> candidates;
  for (const Service& service : services()) {
    const std::size_t slips = Distance(prefix, service.prefix, limit);
    if (slips > limit) continue;
    candidates.push_back({slips, 0, candidates.size(), std::string(service.prefix)});
  }
  return Nearest(std::move(candidates));
}

std::vector<std::string> Catalog::SuggestActions(std::string_view service_prefix,
                                                 std::string_view name) const {
  if (service_prefix.size() > kMaxNameBytes || name.size() > kMaxNameBytes) return {};
  const Service* known = FindService(service_prefix);
  const std::size_t service_limit = known != nullptr ? 0 : Tolerance(service_prefix);
  const std::size_t limit = Tolerance(name);
  std::vector<Candidate> candidates;
  for (const Service& service : services()) {
    const std::size_t service_slips = Distance(service_prefix, service.prefix, service_limit);
    if (service_slips > service_limit) {
      const Action* same = FindAction(service.prefix, name);
      if (same == nullptr) continue;
      candidates.push_back({kElsewhere, service_slips, candidates.size(), FullName(*same)});
      continue;
    }
    for (const Action& action : service.actions) {
      const std::size_t slips = Distance(name, action.name, limit);
      if (slips > limit) continue;
      candidates.push_back(
          {slips + service_slips, service_slips, candidates.size(), FullName(action)});
    }
  }
  return Nearest(std::move(candidates));
}

}  // namespace keyward::policy::catalog
