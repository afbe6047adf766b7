// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::policy::language {

// A piece of a text that may hold policy variables.
struct TemplatePart {
  enum class Type {
    kText,      // as written; wildcards in it are live
    kLiteral,   // one of `*`, `?`, `$`, from `${*}`, `${?}`, `${$}`
    kVariable,  // `${key}` or `${key, 'default'}`
  };
  Type type = Type::kText;
  std::string text;  // kVariable: the key, as written
  bool has_default = false;
  std::string default_value;
};

// Splits a text of a version 2012-10-17 policy at its variables.
//
// Errors: kInvalidArgument without a name or place, for a variable that is not closed, empty, nests
// another, or whose default is not `, 'TEXT'`. Thread-safe.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
core::Result<std::vector<TemplatePart>> SplitVariables(std::string_view text);

// Where the variables of a Resource pattern may stand: the offset after its fifth colon, or its
// length when it has fewer. Text before that is taken as it is.
std::size_t ResourceVariablesStart(std::string_view pattern);

}  // namespace keyward::policy::language
