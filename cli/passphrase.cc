// SPDX-License-Identifier: Apache-2.0
#include "cli/passphrase.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "auth/credentials/secret_input.h"
#include "cli/terminal_prompt.h"
#include "crypto/wipe.h"
#include "store/keyring/passphrase_seal.h"

namespace keyward::cli {
namespace {

using crypto::SecretBytes;

constexpr std::size_t kMaxBytes = store::keyring::PassphraseSeal::kMaxBytes;

core::Error Invalid(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidPassphrase", std::move(message)};
}

core::Error TooLong() {
  return Invalid("a passphrase has at most " + std::to_string(kMaxBytes) + " bytes");
}

core::Error CannotRead(const std::string& path, int number) {
  const bool absent = number == ENOENT || number == ENOTDIR;
  return {absent ? core::ErrorCode::kNotFound : core::ErrorCode::kInvalidArgument,
          absent ? "FileNotFound" : "FileUnreadable",
          "cannot read `" + path + "`: " + std::strerror(number)};
}

core::Result<void> CheckPrivate(int file, const std::string& path) {
  struct stat status = {};
  if (::fstat(file, &status) != 0) return CannotRead(path, errno);
  const bool ours = status.st_uid == ::geteuid() || status.st_uid == 0;
  if (ours && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return core::Error{
      core::ErrorCode::kPermissionDenied, "PassphraseFilePermissions",
      "passphrase file `" + path + "` must be yours and open to nobody else (chmod 600)"};
}

// One line end after the passphrase is left out.
core::Result<SecretBytes> ReadOpenFile(int file, const std::string& path) {
  core::Result<SecretBytes> read = auth::ReadSecretDescriptor(file, path);
  if (!read && read.error().name == "LimitExceeded") return TooLong();
  if (!read) return read;
  crypto::Bytes text = read->Expose();
  if (!text.empty() && text.back() == '\n') text = text.first(text.size() - 1);
  if (text.size() > kMaxBytes) return TooLong();
  return SecretBytes::Copy(text);
}

core::Result<SecretBytes> ReadFromFile(const std::string& path, bool must_be_private) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return CannotRead(path, errno);
  core::Result<void> good;
  if (must_be_private) good = CheckPrivate(file, path);
  core::Result<SecretBytes> read = good ? ReadOpenFile(file, path) : good.error();
  ::close(file);
  return read;
}

// The variable's value; nothing when it is not set. It is gone from the process afterwards, and so
// from what the system shows of it (/proc/PID/environ).
core::Result<std::optional<SecretBytes>> TakeVariable(const char* name) {
  char* value = std::getenv(name);
  if (value == nullptr) return std::optional<SecretBytes>();
  const std::size_t size = std::strlen(value);
  const crypto::MutableBytes bytes(reinterpret_cast<std::uint8_t*>(value), size);
  core::Result<SecretBytes> secret = size > kMaxBytes ? TooLong() : SecretBytes::Copy(bytes);
  crypto::Wipe(bytes);
  ::unsetenv(name);
  if (!secret) return secret.error();
  return std::optional<SecretBytes>(*std::move(secret));
}

core::Result<SecretBytes> Ask(const PassphraseSources& sources) {
  SecretQuestion question{sources.question + ": ", kMaxBytes, "InvalidPassphrase", "a passphrase"};
  core::Result<SecretBytes> first = AskSecretly(question);
  if (!first && first.error().name == "NoTerminal") {
    return core::Error{core::ErrorCode::kInvalidArgument, "PassphraseRequired",
                       "no passphrase: give a file, the systemd credential or " +
                           std::string(sources.variable) + ", or run on a terminal"};
  }
  if (!first || !sources.twice) return first;
  question.text = sources.question + " again: ";
  core::Result<SecretBytes> second = AskSecretly(question);
  if (!second) return second;
  if (!first->Equals(*second)) return Invalid("the two passphrases differ");
  return first;
}

}  // namespace

core::Result<SecretBytes> ReadPassphrase(const PassphraseSources& sources) {
  if (!sources.file.empty()) return ReadFromFile(sources.file, true);
  if (!sources.credential.empty()) {
    core::Result<SecretBytes> credential = ReadFromFile(sources.credential, false);
    if (credential || credential.error().name != "FileNotFound") return credential;
  }
  core::Result<std::optional<SecretBytes>> variable = TakeVariable(sources.variable);
  if (!variable) return variable.error();
  if (*variable) return **std::move(variable);
  return Ask(sources);
}

}  // namespace keyward::cli
