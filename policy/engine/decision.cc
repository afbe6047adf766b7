// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/decision.h"

namespace keyward::policy::engine {

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed:
      return "allowed";
    case Verdict::kExplicitDeny:
      return "explicitDeny";
    case Verdict::kImplicitDeny:
      return "implicitDeny";
  }
  return "implicitDeny";
}

std::string_view LayerName(Layer layer) {
  switch (layer) {
    case Layer::kRcp:
      return "rcp";
    case Layer::kScp:
      return "scp";
    case Layer::kResource:
      return "resource";
    case Layer::kIdentity:
      return "identity";
    case Layer::kBoundary:
      return "boundary";
    case Layer::kSession:
      return "session";
    case Layer::kEndpoint:
      return "endpoint";
  }
  return "identity";
}

}  // namespace keyward::policy::engine
