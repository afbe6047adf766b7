// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/anchor.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/byte_order.h"
#include "crypto/constant_time.h"
#include "crypto/kdf.h"
#include "store/durable_file.h"

namespace keyward::store::sealed {
namespace {

constexpr std::string_view kMagic = "KWANCHOR";
constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "keyward/store/anchor/v1";
constexpr std::size_t kMacBytes = 32;
constexpr std::size_t kAnchorBytes = 8 + 1 + 16 + 8 + 8 + 8 + 32 + kMacBytes;

core::Error Fault(core::ErrorCode code, std::string_view name, const std::string& path,
                  std::string_view what) {
  return {code, std::string(name), std::string("anchor `").append(path).append("` ").append(what)};
}

}  // namespace

struct Anchor::Point {
  keyring::InstallationId installation = {};
  std::uint64_t epoch = 0;
  Revision revision = 0;
  std::uint64_t keyring_generation = 0;
  std::string digest;
};

core::Result<Anchor> Anchor::Create(std::string path, const keyring::Keyring& keyring) {
  core::Result<crypto::SecretBytes> key =
      crypto::CounterKdf(keyring.integrity_key().bytes(), kLabel, {}, 32);
  if (!key) return std::move(key).error();
  core::Result<crypto::Hmac> mac = crypto::Hmac::Create(crypto::HashAlgorithm::kSha256, *key);
  if (!mac) return std::move(mac).error();
  return Anchor(std::move(path), *std::move(mac));
}

core::Result<crypto::Digest> Anchor::DigestOf(const LedgerState& state) const {
  std::string bytes("state");
  core::AppendU64(bytes, state.epoch);
  core::AppendU64(bytes, state.revision);
  core::AppendU64(bytes, state.keyring_generation);
  core::AppendU64(bytes, state.records);
  for (std::size_t i = state.sum.size(); i-- > 0;) core::AppendU64(bytes, state.sum[i]);
  return mac_.Compute(crypto::AsBytes(bytes));
}

core::Result<void> Anchor::Write(const LedgerState& state) const {
  core::Result<crypto::Digest> digest = DigestOf(state);
  if (!digest) return std::move(digest).error();
  std::string bytes(kMagic);
  core::AppendU8(bytes, kVersion);
  bytes.append(crypto::AsText(state.installation));
  core::AppendU64(bytes, state.epoch);
  core::AppendU64(bytes, state.revision);
  core::AppendU64(bytes, state.keyring_generation);
  bytes.append(crypto::AsText(digest->bytes()));
  core::Result<crypto::Digest> mac = mac_.Compute(crypto::AsBytes(bytes));
  if (!mac) return std::move(mac).error();
  bytes.append(crypto::AsText(mac->bytes()));
  core::Result<void> written = ReplaceFile(path_, bytes);
  if (written) return {};
  return core::Error{core::ErrorCode::kUnavailable, "AnchorUnwritable", written.error().message};
}

core::Result<std::optional<Anchor::Point>> Anchor::Read() const {
  core::Result<std::string> bytes = ReadFile(path_, kAnchorBytes);
  if (!bytes && bytes.error().code == core::ErrorCode::kNotFound) return std::optional<Point>();
  if (!bytes && bytes.error().name != "FileTooLarge") {
    return core::Error{core::ErrorCode::kUnavailable, "AnchorUnreadable", bytes.error().message};
  }
  const core::Error damaged =
      Fault(core::ErrorCode::kDataLoss, "AnchorDamaged", path_, "is damaged");
  if (!bytes || bytes->size() != kAnchorBytes || !bytes->starts_with(kMagic)) return damaged;
  core::ByteReader reader(std::string_view(*bytes).substr(kMagic.size()));
  const std::uint8_t version = reader.U8();
  if (version != kVersion) {
    return Fault(core::ErrorCode::kFailedPrecondition, "AnchorTooNew", path_,
                 "has format version " + std::to_string(version));
  }
  Point point;
  std::ranges::copy(crypto::AsBytes(reader.Take(point.installation.size())),
                    point.installation.begin());
  point.epoch = reader.U64();
  point.revision = reader.U64();
  point.keyring_generation = reader.U64();
  point.digest = reader.Take(32);
  const std::string_view bound = std::string_view(*bytes).substr(0, kAnchorBytes - kMacBytes);
  core::Result<bool> right =
      mac_.Verify(crypto::AsBytes(bound), crypto::AsBytes(reader.Take(kMacBytes)));
  if (!right) return std::move(right).error();
  if (!*right) return damaged;
  return std::optional<Point>(std::move(point));
}

core::Result<void> Anchor::Check(const LedgerState& state, Absent absent) const {
  core::Result<std::optional<Point>> read = Read();
  if (!read) return std::move(read).error();
  if (!*read && absent == Absent::kFine) return {};
  if (!*read) {
    return Fault(core::ErrorCode::kNotFound, "AnchorNotFound", path_, "does not exist");
  }
  const Point& point = **read;
  if (point.installation != state.installation) {
    return Fault(core::ErrorCode::kFailedPrecondition, "AnchorMismatch", path_,
                 "belongs to another installation");
  }
  if (state.epoch > point.epoch) return {};
  const bool not_older = state.epoch == point.epoch && state.revision >= point.revision &&
                         state.keyring_generation >= point.keyring_generation;
  if (not_older &&
      (state.revision > point.revision || state.keyring_generation > point.keyring_generation)) {
    return {};
  }
  core::Result<crypto::Digest> digest = DigestOf(state);
  if (!digest) return std::move(digest).error();
  if (crypto::ConstantTimeEquals(digest->bytes(), crypto::AsBytes(point.digest))) return {};
  return core::Error{core::ErrorCode::kDataLoss, "StoreRolledBack",
                     "the store is at revision " + std::to_string(state.revision) + " of epoch " +
                         std::to_string(state.epoch) + ", and anchor `" + path_ +
                         "` has seen another state at revision " + std::to_string(point.revision) +
                         " of epoch " + std::to_string(point.epoch)};
}

core::Result<std::optional<std::uint64_t>> Anchor::Epoch() const {
  core::Result<std::optional<Point>> read = Read();
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>((*read)->epoch);
}

}  // namespace keyward::store::sealed
