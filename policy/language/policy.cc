// SPDX-License-Identifier: Apache-2.0
#include "policy/language/policy.h"

namespace keyward::policy::language {

std::string_view KindName(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kIdentity:
    case PolicyKind::kManaged:
    case PolicyKind::kUserInline:
    case PolicyKind::kGroupInline:
    case PolicyKind::kRoleInline:
      return "identity";
    case PolicyKind::kBoundary:
      return "boundary";
    case PolicyKind::kSession:
      return "session";
    case PolicyKind::kServiceControl:
      return "scp";
    case PolicyKind::kResourceControl:
      return "rcp";
    case PolicyKind::kEndpoint:
      return "endpoint";
    case PolicyKind::kBucket:
    case PolicyKind::kKey:
    case PolicyKind::kTrust:
    case PolicyKind::kSecret:
    case PolicyKind::kOtherResource:
      return "resource";
  }
  return "resource";
}

bool HasPrincipal(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kIdentity:
    case PolicyKind::kManaged:
    case PolicyKind::kUserInline:
    case PolicyKind::kGroupInline:
    case PolicyKind::kRoleInline:
    case PolicyKind::kBoundary:
    case PolicyKind::kSession:
    case PolicyKind::kServiceControl:
      return false;
    case PolicyKind::kResourceControl:
    case PolicyKind::kEndpoint:
    case PolicyKind::kBucket:
    case PolicyKind::kKey:
    case PolicyKind::kTrust:
    case PolicyKind::kSecret:
    case PolicyKind::kOtherResource:
      return true;
  }
  return true;
}

}  // namespace keyward::policy::language
