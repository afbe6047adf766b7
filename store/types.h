// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace keyward::store {

// Counts the transactions that changed something, from 1, over the whole store; 0 is the empty
// store. As a record's revision, 0 means that the record does not exist.
using Revision = std::uint64_t;

// Limits, so that one request costs bounded memory and one engine's data fits every other engine.
inline constexpr std::size_t kMaxKeyBytes = 1024;
inline constexpr std::size_t kMaxValueBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxSealBytes = 128;                  // that sealing adds to a value
inline constexpr std::size_t kMaxTxnOps = 128;                     // compares and operations, each
inline constexpr std::size_t kMaxTxnBytes = std::size_t{4} << 20;  // keys and values together
inline constexpr std::size_t kMaxPageItems = 1000;
inline constexpr std::size_t kMaxPageBytes = std::size_t{4} << 20;  // a page ends before passing it
inline constexpr std::size_t kMaxWatches = 1024;                    // open streams
inline constexpr std::size_t kMaxWatchBacklog = 4096;               // changes waiting in one stream

// A record. Keys and values are byte strings; a key has 1 to kMaxKeyBytes bytes, a value may be
// empty. Keys are ordered bytewise, as unsigned bytes, a prefix before what it begins.
struct KeyValue {
  std::string key;
  std::string value;
  Revision create_revision = 0;  // of the transaction that made it, since it last did not exist
  Revision mod_revision = 0;     // of the transaction that wrote this value

  bool operator==(const KeyValue&) const = default;
};

// Holds when the record was last written at exactly `mod_revision`; 0: when it does not exist.
struct Compare {
  std::string key;
  Revision mod_revision = 0;
};

struct Put {
  std::string key;
  std::string value;
};

// Deleting what does not exist changes nothing, and is no error.
struct Delete {
  std::string key;
};

// If every compare holds, every operation is done, else none. No key occurs in two compares or in
// two operations.
struct Txn {
  std::vector<Compare> compares;
  std::vector<std::variant<Put, Delete>> ops;
};

// A compare that did not hold, and what it found.
struct Conflict {
  std::string key;
  Revision found = 0;

  bool operator==(const Conflict&) const = default;
};

struct TxnResult {
  bool committed = false;
  // Of this transaction; the store's revision at that moment when it changed nothing.
  Revision revision = 0;
  std::vector<Conflict> conflicts;  // every compare that failed; empty when committed
};

struct RangePage {
  std::vector<KeyValue> items;  // ascending
  bool more = false;            // whether the range goes on after the last item
  Revision revision = 0;        // of the snapshot that the page shows
};

struct Change {
  std::string key;
  bool deleted = false;

  bool operator==(const Change&) const = default;
};

// What one transaction changed under the watched prefix. It names keys, not values: read those with
// Get, which gives that revision's or a later one. So the history holds no value that was replaced.
struct WatchEvent {
  // Everything up to and including it has been delivered.
  Revision revision = 0;
  std::vector<Change> changes;  // in the order of the operations; empty when the wait ran out
};

}  // namespace keyward::store
