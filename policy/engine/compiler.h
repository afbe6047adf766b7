// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.h"
#include "policy/engine/compiled.h"

namespace keyward::policy::engine {

// Compiles parsed policies into the form that is matched. See PolicySet::Compile.
core::Result<std::unique_ptr<const PolicySet::Impl>> CompilePolicies(const Policies& policies);

}  // namespace keyward::policy::engine
