// SPDX-License-Identifier: Apache-2.0
#include "api/denial.h"

namespace keyward::api {
namespace {

using policy::engine::Decision;
using policy::engine::Layer;
using policy::engine::Reason;
using policy::engine::Verdict;

// AWS's word for a policy of the layer, with its article.
std::string_view ArticleAndName(Layer layer) {
  switch (layer) {
    case Layer::kRcp:
      return "a resource control policy";
    case Layer::kScp:
      return "a service control policy";
    case Layer::kResource:
      return "a resource-based policy";
    case Layer::kIdentity:
      return "an identity-based policy";
    case Layer::kBoundary:
      return "a permissions boundary";
    case Layer::kSession:
      return "a session policy";
    case Layer::kEndpoint:
      return "a VPC endpoint policy";
  }
  return "a policy";
}

std::string_view Name(Layer layer) {
  const std::string_view name = ArticleAndName(layer);
  return name.substr(name.find(' ') + 1);
}

}  // namespace

std::string DenialMessage(std::string_view caller_arn, std::string_view action,
                          std::string_view resource, const Decision& decision) {
  std::string message("User: ");
  message.append(caller_arn.empty() ? "anonymous" : caller_arn);
  message.append(" is not authorized to perform: ").append(action);
  message.append(" on resource: ").append(resource);
  if (decision.reason == Reason::kRootCannotAssumeRoles) {
    return message.append(" because roles may not be assumed by root accounts");
  }
  if (!decision.blocked_by) return message;
  if (decision.verdict == Verdict::kExplicitDeny) {
    return message.append(" with an explicit deny in ")
        .append(ArticleAndName(*decision.blocked_by));
  }
  return message.append(" because no ")
      .append(Name(*decision.blocked_by))
      .append(" allows the ")
      .append(action)
      .append(" action");
}

}  // namespace keyward::api
