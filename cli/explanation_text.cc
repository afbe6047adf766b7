// SPDX-License-Identifier: Apache-2.0
#include "cli/explanation_text.h"

namespace keyward::cli {

using policy::engine::Caller;
using policy::engine::Element;
using policy::engine::Layer;
using policy::engine::Reason;
using policy::engine::Truth;

std::string_view ElementName(Element element) {
  switch (element) {
    case Element::kNone:
      return "";
    case Element::kAction:
      return "action";
    case Element::kPrincipal:
      return "principal";
    case Element::kResource:
      return "resource";
    case Element::kCondition:
      return "condition";
  }
  return "";
}

std::string_view TruthName(Truth truth) {
  switch (truth) {
    case Truth::kFalse:
      return "false";
    case Truth::kTrue:
      return "true";
    case Truth::kUndefined:
      break;
  }
  return "undefined";
}

std::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kStatement:
      return "statement";
    case Reason::kAlwaysAllowed:
      return "alwaysAllowed";
    case Reason::kRootUser:
      return "rootUser";
    case Reason::kGrant:
      return "grant";
    case Reason::kRootCannotAssumeRoles:
      return "rootCannotAssumeRoles";
  }
  return "statement";
}

std::string_view LayerTitle(Layer layer) {
  switch (layer) {
    case Layer::kRcp:
      return "resource control policies (RCP)";
    case Layer::kScp:
      return "service control policies (SCP)";
    case Layer::kResource:
      return "resource policy";
    case Layer::kIdentity:
      return "identity policies";
    case Layer::kBoundary:
      return "permissions boundary";
    case Layer::kSession:
      return "session policies";
    case Layer::kEndpoint:
      return "endpoint policies";
  }
  return "";
}

bool HasLevels(Layer layer) { return layer == Layer::kRcp || layer == Layer::kScp; }

std::string CallerText(const Caller& caller) {
  switch (caller.type()) {
    case Caller::Type::kAnonymous:
      return "anonymous";
    case Caller::Type::kService:
      return "service:" + caller.text();
    case Caller::Type::kFederated:
      return "federated:" + caller.text();
    case Caller::Type::kRoot:
    case Caller::Type::kUser:
    case Caller::Type::kRole:
    case Caller::Type::kRoleSession:
    case Caller::Type::kFederatedUser:
    case Caller::Type::kOriginAccessIdentity:
      break;
  }
  return caller.text();
}

}  // namespace keyward::cli
