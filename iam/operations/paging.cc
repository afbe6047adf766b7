// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/paging.h"

#include "iam/errors.h"

namespace keyward::iam {

core::Result<void> Paging::Open(std::string_view marker) {
  core::Result<std::string> after = tokens_.Open({operation_, call_.account(), filter_}, marker);
  if (!after) return ValidationError("Invalid Marker: it is not one that this list gave");
  after_ = *std::move(after);
  return {};
}

core::Result<std::string> Paging::Seal(std::string_view last) {
  return tokens_.Seal({operation_, call_.account(), filter_}, last, call_.random());
}

}  // namespace keyward::iam
