// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/key_file_seal.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include "core/encoding.h"
#include "crypto/errors.h"
#include "crypto/wipe.h"
#include "store/durable_file.h"
#include "store/keyring/root_key.h"

namespace keyward::store::keyring {
namespace {

constexpr std::size_t kHexDigits = 2 * KeyringKey::kSize;

core::Error Renamed(core::Error error, std::string_view name) {
  error.name = name;
  return error;
}

// Others must not be able to read the key, nor to put theirs in its place.
core::Result<void> CheckPermissions(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return {};  // reading it tells why
  if ((status.st_mode & 077) == 0 && (status.st_uid == ::geteuid() || status.st_uid == 0)) {
    return {};
  }
  return core::Error{
      core::ErrorCode::kPermissionDenied, "KeyFilePermissions",
      "key file `" + path + "` must belong to its user or to root, and have mode 0600 or less"};
}

std::optional<std::string_view> DigitsOf(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.size() != kHexDigits) return std::nullopt;
  return text;
}

}  // namespace

core::Result<KeyFileSeal> KeyFileSeal::Read(const std::string& path) {
  if (core::Result<void> safe = CheckPermissions(path); !safe) return safe.error();
  core::Result<std::string> text = ReadFile(path, kHexDigits + 1);
  if (!text && text.error().code == core::ErrorCode::kNotFound) {
    return Renamed(std::move(text).error(), "KeyFileNotFound");
  }
  if (!text && text.error().name != "FileTooLarge") {
    return Renamed(std::move(text).error(), "KeyFileUnreadable");
  }
  std::optional<std::string> raw;
  if (text) {
    if (const std::optional<std::string_view> digits = DigitsOf(*text)) {
      raw = core::HexDecode(*digits);
    }
    crypto::Wipe(*text);
  }
  if (!raw) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidKeyFile",
                       "key file `" + path + "` does not hold 64 hexadecimal digits"};
  }
  core::Result<KeyringKey> key = KeyringKey::Copy(crypto::AsBytes(*raw));
  crypto::Wipe(*raw);
  if (!key) return std::move(key).error();
  return KeyFileSeal(*std::move(key));
}

core::Result<KeyFileSeal> KeyFileSeal::Generate(const std::string& path, crypto::Random& random) {
  core::Result<KeyringKey> key = KeyringKey::Generate(random);
  if (!key) return std::move(key).error();
  std::string digits = core::HexEncode(crypto::AsText(key->Expose()));
  std::string text;
  text.reserve(digits.size() + 1);  // so that no outgrown buffer is left behind
  text.append(digits).push_back('\n');
  core::Result<void> written = CreateFile(path, text);
  crypto::Wipe(digits);
  crypto::Wipe(text);
  if (written) return KeyFileSeal(*std::move(key));
  const bool exists = written.error().code == core::ErrorCode::kAlreadyExists;
  return Renamed(written.error(), exists ? "KeyFileExists" : "KeyFileUnwritable");
}

core::Result<WrappedKey> KeyFileSeal::Wrap(const KeyringKey& key,
                                           crypto::Random& /*random*/) const {
  core::Result<std::string> wrapped = WrapUnder(root_key_, key);
  if (!wrapped) return std::move(wrapped).error();
  return WrappedKey{"", *std::move(wrapped)};
}

core::Result<KeyringKey> KeyFileSeal::Unwrap(const WrappedKey& wrapped) const {
  if (!wrapped.parameters.empty()) return crypto::InvalidCiphertext();
  return UnwrapUnder(root_key_, wrapped.wrapped);
}

}  // namespace keyward::store::keyring
