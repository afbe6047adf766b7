// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/service_rules.h"

#include <algorithm>
#include <array>

namespace keyward::auth {

ServiceRules RulesFor(std::string_view service) {
  constexpr std::array<std::string_view, 4> kS3 = {"s3", "s3express", "s3-object-lambda",
                                                   "s3-outposts"};
  if (std::find(kS3.begin(), kS3.end(), service) == kS3.end()) return {};
  return {.normalize_path = false,
          .double_encode_path = false,
          .allow_unsigned_payload = true,
          .require_payload_hash = true};
}

}  // namespace keyward::auth
