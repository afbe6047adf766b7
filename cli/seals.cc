// SPDX-License-Identifier: Apache-2.0
#include "cli/seals.h"

#include <string>
#include <utility>

#include "cli/passphrase.h"
#include "cli/report.h"
#include "crypto/random.h"
#include "store/keyring/key_file_seal.h"
#include "store/keyring/passphrase_seal.h"

namespace keyward::cli {
namespace {

using store::keyring::KeyFileSeal;
using store::keyring::PassphraseSeal;
using store::keyring::SealKind;

template <typename SealType>
core::Result<SealPointer> Own(core::Result<SealType> seal) {
  if (!seal) return std::move(seal).error();
  return {std::make_unique<SealType>(*std::move(seal))};
}

core::Result<SealPointer> FromPassphrase(const PassphraseSources& sources) {
  core::Result<crypto::SecretBytes> passphrase = ReadPassphrase(sources);
  if (!passphrase) return std::move(passphrase).error();
  return Own(PassphraseSeal::Create(*std::move(passphrase)));
}

core::Result<SealPointer> FromKeyFile(const std::string& path, const char* option, bool make) {
  if (path.empty()) {
    return InvalidInput(std::string("a key file is needed: give ").append(option));
  }
  core::Result<KeyFileSeal> seal = KeyFileSeal::Read(path);
  if (!seal && make && seal.error().name == "KeyFileNotFound") {
    crypto::SystemRandom random;
    return Own(KeyFileSeal::Generate(path, random));
  }
  return Own(std::move(seal));
}

std::string Credential(const StoreArgs& args, const char* name) {
  return args.credentials_dir.empty() ? "" : args.credentials_dir + "/" + name;
}

// Of a seal that is to be made.
bool IsKeyFile(const SealArgs& seal) {
  return seal.kind == "keyfile" || (seal.kind.empty() && !seal.key_file.empty());
}

PassphraseSources Present(const StoreArgs& args) {
  return {.file = args.seal.passphrase_file,
          .credential = Credential(args, "keyward-passphrase"),
          .variable = "KEYWARD_PASSPHRASE",
          .question = "Passphrase"};
}

}  // namespace

core::Result<SealPointer> OpenSeal(const StoreArgs& args, SealKind kind) {
  if (!args.seal.kind.empty()) {
    kind = args.seal.kind == "keyfile" ? SealKind::kKeyFile : SealKind::kPassphrase;
  }
  switch (kind) {
    case SealKind::kPassphrase:
      return FromPassphrase(Present(args));
    case SealKind::kKeyFile:
      return FromKeyFile(args.seal.key_file, "--key-file or KEYWARD_KEY_FILE", false);
    case SealKind::kPkcs11:
      break;
  }
  return core::Error{core::ErrorCode::kUnimplemented, "SealNotSupported",
                     "this program has no seal of the kind `" +
                         std::string(store::keyring::SealKindName(kind)) + "`"};
}

core::Result<SealPointer> MakeSeal(const StoreArgs& args) {
  if (IsKeyFile(args.seal)) {
    return FromKeyFile(args.seal.key_file, "--key-file or KEYWARD_KEY_FILE", true);
  }
  PassphraseSources sources = Present(args);
  sources.question = "New passphrase";
  sources.twice = true;
  return FromPassphrase(sources);
}

core::Result<SealPointer> MakeNextSeal(const StoreArgs& args) {
  if (IsKeyFile(args.new_seal)) {
    return FromKeyFile(args.new_seal.key_file, "--new-key-file", true);
  }
  return FromPassphrase({.file = args.new_seal.passphrase_file,
                         .credential = Credential(args, "keyward-new-passphrase"),
                         .variable = "KEYWARD_NEW_PASSPHRASE",
                         .question = "New passphrase",
                         .twice = true});
}

}  // namespace keyward::cli
