// SPDX-License-Identifier: Apache-2.0
#include "api/request_id.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/encoding.h"

namespace keyward::api {

std::string NewRequestId(crypto::Random& random) {
  std::array<std::uint8_t, 16> bytes = crypto::RandomArray<16>(random);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string id = core::HexEncode(crypto::AsText(bytes));
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) id.insert(dash, 1, '-');
  return id;
}

}  // namespace keyward::api
