// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/result.h"
#include "store/sqlite/connection.h"

namespace keyward::store::sqlite {

// Up to this size the whole file is checked at open; it keeps opening well under two seconds.
inline constexpr std::int64_t kFullCheckBytes = std::int64_t{64} << 20;

// What is found when:
//   every open    the header; that the file is as long as its header says; the history table, page
//                 by page, which is bounded
//   every open up to kFullCheckBytes    every page and every row (PRAGMA quick_check)
//   first read    in larger files, a page whose structure is damaged
// SQLite's pages carry no checksums: changed bytes inside a key or a value are found by the sealing
// layer above, when it opens the value.
//
// The log must have been written back before. Errors: kDataLoss "StoreDamaged" naming the file.
core::Result<void> CheckIntegrity(Connection& connection);

}  // namespace keyward::store::sqlite
