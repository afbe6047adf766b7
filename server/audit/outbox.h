// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"

// The names of records that wait in the store to be written to the log. Pure; thread-safe.
namespace keyward::server::audit {

// "audit/outbox/TIME-COUNT-EVENT": nanoseconds since 1970 in 20 digits, a count in 10, and the
// event id with every byte but letters, digits, '-', '_' and '.' as '_', at most 128 bytes of it.
// In one process keys ascend in the order of the calls while the clock does not step back; two that
// are committed at the same time may be drained in either order.
std::string MakeOutboxKey(core::Clock::TimePoint time, std::uint64_t count,
                          std::string_view event_id);

// What stands for a record in its line: the key without kOutboxPrefix, or, for a key of another
// form, "sha256." and its hash. Two keys never have the same.
std::string EntryOf(std::string_view outbox_key);

// The record as a line can hold it: as it is, or, when it is no JSON object on one line,
// {"unreadable":"BASE64"}, so that nothing that was committed is left out.
std::string EventOf(std::string record);

}  // namespace keyward::server::audit
