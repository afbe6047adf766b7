// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace keyward::auth {

enum class SessionTokenPlace : std::uint8_t {
  kSigned,            // X-Amz-Security-Token is part of what is signed
  kAddedAfterSigning  // it is added to the signed request, as some services want (AWS IoT)
};

// What differs from service to service in Signature Version 4.
struct ServiceRules {
  // Whether empty, `.` and `..` segments are taken out of the path before it is signed.
  bool normalize_path = true;
  // Whether the path on the wire is percent-encoded once more. Otherwise its escapes are put into
  // canonical form: upper-case, and none where none is needed.
  bool double_encode_path = true;
  // Whether a payload may be left unsigned (`UNSIGNED-PAYLOAD`), which presigned requests then do
  // by default.
  bool allow_unsigned_payload = false;
  // Whether the header form must carry x-amz-content-sha256.
  bool require_payload_hash = false;
  SessionTokenPlace session_token = SessionTokenPlace::kSigned;
};

// Returns the rules of a service by its signing name: S3 and its relatives sign the path as it is,
// and may leave the payload unsigned; every other service has the defaults. Thread-safe.
// Source: IAM User Guide, "Create a signed AWS API request".
ServiceRules RulesFor(std::string_view service);

}  // namespace keyward::auth
