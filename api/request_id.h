// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crypto/random.h"

namespace keyward::api {

// A version 4 UUID (RFC 4122), as AWS's request ids are. Thread-safe.
std::string NewRequestId(crypto::Random& random);

}  // namespace keyward::api
