// SPDX-License-Identifier: Apache-2.0
#include "iam/policy_loader.h"

#include <optional>
#include <utility>

#include "iam/aws_policies.h"
#include "iam/control_keys.h"
#include "iam/control_state.h"
#include "iam/keys.h"
#include "iam/policy_arn.h"
#include "iam/records.h"
#include "policy/language/parse.h"

namespace keyward::iam {
namespace {

using policy::engine::PolicySet;
using policy::language::Policy;
using policy::language::PolicyKind;

// Gathers policies and remembers what it read.
class Collector {
 public:
  explicit Collector(store::Store& store) : store_(store) {}

  // Nothing when there is no such record; its absence is remembered too.
  template <typename Record>
  core::Result<std::optional<Record>> Read(std::string key) {
    core::Result<std::optional<store::KeyValue>> found = store_.Get(key);
    keys_.push_back(key);
    if (!found) return std::move(found).error();
    if (!*found) return std::optional<Record>();
    core::Result<Record> record = ParseRecord<Record>(key, (*found)->value);
    if (!record) return std::move(record).error();
    return std::optional<Record>(*std::move(record));
  }

  // The group with an id. Nothing when it was deleted, or renamed between the two reads.
  core::Result<std::optional<rec::Group>> Group(std::string_view account,
                                                const std::string& group_id) {
    std::string key = GroupIdKey(account, group_id);
    core::Result<std::optional<store::KeyValue>> name = store_.Get(key);
    keys_.push_back(std::move(key));
    if (!name) return std::move(name).error();
    if (!*name) return std::optional<rec::Group>();
    core::Result<std::optional<rec::Group>> group =
        Read<rec::Group>(EntityKey(account, Kind::kGroup, (*name)->value));
    if (group && *group && (*group)->id() != group_id) return std::optional<rec::Group>();
    return group;
  }

  // The default version of a managed policy. Errors: kDataLoss when it is gone: nothing that is
  // attached can be deleted.
  core::Result<std::string> ManagedDocument(std::string_view arn) {
    const std::optional<PolicyArn> parts = ParsePolicyArn(arn);
    if (!parts) return Missing(arn);
    if (parts->is_aws) {
      const std::string_view document = AwsPolicyDocument(parts->name);
      if (document.empty()) return Missing(arn);
      return std::string(document);
    }
    core::Result<std::optional<rec::ManagedPolicy>> policy =
        Read<rec::ManagedPolicy>(EntityKey(parts->account, Kind::kPolicy, parts->name));
    if (!policy) return std::move(policy).error();
    if (*policy) {
      for (const rec::PolicyVersion& version : (*policy)->versions()) {
        if (version.number() == (*policy)->default_version()) return version.document();
      }
    }
    return Missing(arn);
  }

  core::Result<void> Add(std::string document, std::string name, PolicyKind kind,
                         std::vector<Policy>& into) {
    core::Result<Policy> parsed =
        ParsePolicy(std::move(document), std::move(name), kind, {.enforce_size = false});
    if (!parsed) return std::move(parsed).error();
    into.push_back(*std::move(parsed));
    return {};
  }

  core::Result<void> AddPermissions(const rec::Permissions& permissions, PolicyKind inline_kind,
                                    std::vector<Policy>& into) {
    for (const rec::InlinePolicy& own : permissions.inline_policies()) {
      core::Result<void> added = Add(own.document(), own.name(), inline_kind, into);
      if (!added) return added;
    }
    for (const std::string& arn : permissions.attached_policies()) {
      core::Result<std::string> document = ManagedDocument(arn);
      if (!document) return std::move(document).error();
      core::Result<void> added = Add(*std::move(document), arn, PolicyKind::kManaged, into);
      if (!added) return added;
    }
    return {};
  }

  core::Result<void> AddBoundary(const rec::Permissions& permissions) {
    if (permissions.boundary().empty()) return {};
    core::Result<std::string> document = ManagedDocument(permissions.boundary());
    if (!document) return std::move(document).error();
    return Add(*std::move(document), permissions.boundary(), PolicyKind::kBoundary,
               policies.boundary);
  }

  core::Result<LoadedPolicies> Finish(std::vector<api::Tag> tags) {
    core::Result<PolicySet> set = PolicySet::Compile(policies);
    if (!set) return std::move(set).error();
    return LoadedPolicies{std::make_shared<const PolicySet>(*std::move(set)), std::move(tags),
                          std::move(keys_), false};
  }

  policy::engine::Policies policies;

 private:
  static core::Error Missing(std::string_view arn) {
    return {core::ErrorCode::kDataLoss, "StoreDamaged",
            "policy `" + std::string(arn) + "` is attached and does not exist"};
  }

  store::Store& store_;
  std::vector<std::string> keys_;
};

core::Error NobodyThere() {
  return {core::ErrorCode::kUnauthenticated, "InvalidClientTokenId",
          "The security token included in the request is invalid."};
}

template <typename Record>
std::vector<api::Tag> TagsOf(const Record& record) {
  std::vector<api::Tag> tags;
  for (const rec::Tag& tag : record.tags()) tags.push_back({tag.key(), tag.value()});
  return tags;
}

PolicyKind LanguageKind(ControlKind kind) {
  return kind == ControlKind::kService ? PolicyKind::kServiceControl : PolicyKind::kResourceControl;
}

// One level of control policies: what is attached to a target.
core::Result<std::vector<Policy>> LoadLevel(Collector& collector,
                                            const std::vector<std::string>& ids, ControlKind kind) {
  std::vector<Policy> level;
  for (const std::string& id : ids) {
    if (id == AwsControlPolicyOf(kind).id) {
      const AwsControlPolicy& own = AwsControlPolicyOf(kind);
      core::Result<void> added =
          collector.Add(std::string(own.content), std::string(own.name), LanguageKind(kind), level);
      if (!added) return std::move(added).error();
      continue;
    }
    core::Result<std::optional<rec::ControlPolicy>> policy =
        collector.Read<rec::ControlPolicy>(ControlPolicyKey(id));
    if (!policy) return std::move(policy).error();
    if (!*policy) {
      return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                         "control policy `" + id + "` is attached and does not exist"};
    }
    core::Result<void> added =
        collector.Add((*policy)->content(), (*policy)->name(), LanguageKind(kind), level);
    if (!added) return std::move(added).error();
  }
  return level;
}

core::Result<std::vector<std::vector<Policy>>> LoadLevels(Collector& collector,
                                                          std::string_view account,
                                                          ControlKind kind) {
  std::vector<std::vector<Policy>> levels;
  core::Result<std::optional<rec::Organization>> organization =
      collector.Read<rec::Organization>(std::string(kOrganizationKey));
  if (!organization) return std::move(organization).error();
  const rec::ControlType type =
      *organization ? TypeOf(**organization, kind) : rec::ControlType::default_instance();
  if (type.disabled()) return levels;
  for (std::string_view target : {kOrganizationRoot, account}) {
    core::Result<std::optional<rec::ControlTarget>> record =
        collector.Read<rec::ControlTarget>(ControlTargetKey(target));
    if (!record) return std::move(record).error();
    const std::vector<std::string> ids = AttachedTo(type, *record, kind);
    // What allows everything alone need not be evaluated.
    if (ids.size() == 1 && ids.front() == AwsControlPolicyOf(kind).id) continue;
    core::Result<std::vector<Policy>> level = LoadLevel(collector, ids, kind);
    if (!level) return std::move(level).error();
    levels.push_back(*std::move(level));
  }
  return levels;
}

core::Result<LoadedPolicies> LoadControl(store::Store& store, std::string_view account,
                                         ControlKind kind) {
  Collector collector(store);
  core::Result<std::vector<std::vector<Policy>>> levels = LoadLevels(collector, account, kind);
  if (!levels) return std::move(levels).error();
  (kind == ControlKind::kService ? collector.policies.scp : collector.policies.rcp) =
      *std::move(levels);
  core::Result<std::optional<rec::Account>> own = collector.Read<rec::Account>(AccountKey(account));
  if (!own) return std::move(own).error();
  core::Result<LoadedPolicies> loaded = collector.Finish({});
  if (loaded) loaded->management_account = *own && (*own)->management();
  return loaded;
}

// Returns nothing when one of the user's groups was not found: the user's record and the groups are
// read one after the other, and something changed between.
core::Result<std::optional<LoadedPolicies>> TryUserPolicies(store::Store& store,
                                                            std::string_view account,
                                                            std::string_view name,
                                                            std::string_view unique_id) {
  Collector collector(store);
  core::Result<std::optional<rec::User>> user =
      collector.Read<rec::User>(EntityKey(account, Kind::kUser, name));
  if (!user) return std::move(user).error();
  if (!*user || (*user)->id() != unique_id) return NobodyThere();
  std::vector<Policy>& identity = collector.policies.identity;
  core::Result<void> added =
      collector.AddPermissions((*user)->permissions(), PolicyKind::kUserInline, identity);
  if (!added) return std::move(added).error();
  for (const std::string& group_id : (*user)->groups()) {
    core::Result<std::optional<rec::Group>> group = collector.Group(account, group_id);
    if (!group) return std::move(group).error();
    if (!*group) return std::optional<LoadedPolicies>();
    added = collector.AddPermissions((*group)->permissions(), PolicyKind::kGroupInline, identity);
    if (!added) return std::move(added).error();
  }
  added = collector.AddBoundary((*user)->permissions());
  if (!added) return std::move(added).error();
  core::Result<LoadedPolicies> loaded = collector.Finish(TagsOf(**user));
  if (!loaded) return std::move(loaded).error();
  return std::optional<LoadedPolicies>(*std::move(loaded));
}

constexpr int kMaxAttempts = 16;  // while groups of the user keep changing

}  // namespace

core::Result<LoadedPolicies> LoadUserPolicies(store::Store& store, std::string_view account,
                                              std::string_view name, std::string_view unique_id) {
  for (int i = 0; i < kMaxAttempts; ++i) {
    core::Result<std::optional<LoadedPolicies>> loaded =
        TryUserPolicies(store, account, name, unique_id);
    if (!loaded) return std::move(loaded).error();
    if (*loaded) return **std::move(loaded);
  }
  // A group may forbid something: nothing is decided without it.
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "a group of user `" + std::string(name) + "` does not exist"};
}

core::Result<LoadedPolicies> LoadRolePolicies(store::Store& store, std::string_view account,
                                              std::string_view name, std::string_view unique_id) {
  Collector collector(store);
  core::Result<std::optional<rec::Role>> role =
      collector.Read<rec::Role>(EntityKey(account, Kind::kRole, name));
  if (!role) return std::move(role).error();
  if (!*role || (*role)->id() != unique_id) return NobodyThere();
  core::Result<void> added = collector.AddPermissions(
      (*role)->permissions(), PolicyKind::kRoleInline, collector.policies.identity);
  if (!added) return std::move(added).error();
  added = collector.AddBoundary((*role)->permissions());
  if (!added) return std::move(added).error();
  return collector.Finish(TagsOf(**role));
}

core::Result<LoadedPolicies> LoadServiceControl(store::Store& store, std::string_view account) {
  return LoadControl(store, account, ControlKind::kService);
}

core::Result<LoadedPolicies> LoadResourceControl(store::Store& store, std::string_view account) {
  return LoadControl(store, account, ControlKind::kResource);
}

}  // namespace keyward::iam
