// SPDX-License-Identifier: Apache-2.0
#include "tests/store/faults/workload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

namespace keyward::store {
namespace {

constexpr std::uint64_t kKeys = 20;  // of each writer

}  // namespace

Ops OpsOf(std::uint32_t writer, std::uint64_t number) {
  std::mt19937_64 random(number * 64 + writer);
  std::map<std::string, std::variant<Put, Delete>> ops;
  for (int i = 0; i < 4; ++i) {
    const std::string key = std::to_string(writer) + "/" + std::to_string(random() % kKeys);
    if (random() % 3 == 0) {
      ops[key] = Delete{key};
    } else {
      const std::size_t size = random() % 16 == 0 ? random() % 20'000 : random() % 400;
      ops[key] = Put{key, std::to_string(number) + ":" +
                              std::string(size, static_cast<char>('a' + number % 26))};
    }
  }
  Ops list;
  for (auto& [key, op] : ops) list.push_back(std::move(op));
  return list;
}

void Apply(const Ops& ops, Records& records) {
  for (const auto& op : ops) {
    if (const Put* put = std::get_if<Put>(&op)) {
      records[put->key] = put->value;
    } else {
      records.erase(std::get<Delete>(op).key);
    }
  }
}

Records ReadAll(Store& store, const std::string& prefix) {
  Records records;
  std::string after;
  RangePage page;
  do {
    auto read = store.Range(prefix, 100, after);
    if (!read) {
      ADD_FAILURE() << core::Describe(read.error());
      return records;
    }
    page = *std::move(read);
    for (KeyValue& item : page.items) {
      after = item.key;
      records[item.key] = std::move(item.value);
    }
  } while (page.more);
  return records;
}

void Expectation::Begin(const Ops& ops) {
  possible_.push_back(records_);
  Apply(ops, possible_.back());
}

void Expectation::Acknowledge() { Settle(std::move(possible_.back())); }

bool Expectation::Allows(const Records& found) const {
  return found == records_ || std::ranges::find(possible_, found) != possible_.end();
}

void Expectation::Settle(Records found) {
  records_ = std::move(found);
  possible_.clear();
}

std::string CompareHistory(Store& store) {
  auto revision = store.CurrentRevision();
  if (!revision) return core::Describe(revision.error());
  std::map<std::string, Revision> expected;
  if (*revision > 0) {
    auto stream = store.Watch("", 1);
    if (!stream) return core::Describe(stream.error());
    for (Revision at = 1; at <= *revision; ++at) {
      auto event = (*stream)->Next(std::chrono::milliseconds(0));
      if (!event) return core::Describe(event.error());
      if (event->revision != at || event->changes.empty()) return "the history has a gap";
      for (const Change& change : event->changes) {
        if (change.deleted) {
          expected.erase(change.key);
        } else {
          expected[change.key] = at;
        }
      }
    }
  }
  auto page = store.Range("", kMaxPageItems, "");
  if (!page) return core::Describe(page.error());
  std::map<std::string, Revision> found;
  for (const KeyValue& item : page->items) found[item.key] = item.mod_revision;
  return found == expected && !page->more ? "" : "records and history differ";
}

}  // namespace keyward::store
