// SPDX-License-Identifier: Apache-2.0
#include "server/aws/names.h"

#include <array>
#include <cstdint>

#include "auth/sigv4/errors.h"
#include "core/encoding.h"

namespace keyward::server::aws {
namespace {

constexpr std::size_t kMaxRegionBytes = 32;

}  // namespace

std::string NewRequestId(crypto::Random& random) {
  std::array<std::uint8_t, 16> bytes = crypto::RandomArray<16>(random);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string id = core::HexEncode(crypto::AsText(bytes));
  for (std::size_t dash : {8u, 13u, 18u, 23u}) id.insert(dash, 1, '-');
  return id;
}

bool IsRegion(std::string_view text) {
  if (text.size() > kMaxRegionBytes) return false;
  std::size_t words = 0;
  std::size_t begin = 0;
  while (true) {
    const std::size_t dash = text.find('-', begin);
    const std::string_view word = text.substr(begin, dash - begin);
    const bool last = dash == std::string_view::npos;
    if (word.empty()) return false;
    for (char c : word) {
      if (last ? c < '0' || c > '9' : c < 'a' || c > 'z') return false;
    }
    ++words;
    if (last) return words >= 3;
    begin = dash + 1;
  }
}

core::Result<const api::schema::MethodTable*> FindTarget(const std::string* target,
                                                         const api::schema::ServiceTable& service) {
  if (target != nullptr) {
    std::string_view name = *target;
    if (name.starts_with(service.target_prefix) &&
        name.substr(service.target_prefix.size()).starts_with('.')) {
      name.remove_prefix(service.target_prefix.size() + 1);
      if (const api::schema::MethodTable* method = service.FindMethod(name)) return method;
    }
  }
  return core::Error{core::ErrorCode::kInvalidArgument, "UnknownOperationException", ""};
}

core::Error InProtocol(core::Error error, api::schema::Protocol protocol) {
  if (protocol != api::schema::Protocol::kJson11) return error;
  if (error.name == "AccessDenied") {
    error.name = "AccessDeniedException";
  } else {
    error.name = auth::JsonErrorName(error.name);
  }
  return error;
}

}  // namespace keyward::server::aws
