// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iam/operations/entity.h"
#include "policy/engine/policy_set.h"
#include "policy/language/policy.h"

namespace keyward::iam {

using InputList = google::protobuf::RepeatedPtrField<std::string>;

// The user, group or role whose policies are simulated.
struct SimulatedPrincipal {
  Kind kind = Kind::kUser;
  std::string arn;
  std::string name;
  std::string id;  // AIDA…, AROA…
  std::vector<api::Tag> tags;
};

// The principal that an ARN names in the caller's account. Errors: kInvalidArgument "InvalidInput"
// with AWS's sentence when it is no user's, group's or role's ARN; kNotFound "NoSuchEntity".
core::Result<SimulatedPrincipal> FindSimulated(api::Call& call, std::string_view arn);

// Policies for a simulation, from requests and from the store, and where each came from. One
// thread at a time.
class SimulatedPolicies {
 public:
  // Adds identity policies of a request. Errors, here and below: kInvalidArgument "InvalidInput"
  // that names the parameter for a document that does not parse.
  Done AddInputs(const InputList& documents);
  // Sets the permissions boundary of a request. Errors: also for more than one.
  Done AddBoundaryInput(const InputList& documents);
  Done AddResourcePolicy(const std::string& document, policy::language::PolicyKind kind);

  // Adds a principal's inline and attached policies, of a user also those of its groups, and its
  // boundary, unless a request set another. Errors: those of Load.
  Done AddPrincipal(api::Call& call, const SimulatedPrincipal& principal);
  // Adds the service control policies of the caller's account, where there are any.
  Done AddOrganization(api::Call& call);

  core::Result<policy::engine::PolicySet> Compile() const;
  // Whether the account is the management account: its service control policies do not hold.
  bool management_account() const { return management_account_; }

  // Where a statement stands, as AWS's simulator shows it: from after its opening brace to after
  // its closing one. SourcePolicyId is a managed policy's name, an inline policy's KIND_OWNER_NAME,
  // or the parameter's name; SourcePolicyType is one of the API's documented values. Precondition:
  // the statement is no service control policy's, which AWS does not show.
  v1::Statement Show(const policy::engine::PolicySet::StatementInfo& info) const;

 private:
  struct Source {
    std::string id;
    std::string type;
    std::string document;
    std::vector<policy::language::Span> statements;
  };
  using Layer = policy::engine::Layer;

  Done Add(Layer layer, policy::language::PolicyKind kind, Source source);
  Done AddInput(Layer layer, policy::language::PolicyKind kind, Source source);
  Done AddOwned(api::Call& call, Kind kind, const std::string& owner,
                const rec::Permissions& permissions);
  Done AddManaged(api::Call& call, Layer layer, const std::string& arn);
  Done AddGroups(api::Call& call, const rec::User& user);
  Done AddLevel(api::Call& call, std::string_view target);

  policy::engine::Policies policies_;
  std::array<std::vector<Source>, policy::engine::kLayerCount> sources_;
  bool management_account_ = false;
};

}  // namespace keyward::iam
