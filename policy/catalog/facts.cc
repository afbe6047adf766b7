// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/facts.h"

namespace keyward::policy::catalog {

std::string_view KeyTypeName(KeyType type) {
  switch (type) {
    case KeyType::kString:
      return "String";
    case KeyType::kBool:
      return "Bool";
    case KeyType::kDate:
      return "Date";
    case KeyType::kNumeric:
      return "Numeric";
    case KeyType::kArn:
      return "ARN";
    case KeyType::kIpAddress:
      return "IPAddress";
    case KeyType::kBinary:
      return "Binary";
  }
  return "";
}

std::string_view AccessLevelName(AccessLevel level) {
  switch (level) {
    case AccessLevel::kList:
      return "List";
    case AccessLevel::kRead:
      return "Read";
    case AccessLevel::kWrite:
      return "Write";
    case AccessLevel::kTagging:
      return "Tagging";
    case AccessLevel::kPermissionsManagement:
      return "Permissions management";
  }
  return "";
}

}  // namespace keyward::policy::catalog
