// SPDX-License-Identifier: Apache-2.0
#include "server/aws/names.h"

#include <cstddef>

#include "auth/sigv4/errors.h"

namespace keyward::server::aws {
namespace {

constexpr std::size_t kMaxRegionBytes = 32;

}  // namespace

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
