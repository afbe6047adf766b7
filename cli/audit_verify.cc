// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_verify.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "cli/report.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "core/encoding.h"
#include "crypto/wipe.h"
#include "server/audit/head.h"
#include "server/audit/verify.h"
#include "store/durable_file.h"
#include "store/local/inspect.h"

namespace keyward::cli {
namespace {

namespace audit = server::audit;

// 64 hexadecimal digits and a line end.
constexpr std::size_t kRootFileBytes = 2 * audit::kKeyBytes + 1;

core::Result<audit::Key> ReadRoot(const std::string& path) {
  core::Result<std::string> text = store::ReadFile(path, kRootFileBytes);
  if (!text) return text.error();
  const bool sized = text->size() == kRootFileBytes && text->back() == '\n';
  std::optional<std::string> bytes;
  if (sized) bytes = core::HexDecode(std::string_view(*text).substr(0, kRootFileBytes - 1));
  crypto::Wipe(*text);
  if (!bytes) return InvalidInput("`" + path + "` is not what `keyward audit root` wrote");
  core::Result<audit::Key> key = audit::Key::Copy(crypto::AsBytes(*bytes));
  crypto::Wipe(*bytes);
  return key;
}

// What the store knows of the log, before any of its files is read.
core::Result<audit::Verifier> MakeVerifier(const StoreArgs& args) {
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return status.error();
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return seal.error();
  Machine machine(args);
  constexpr std::array kKeys = {audit::kRootKey, audit::kHeadKey};
  auto values = store::local::ReadSecrets(machine.options(), **seal, kKeys);
  if (!values) return values.error();
  std::optional<crypto::SecretBytes>& root = (*values)[0];
  const std::optional<crypto::SecretBytes>& head = (*values)[1];
  if (!head) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "NoAuditLog",
                       "the store in `" + args.data_dir + "` has no audit log"};
  }
  if (!root && args.root_file.empty()) {
    return InvalidInput("the root key was moved out of the store: give its file with --root");
  }
  core::Result<audit::Chain> chain = audit::DecodeHead(*head);
  if (!chain) return chain.error();
  core::Result<audit::Key> key =
      args.root_file.empty() ? audit::Key::From(*std::move(root)) : ReadRoot(args.root_file);
  if (!key) return key.error();
  return audit::Verifier::Create(*std::move(key), chain->position());
}

// By their first lines; as they were given when one has none that can be read, which then shows.
core::Result<std::vector<std::string>> InOrder(const std::vector<std::string>& files) {
  std::vector<std::pair<std::uint64_t, std::string>> numbered;
  bool known = true;
  for (const std::string& file : files) {
    if (file == "-") return InvalidInput("an audit log is read from its files");
    const core::Result<std::uint64_t> size = CheckReadable(file);
    if (!size) return size.error();
    std::ifstream in(file, std::ios::binary);
    const std::optional<std::uint64_t> first = audit::FirstSequence(in);
    known = known && (first || *size == 0);
    numbered.emplace_back(first.value_or(UINT64_MAX), file);
  }
  if (known) {
    std::ranges::stable_sort(numbered, {}, [](const auto& entry) { return entry.first; });
  }
  std::vector<std::string> ordered;
  ordered.reserve(numbered.size());
  for (auto& [number, file] : numbered) ordered.push_back(std::move(file));
  return ordered;
}

Fields FieldsOf(const audit::Report& report) {
  Fields fields = {{"result", "result", std::string(report.fault ? "damaged" : "whole")},
                   {"files", "files", report.files},
                   {"lines", "whole lines", report.lines},
                   {"starts", "starts", report.starts}};
  Field fault{"fault", "fault", std::monostate()};
  if (report.fault) {
    fault.value = Fields{{"file", "file", report.fault->file},
                         {"line", "line", report.fault->line},
                         {"message", "message", report.fault->message}};
  }
  fields.push_back(std::move(fault));
  return fields;
}

}  // namespace

ExitCode RunAuditVerify(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  core::Result<audit::Verifier> verifier = MakeVerifier(args);
  if (!verifier) return Fail(err, verifier.error());
  const core::Result<std::vector<std::string>> files = InOrder(args.files);
  if (!files) return Fail(err, files.error());
  for (const std::string& file : *files) {
    std::ifstream in(file, std::ios::binary);
    verifier->Add(file, in);
  }
  const audit::Report report = verifier->Finish();
  const ExitCode written = Answer(out, FieldsOf(report), args);
  if (written != ExitCode::kOk) return written;
  return report.fault ? ExitCode::kDamaged : ExitCode::kOk;
}

}  // namespace keyward::cli
