// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_root.h"

#include <string>
#include <utility>

#include "cli/report.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "core/encoding.h"
#include "crypto/wipe.h"
#include "server/audit/head.h"
#include "store/durable_file.h"
#include "store/local/inspect.h"
#include "store/local/installation.h"

namespace keyward::cli {
namespace {

core::Result<void> MoveRoot(store::Store& store, const std::string& file) {
  core::Result<std::optional<store::KeyValue>> root = store.Get(server::audit::kRootKey);
  if (!root) return root.error();
  if (!*root) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "NoAuditRoot",
                       "the store has no root key of an audit log"};
  }
  std::string text;
  text.reserve(2 * (*root)->value.size() + 1);
  std::string digits = core::HexEncode((*root)->value);
  text.append(digits).push_back('\n');
  crypto::Wipe(digits);
  crypto::Wipe((*root)->value);
  core::Result<void> written = store::CreateFile(file, text);
  crypto::Wipe(text);
  if (!written) return written;
  store::Txn txn;
  txn.compares.push_back({(*root)->key, (*root)->mod_revision});
  txn.ops.emplace_back(store::Delete{(*root)->key});
  core::Result<store::TxnResult> done = store.Commit(std::move(txn));
  if (!done) return done.error();
  if (done->committed) return {};
  return core::Error{core::ErrorCode::kAborted, "AuditLogTaken", "the root key was changed"};
}

}  // namespace

ExitCode RunAuditRoot(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  if (args.file == "-") return Fail(err, InvalidInput("a root key is written to a file"));
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto store = store::local::Open(machine.options(), **seal);
  if (!store) return Fail(err, store.error());
  if (const auto moved = MoveRoot(**store, args.file); !moved) return Fail(err, moved.error());
  return Answer(
      out, {{"dataDirectory", "data directory", args.data_dir}, {"file", "root key", args.file}},
      args);
}

}  // namespace keyward::cli
