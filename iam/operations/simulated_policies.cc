// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/simulated_policies.h"

#include <optional>

#include "core/arn.h"
#include "core/json.h"
#include "iam/control_keys.h"
#include "iam/operations/managed.h"
#include "iam/operations/members.h"
#include "iam/operations/principal.h"
#include "policy/language/parse.h"

namespace keyward::iam {
namespace {

using api::Call;
using policy::language::PolicyKind;

core::Error NoPrincipal(std::string_view arn) {
  return InvalidInput("Invalid Entity Arn: " + std::string(arn) +
                      " does not clearly define entity type and name.");
}

template <typename Of>
core::Result<SimulatedPrincipal> FindOf(Call& call, std::string_view arn) {
  SimulatedPrincipal found;
  found.kind = Of::kKind;
  found.arn = arn;
  found.name = arn.substr(arn.rfind('/') + 1);
  auto record = Find<typename Of::Record>(call, Of::kKind, found.name);
  if (!record) return std::move(record).error();
  // Another path, or another spelling of the name, is another ARN.
  if (ArnOf(call.account(), Of::kKind, record->path(), record->name()) != arn) {
    return NoSuch(Of::kKind, found.name);
  }
  found.id = record->id();
  if constexpr (requires { record->tags(); }) {
    for (const rec::Tag& tag : record->tags()) found.tags.push_back({tag.key(), tag.value()});
  }
  return found;
}

template <typename Record>
Done LoadInto(Call& call, Kind kind, const std::string& name, Record* record) {
  core::Result<Record> found = Find<Record>(call, kind, name);
  if (!found) return std::move(found).error();
  *record = *std::move(found);
  return {};
}

}  // namespace

core::Result<SimulatedPrincipal> FindSimulated(Call& call, std::string_view arn) {
  const std::optional<core::Arn> parts = core::Arn::Split(arn);
  if (!parts || parts->service != "iam" || parts->account != call.account() || arn.back() == '/') {
    return NoPrincipal(arn);
  }
  if (parts->resource.starts_with("user/")) return FindOf<OfUser>(call, arn);
  if (parts->resource.starts_with("group/")) return FindOf<OfGroup>(call, arn);
  if (parts->resource.starts_with("role/")) return FindOf<OfRole>(call, arn);
  return NoPrincipal(arn);
}

Done SimulatedPolicies::Add(Layer layer, PolicyKind kind, Source source) {
  core::Result<policy::language::Policy> parsed =
      ParsePolicy(source.document, source.id, kind, {.enforce_size = false});
  if (!parsed) return std::move(parsed).error();
  for (const policy::language::Statement& statement : parsed->statements) {
    source.statements.push_back(statement.span);
  }
  sources_[static_cast<std::size_t>(layer)].push_back(std::move(source));
  if (layer == Layer::kScp) {
    policies_.scp.back().push_back(*std::move(parsed));
  } else if (layer == Layer::kResource) {
    policies_.resource.push_back(*std::move(parsed));
  } else {
    (layer == Layer::kBoundary ? policies_.boundary : policies_.identity)
        .push_back(*std::move(parsed));
  }
  return {};
}

Done SimulatedPolicies::AddInput(Layer layer, PolicyKind kind, Source source) {
  const std::string parameter = source.id;
  Done added = Add(layer, kind, std::move(source));
  if (added) return added;
  const std::string place = core::DescribePlace(added.error().place);
  return InvalidInput(parameter + ": " + added.error().message +
                      (place.empty() ? "" : " (" + place + ")"));
}

Done SimulatedPolicies::AddInputs(const InputList& documents) {
  for (int i = 0; i < documents.size(); ++i) {
    Done added = AddInput(Layer::kIdentity, PolicyKind::kIdentity,
                          {"PolicyInputList." + std::to_string(i + 1), "none", documents[i], {}});
    if (!added) return added;
  }
  return {};
}

Done SimulatedPolicies::AddBoundaryInput(const InputList& documents) {
  if (documents.size() > 1) {
    return InvalidInput("PermissionsBoundaryPolicyInputList takes one policy");
  }
  if (documents.empty()) return {};
  return AddInput(Layer::kBoundary, PolicyKind::kBoundary,
                  {"PermissionsBoundaryPolicyInputList.1", "none", documents[0], {}});
}

Done SimulatedPolicies::AddResourcePolicy(const std::string& document, PolicyKind kind) {
  return AddInput(Layer::kResource, kind, {"ResourcePolicy", "resource", document, {}});
}

Done SimulatedPolicies::AddManaged(Call& call, Layer layer, const std::string& arn) {
  core::Result<std::optional<Managed>> managed = LoadManaged(call, arn);
  if (!managed) return std::move(managed).error();
  if (*managed) {
    const rec::ManagedPolicy& policy = (*managed)->policy;
    for (const rec::PolicyVersion& version : policy.versions()) {
      if (version.number() != policy.default_version()) continue;
      return Add(layer, layer == Layer::kBoundary ? PolicyKind::kBoundary : PolicyKind::kManaged,
                 {policy.name(),
                  (*managed)->is_aws ? "aws-managed" : "user-managed",
                  version.document(),
                  {}});
    }
  }
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "policy `" + arn + "` is attached and does not exist"};
}

Done SimulatedPolicies::AddOwned(Call& call, Kind kind, const std::string& owner,
                                 const rec::Permissions& permissions) {
  const std::string word(KindName(kind));
  for (const rec::InlinePolicy& own : permissions.inline_policies()) {
    std::string id = word;
    id.append("_").append(owner).append("_").append(own.name());
    Done added =
        Add(Layer::kIdentity, PolicyKind::kIdentity, {std::move(id), word, own.document(), {}});
    if (!added) return added;
  }
  for (const std::string& arn : permissions.attached_policies()) {
    if (Done added = AddManaged(call, Layer::kIdentity, arn); !added) return added;
  }
  return {};
}

Done SimulatedPolicies::AddGroups(Call& call, const rec::User& user) {
  core::Result<std::vector<rec::Group>> groups = GroupsOf(call, user);
  if (!groups) return std::move(groups).error();
  for (const rec::Group& group : *groups) {
    Done added = AddOwned(call, Kind::kGroup, group.name(), group.permissions());
    if (!added) return added;
  }
  return {};
}

Done SimulatedPolicies::AddPrincipal(Call& call, const SimulatedPrincipal& principal) {
  rec::Permissions permissions;
  rec::User user;
  rec::Group group;
  rec::Role role;
  Done loaded;
  if (principal.kind == Kind::kUser) {
    loaded = LoadInto(call, Kind::kUser, principal.name, &user);
    permissions = user.permissions();
  } else if (principal.kind == Kind::kGroup) {
    loaded = LoadInto(call, Kind::kGroup, principal.name, &group);
    permissions = group.permissions();
  } else {
    loaded = LoadInto(call, Kind::kRole, principal.name, &role);
    permissions = role.permissions();
  }
  if (!loaded) return loaded;
  if (Done added = AddOwned(call, principal.kind, principal.name, permissions); !added) {
    return added;
  }
  if (Done added = AddGroups(call, user); !added) return added;
  if (permissions.boundary().empty() || !policies_.boundary.empty()) return {};
  return AddManaged(call, Layer::kBoundary, permissions.boundary());
}

Done SimulatedPolicies::AddLevel(Call& call, std::string_view target) {
  core::Result<std::optional<rec::ControlTarget>> attached =
      Load<rec::ControlTarget>(call.unit(), ControlTargetKey(target));
  if (!attached) return std::move(attached).error();
  if (!*attached || (*attached)->service_control_policies().empty()) return {};
  policies_.scp.emplace_back();
  for (const std::string& id : (*attached)->service_control_policies()) {
    core::Result<std::optional<rec::ControlPolicy>> policy =
        Load<rec::ControlPolicy>(call.unit(), ControlPolicyKey(id));
    if (!policy) return std::move(policy).error();
    if (!*policy) {
      return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                         "control policy `" + id + "` is attached and does not exist"};
    }
    Done added = Add(Layer::kScp, PolicyKind::kServiceControl,
                     {(*policy)->name(), "none", (*policy)->content(), {}});
    if (!added) return added;
  }
  return {};
}

Done SimulatedPolicies::AddOrganization(Call& call) {
  for (const std::string_view target : {kOrganizationRoot, std::string_view(call.account())}) {
    if (Done added = AddLevel(call, target); !added) return added;
  }
  core::Result<std::optional<rec::Account>> account =
      Load<rec::Account>(call.unit(), AccountKey(call.account()));
  if (!account) return std::move(account).error();
  management_account_ = *account && (*account)->management();
  return {};
}

core::Result<policy::engine::PolicySet> SimulatedPolicies::Compile() const {
  return policy::engine::PolicySet::Compile(policies_);
}

v1::Statement SimulatedPolicies::Show(const policy::engine::PolicySet::StatementInfo& info) const {
  const Source& source = sources_[static_cast<std::size_t>(info.layer)][info.policy];
  const policy::language::Span& span = source.statements[info.index];
  v1::Statement shown;
  shown.set_source_policy_id(source.id);
  shown.set_source_policy_type(source.type);
  const auto set = [&](std::size_t offset, v1::Position* position) {
    const core::LineColumn place = core::LocateOffset(source.document, offset);
    position->set_line(static_cast<std::int32_t>(place.line));
    position->set_column(static_cast<std::int32_t>(place.column));
  };
  set(span.begin + 1, shown.mutable_start_position());
  set(span.end, shown.mutable_end_position());
  return shown;
}

}  // namespace keyward::iam
