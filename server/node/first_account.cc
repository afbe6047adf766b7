// SPDX-License-Identifier: Apache-2.0
#include "server/node/first_account.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/wipe.h"
#include "iam/bootstrap.h"
#include "iam/control_keys.h"
#include "iam/keys.h"
#include "store/durable_file.h"

namespace keyward::server::node {
namespace {

constexpr std::string_view kIdLine = "aws_access_key_id = ";
constexpr std::string_view kSecretLine = "aws_secret_access_key = ";
constexpr std::size_t kMaxFileBytes = 4096;

core::Error Precondition(std::string name, std::string message) {
  return {core::ErrorCode::kFailedPrecondition, std::move(name), std::move(message)};
}

// A credentials file's text, wiped at the end.
class FileText {
 public:
  explicit FileText(std::string text) : text_(std::move(text)) {}
  explicit FileText(const iam::RootCredential& root) {
    constexpr std::size_t kRoom = 256;  // more than is written: nothing is moved and left behind
    text_.reserve(kRoom);
    text_.append("[default]\n").append(kIdLine).append(root.access_key_id).append("\n");
    text_.append(kSecretLine).append(crypto::AsText(root.secret_access_key.Expose())).append("\n");
  }
  FileText(FileText&&) = default;
  ~FileText() { crypto::Wipe(text_); }

  const std::string& text() const { return text_; }
  // "" when there is none.
  std::string access_key_id() const {
    const std::size_t begin = text_.find(kIdLine);
    if (begin == std::string::npos) return "";
    const std::size_t from = begin + kIdLine.size();
    return text_.substr(from, text_.find('\n', from) - from);
  }

 private:
  std::string text_;
};

std::string PendingFile(const FirstAccountOptions& options) { return options.file + ".new"; }

core::Result<void> Remove(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return core::Error{core::ErrorCode::kUnavailable, "FileFailed",
                     "cannot remove `" + path + "`: " + std::generic_category().message(errno)};
}

// Puts the credential where people look for it. One that an earlier try put there is left.
core::Result<void> Publish(const FirstAccountOptions& options, const FileText& text) {
  core::Result<void> written = store::CreateFile(options.file, text.text());
  if (!written && written.error().name == "FileExists") {
    core::Result<std::string> there = store::ReadFile(options.file, kMaxFileBytes);
    if (there && FileText(*std::move(there)).text() == text.text()) written = {};
  }
  if (!written) return written;
  return Remove(PendingFile(options));
}

// Ends what an earlier start began. Returns whether it had made the account.
core::Result<bool> TakeUp(store::Store& store, const FirstAccountOptions& options) {
  core::Result<std::string> read = store::ReadFile(PendingFile(options), kMaxFileBytes);
  if (!read && read.error().code == core::ErrorCode::kNotFound) return false;
  if (!read) return std::move(read).error();
  const FileText text(*std::move(read));
  const std::string id = text.access_key_id();
  bool made = false;
  if (!id.empty()) {
    core::Result<std::optional<store::KeyValue>> key = store.Get(iam::AccessKeyKey(id));
    if (!key) return std::move(key).error();
    made = key->has_value();
    if (made) crypto::Wipe((*key)->value);
  }
  core::Result<void> done = made ? Publish(options, text) : Remove(PendingFile(options));
  if (!done) return done.error();
  return made;
}

core::Result<void> Make(store::Store& store, const FirstAccountOptions& options,
                        std::chrono::sys_seconds now, crypto::Random& random) {
  if (options.first.empty()) {
    return Precondition("AccountRequired",
                        "the installation has no account yet: give the first one's account id");
  }
  if (std::error_code ignored; std::filesystem::exists(options.file, ignored)) {
    return core::Error{core::ErrorCode::kAlreadyExists, "CredentialsFileExists",
                       "the first credential is to go to `" + options.file +
                           "`, where there is a file: move it away"};
  }
  core::Result<iam::RootCredential> root = iam::NewRootCredential(options.first, random);
  if (!root) return std::move(root).error();
  const FileText text(*root);
  core::Result<void> kept = store::CreateFile(PendingFile(options), text.text());
  if (!kept) return kept;
  core::Result<bool> made = iam::CreateAccount(store, *root, options.first, now);
  if (!made) return std::move(made).error();
  if (!*made) {
    return core::Error{core::ErrorCode::kAborted, "ConcurrentModification",
                       "the account was made by another at the same time"};
  }
  return Publish(options, text);
}

}  // namespace

core::Result<FirstAccount> EnsureFirstAccount(store::Store& store,
                                              const FirstAccountOptions& options,
                                              std::chrono::sys_seconds now,
                                              crypto::Random& random) {
  core::Result<bool> taken_up = TakeUp(store, options);
  if (!taken_up) return std::move(taken_up).error();
  core::Result<std::optional<store::KeyValue>> management = store.Get(iam::kManagementKey);
  if (!management) return std::move(management).error();
  if (!*management) {
    if (core::Result<void> made = Make(store, options, now, random); !made) return made.error();
    return FirstAccount{options.first, true};
  }
  if (!options.account.empty()) {
    core::Result<std::optional<store::KeyValue>> named =
        store.Get(iam::AccountKey(options.account));
    if (!named) return std::move(named).error();
    if (!*named) {
      return Precondition("AccountMismatch", "the installation has no account `" + options.account +
                                                 "`; its first is `" + (*management)->value + "`");
    }
  }
  return FirstAccount{(*management)->value, *taken_up};
}

}  // namespace keyward::server::node
