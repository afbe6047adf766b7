// SPDX-License-Identifier: Apache-2.0
#include "api/page_token.h"

#include <optional>
#include <utility>

#include "core/encoding.h"

namespace keyward::api {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kMaxTokenBytes = 4096;

core::Error Invalid() {
  return {core::ErrorCode::kInvalidArgument, "InvalidMarker",
          "the marker is not one that this list gave"};
}

std::string Bound(const PageTokens::Scope& scope) {
  std::string bound(scope.operation);
  bound.push_back('\0');
  bound.append(scope.account).push_back('\0');
  return bound.append(scope.filter);
}

}  // namespace

core::Result<PageTokens> PageTokens::Create(const crypto::DerivingAead::Key& key) {
  core::Result<crypto::DerivingAead> aead =
      crypto::DerivingAead::Create(key, "keyward/api/page/v1");
  if (!aead) return std::move(aead).error();
  return PageTokens(*std::move(aead));
}

core::Result<std::string> PageTokens::Seal(const Scope& scope, std::string_view last,
                                           crypto::Random& random) const {
  const std::string bound = Bound(scope);
  core::Result<std::string> sealed =
      aead_.Seal(random, crypto::AsBytes(bound), crypto::AsBytes(last));
  if (!sealed) return sealed;
  return core::Base64Encode(std::string(1, kVersion).append(*sealed));
}

core::Result<std::string> PageTokens::Open(const Scope& scope, std::string_view token) const {
  if (token.size() > kMaxTokenBytes) return Invalid();
  const std::optional<std::string> bytes = core::Base64Decode(token);
  if (!bytes || bytes->size() < 1 + crypto::DerivingAead::kOverhead || bytes->front() != kVersion) {
    return Invalid();
  }
  const std::string bound = Bound(scope);
  std::string last(bytes->size() - 1 - crypto::DerivingAead::kOverhead, '\0');
  core::Result<void> opened =
      aead_.Open(crypto::AsBytes(bound), crypto::AsBytes(std::string_view(*bytes).substr(1)),
                 {reinterpret_cast<std::uint8_t*>(last.data()), last.size()});
  if (!opened) return Invalid();
  return last;
}

}  // namespace keyward::api
