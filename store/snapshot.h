// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/types.h"

namespace keyward::store {

// Everything that a store holds at one moment, as the engine has it: values sealed. Reading takes
// no lock that would keep a writer waiting, so it may be taken of a store in use by another
// process. One thread at a time. Errors: kUnavailable, kDataLoss "StoreDamaged".
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual Revision revision() const = 0;
  // A side value (store/engine.h).
  virtual core::Result<std::optional<std::string>> Meta(std::string_view name) = 0;
  // What the transaction of revision() changed; empty at revision 0.
  virtual core::Result<std::vector<Change>> LastChanges() = 0;
  // Every record in the order of keys. Stops at the first error that `visit` returns, and returns
  // it.
  virtual core::Result<void> ForEach(
      const std::function<core::Result<void>(const KeyValue&)>& visit) = 0;
  // Checks the engine's own structures in full, which reads the whole file.
  virtual core::Result<void> CheckStructure() = 0;
};

}  // namespace keyward::store
