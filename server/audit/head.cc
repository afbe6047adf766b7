// SPDX-License-Identifier: Apache-2.0
#include "server/audit/head.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/byte_order.h"
#include "crypto/bytes.h"
#include "crypto/wipe.h"

namespace keyward::server::audit {
namespace {

constexpr std::uint8_t kVersion = 1;

core::Error Damaged() {
  return {core::ErrorCode::kDataLoss, "StoreDamaged",
          "record `audit/head` is not the head of an audit log"};
}

core::Result<StoredHead> Make(store::Store& store, crypto::Random& random) {
  core::Result<Key> root = Key::Generate(random);
  if (!root) return root.error();
  store::Txn txn;
  txn.compares = {{std::string(kRootKey), 0}, {std::string(kHeadKey), 0}};
  txn.ops.emplace_back(store::Put{std::string(kRootKey),
                                  std::string(crypto::AsText(crypto::Bytes(root->Expose())))});
  core::Result<Chain> chain = Chain::Create(*std::move(root));
  if (!chain) return chain.error();
  txn.ops.emplace_back(store::Put{std::string(kHeadKey), EncodeHead(*chain)});
  core::Result<store::TxnResult> made = store.Commit(std::move(txn));
  if (!made) return made.error();
  if (!made->committed) {
    return core::Error{core::ErrorCode::kAborted, "AuditLogTaken",
                       "another process began the audit log meanwhile"};
  }
  return StoredHead{*std::move(chain), made->revision};
}

}  // namespace

std::string EncodeHead(const Chain& chain) {
  std::string bytes;
  bytes.reserve(kHeadBytes);  // so that no copy of the key is left behind in growing
  core::AppendU8(bytes, kVersion);
  core::AppendU64(bytes, chain.position().count);
  bytes.append(crypto::AsText(chain.position().mac));
  core::AppendU64(bytes, chain.turns());
  core::AppendU64(bytes, chain.lines_under_key());
  bytes.append(crypto::AsText(crypto::Bytes(chain.key().Expose())));
  return bytes;
}

core::Result<Chain> DecodeHead(std::string_view bytes) {
  core::ByteReader reader(bytes);
  const std::uint8_t version = reader.U8();
  Position position;
  position.count = reader.U64();
  const std::string_view mac = reader.Take(kMacBytes);
  const std::uint64_t turns = reader.U64();
  const std::uint64_t lines = reader.U64();
  const std::string_view key = reader.Take(kKeyBytes);
  if (!reader.done() || version != kVersion || lines > position.count) return Damaged();
  std::ranges::copy(crypto::AsBytes(mac), position.mac.begin());
  core::Result<Key> copied = Key::Copy(crypto::AsBytes(key));
  if (!copied) return copied.error();
  return Chain::At(position, turns, lines, *std::move(copied));
}

core::Result<Chain> DecodeHead(const crypto::SecretBytes& bytes) {
  return DecodeHead(crypto::AsText(bytes.Expose()));
}

core::Result<StoredHead> LoadHead(store::Store& store, crypto::Random& random) {
  core::Result<std::optional<store::KeyValue>> head = store.Get(kHeadKey);
  if (!head) return head.error();
  if (*head) {
    core::Result<Chain> chain = DecodeHead((*head)->value);
    crypto::Wipe((*head)->value);
    if (!chain) return chain.error();
    return StoredHead{*std::move(chain), (*head)->mod_revision};
  }
  core::Result<std::optional<store::KeyValue>> root = store.Get(kRootKey);
  if (!root) return root.error();
  if (!*root) return Make(store, random);
  crypto::Wipe((*root)->value);
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "the store has `audit/root` and no `audit/head`"};
}

}  // namespace keyward::server::audit
