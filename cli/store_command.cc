// SPDX-License-Identifier: Apache-2.0
#include "cli/store_command.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/report.h"
#include "core/encoding.h"
#include "crypto/bytes.h"

namespace keyward::cli {
namespace {

// What is wrong with a file that was named, beside all kInvalidArgument.
constexpr std::array<std::string_view, 5> kInputErrors = {
    "FileNotFound", "PassphraseFilePermissions", "KeyFileNotFound", "KeyFilePermissions",
    "BackupNotFound"};

}  // namespace

ExitCode CodeOf(const core::Error& error) {
  const bool input = error.code == core::ErrorCode::kInvalidArgument ||
                     std::ranges::find(kInputErrors, error.name) != kInputErrors.end();
  return input ? ExitCode::kBadInput : ExitCode::kFailed;
}

ExitCode Fail(std::ostream& err, const core::Error& error) {
  ReportError(err, error);
  return CodeOf(error);
}

ExitCode Answer(std::ostream& out, const Fields& fields, const StoreArgs& args) {
  out << RenderFields(fields, args.style.format);
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

std::string InstallationText(const store::keyring::InstallationId& id) {
  return core::HexEncode(crypto::AsText(id));
}

}  // namespace keyward::cli
