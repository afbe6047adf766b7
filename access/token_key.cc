// SPDX-License-Identifier: Apache-2.0
#include "access/token_key.h"

#include <optional>
#include <string>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/wipe.h"

namespace keyward::access {
namespace {

using Key = auth::AccessTokens::Key;

core::Result<std::optional<Key>> Read(store::Store& store) {
  core::Result<std::optional<store::KeyValue>> record = store.Get(kTokenKeyKey);
  if (!record) return std::move(record).error();
  if (!*record) return std::optional<Key>();
  std::string& bytes = (*record)->value;
  core::Result<Key> key = Key::Copy(crypto::AsBytes(bytes));
  const bool sized = bytes.size() == Key::kSize;
  crypto::Wipe(bytes);
  if (!sized) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "record `" + std::string(kTokenKeyKey) + "` is no key"};
  }
  if (!key) return std::move(key).error();
  return std::optional<Key>(*std::move(key));
}

}  // namespace

core::Result<Key> LoadTokenKey(store::Store& store, crypto::Random& random) {
  core::Result<std::optional<Key>> kept = Read(store);
  if (!kept) return std::move(kept).error();
  if (*kept) return **std::move(kept);
  core::Result<Key> made = Key::Generate(random);
  if (!made) return made;
  store::Txn txn;
  txn.compares = {{std::string(kTokenKeyKey), 0}};
  txn.ops.emplace_back(store::Put{std::string(kTokenKeyKey),
                                  std::string(crypto::AsText(crypto::Bytes(made->Expose())))});
  core::Result<store::TxnResult> committed = store.Commit(std::move(txn));
  if (!committed) return std::move(committed).error();
  if (committed->committed) return made;
  kept = Read(store);  // another was faster
  if (!kept) return std::move(kept).error();
  if (*kept) return **std::move(kept);
  return core::Error{core::ErrorCode::kAborted, "ConcurrentModification",
                     "record `" + std::string(kTokenKeyKey) + "` came and went"};
}

}  // namespace keyward::access
