// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "crypto/random.h"
#include "server/audit/file_output.h"
#include "server/audit/log.h"
#include "server/audit/verify.h"
#include "store/store.h"

// What the tests of the audit log share.
namespace keyward::server::audit {

// The root that the tests of the chain begin with: bytes 0, 1, …, 31.
Key CountingKey();

// A chain of `count` changes under CountingKey, a turn after each `per_key`: its lines with their
// ends, and where it stands.
struct Written {
  std::vector<std::string> lines;
  Position head;

  std::string text() const;
};
Written WriteLines(std::size_t count, std::size_t per_key);

// What a verifier under CountingKey says of one file.
Report VerifyText(const std::string& text, const Position& head);

// Opens a log with one file.
core::Result<std::unique_ptr<Log>> OpenLog(store::Store& store, const std::string& path,
                                           LogOptions options = {},
                                           std::vector<std::unique_ptr<Output>> copies = {});

// Commits the record of a mutation as an operation does: {"id":ID}. Tells whether it was committed.
bool CommitChange(store::Store& store, api::AuditLog& log, const std::string& id);

// Follows the files with what the store holds.
Report VerifyStored(store::Store& store, const std::vector<std::string>& files);

// How many records wait in the outbox.
std::size_t OutboxSize(store::Store& store);

// Waits until `done`, for at most ten seconds.
bool Eventually(const std::function<bool()>& done);

// How often `part` is in `text`.
std::size_t CountOf(const std::string& text, const std::string& part);

}  // namespace keyward::server::audit
