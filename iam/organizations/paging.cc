// SPDX-License-Identifier: Apache-2.0
#include "iam/organizations/paging.h"

#include "iam/organizations/errors.h"

namespace keyward::iam::organizations {

core::Result<void> Paging::Open(std::string_view token) {
  core::Result<std::string> after = tokens_.Open({operation_, call_.account(), filter_}, token);
  if (!after) {
    return InvalidInput("INVALID_NEXT_TOKEN",
                        "Get the value for the NextToken parameter from the response to a previous "
                        "call of the operation.");
  }
  after_ = *std::move(after);
  return {};
}

core::Result<std::string> Paging::Seal(std::string_view last) {
  return tokens_.Seal({operation_, call_.account(), filter_}, last, call_.random());
}

}  // namespace keyward::iam::organizations
