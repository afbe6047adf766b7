// SPDX-License-Identifier: Apache-2.0
#include "server/http/message.h"

#include "core/encoding.h"
#include "crypto/wipe.h"

namespace keyward::server::http {

Request::~Request() { crypto::Wipe(body); }

const std::string* Request::Find(std::string_view name) const {
  for (const Header& header : headers) {
    if (core::EqualsIgnoreCase(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace keyward::server::http
