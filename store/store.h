// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "core/result.h"
#include "store/types.h"

namespace keyward::store {

// Changes in the order of their revisions, each exactly once, none left out.
//
// Next is for one thread at a time; Close may be called from any. An error ends the stream, and
// each later Next gives it again.
class ChangeStream {
 public:
  virtual ~ChangeStream() = default;

  // Waits up to `timeout` for the next transaction that changed something under the prefix. When
  // there is none, returns an event without changes, which tells how far the stream has come.
  //
  // Errors: kResourceExhausted "WatchFellBehind" when more than kMaxWatchBacklog changes waited to
  // be taken, which are then dropped: read afresh, or watch again from the last revision taken + 1;
  // kFailedPrecondition "RevisionCompacted"; kUnavailable "WatchClosed" after Close, "StoreFailed"
  // when the store cannot be read; kDataLoss.
  virtual core::Result<WatchEvent> Next(std::chrono::milliseconds timeout) = 0;

  virtual void Close() = 0;
};

// A transactional, ordered, watchable map from byte strings to byte strings.
//
// Linearizable: each call takes effect at one moment between its start and its return. What Commit
// has acknowledged is on stable storage; after a crash at any point each transaction is there
// wholly or not at all, and what was acknowledged is there. Thread-safe. Calls block. A store must
// outlive its streams, and no call may be under way when it is destroyed.
//
// Errors, besides those of each call: kInvalidArgument "InvalidKey" for a key that is empty or too
// long; kUnavailable "StoreFailed" when storage fails; kDataLoss "StoreDamaged", which names the
// file, when what was read cannot be right. Messages hold no values; the key of a damaged
// record is named.
class Store {
 public:
  virtual ~Store() = default;

  // Returns the record, or nothing when it does not exist.
  virtual core::Result<std::optional<KeyValue>> Get(std::string_view key) = 0;

  // Returns, of one snapshot, the first records whose keys begin with `prefix` ("" is all) and come
  // after `after` ("" is before all): at most `limit`, and at least one if there is any. The time
  // it takes does not depend on how many others the store holds.
  //
  // Errors: kInvalidArgument "InvalidLimit" unless limit is 1 to kMaxPageItems.
  virtual core::Result<RangePage> Range(std::string_view prefix, std::size_t limit,
                                        std::string_view after) = 0;

  // Compares and changes in one step. A failed compare is a result, not an error.
  //
  // Errors: kInvalidArgument "InvalidTransaction" when a limit above is passed or a key occurs
  // twice; kResourceExhausted "StoreFull" when storage is full; kUnavailable. After kUnavailable or
  // kResourceExhausted the caller must not suppose either outcome across a crash or a change of
  // node; each engine says what it promises meanwhile.
  virtual core::Result<TxnResult> Commit(Txn txn) = 0;

  // Returns the stream of changes to keys that begin with `prefix`, starting with revision `from`;
  // 0 is the next one to come.
  //
  // Errors: kFailedPrecondition "RevisionCompacted" when the history before `from` is no longer
  // whole, "RevisionInFuture" when `from` lies past the next revision; kResourceExhausted
  // "TooManyWatches".
  virtual core::Result<std::unique_ptr<ChangeStream>> Watch(std::string_view prefix,
                                                            Revision from) = 0;

  // Returns the revision of the last transaction that changed something.
  virtual core::Result<Revision> CurrentRevision() = 0;
};

}  // namespace keyward::store
