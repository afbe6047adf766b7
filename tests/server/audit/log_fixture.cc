// SPDX-License-Identifier: Apache-2.0
#include "tests/server/audit/log_fixture.h"

#include <array>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "crypto/bytes.h"
#include "server/audit/head.h"

namespace keyward::server::audit {
namespace {

template <typename T>
T Must(core::Result<T> result) {
  if (!result) throw std::runtime_error(core::Describe(result.error()));
  return *std::move(result);
}

crypto::Random& TheRandom() {
  static crypto::SystemRandom random;
  return random;
}

const core::Clock& TheClock() {
  static const core::SystemClock clock;
  return clock;
}

}  // namespace

Key CountingKey() {
  std::array<std::uint8_t, kKeyBytes> bytes;
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return Must(Key::Copy(bytes));
}

std::string Written::text() const {
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

Written WriteLines(std::size_t count, std::size_t per_key) {
  Written written;
  Chain chain = Must(Chain::Create(CountingKey()));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && i % per_key == 0 && !chain.Turn()) throw std::runtime_error("no turn");
    written.lines.push_back(Must(chain.Append(LineKind::kChange, "e-" + std::to_string(i),
                                              R"({"n":)" + std::to_string(i) + "}")));
  }
  written.head = chain.position();
  return written;
}

Report VerifyText(const std::string& text, const Position& head) {
  Verifier verifier = Must(Verifier::Create(CountingKey(), head));
  std::istringstream in(text);
  verifier.Add("log", in);
  return verifier.Finish();
}

core::Result<std::unique_ptr<Log>> OpenLog(store::Store& store, const std::string& path,
                                           LogOptions options,
                                           std::vector<std::unique_ptr<Output>> copies) {
  options.file = path;
  copies.insert(copies.begin(), std::make_unique<FileOutput>(FileOptions{.path = path}));
  return Log::Open(store, TheRandom(), TheClock(), std::move(options), std::move(copies));
}

bool CommitChange(store::Store& store, api::AuditLog& log, const std::string& id) {
  store::Txn txn;
  txn.ops.emplace_back(store::Put{log.OutboxKey(id), R"({"id":")" + id + "\"}"});
  const core::Result<store::TxnResult> done = store.Commit(std::move(txn));
  if (!done || !done->committed) return false;
  log.Committed();
  return true;
}

Report VerifyStored(store::Store& store, const std::vector<std::string>& files) {
  const auto root = Must(store.Get(kRootKey));
  const auto head = Must(store.Get(kHeadKey));
  Verifier verifier = Must(Verifier::Create(Must(Key::Copy(crypto::AsBytes(root.value().value))),
                                            Must(DecodeHead(head.value().value)).position()));
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    verifier.Add(file, in);
  }
  return verifier.Finish();
}

std::size_t OutboxSize(store::Store& store) {
  return Must(store.Range(api::kOutboxPrefix, store::kMaxPageItems, "")).items.size();
}

bool Eventually(const std::function<bool()>& done) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!done()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace keyward::server::audit
