// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/policy_entities.h"

#include <string>
#include <string_view>
#include <utility>

#include "iam/operations/managed.h"
#include "iam/operations/principal.h"
#include "iam/operations/row.h"
#include "iam/operations/segmented_list.h"

namespace keyward::iam {
namespace {

using api::Call;
using Request = v1::ListEntitiesForPolicyRequest;
using Response = v1::ListEntitiesForPolicyResponse;

void Show(const rec::Group& group, Response& response) {
  v1::PolicyGroup* shown = response.add_policy_groups();
  shown->set_group_name(group.name());
  shown->set_group_id(group.id());
}

void Show(const rec::Role& role, Response& response) {
  v1::PolicyRole* shown = response.add_policy_roles();
  shown->set_role_name(role.name());
  shown->set_role_id(role.id());
}

void Show(const rec::User& user, Response& response) {
  v1::PolicyUser* shown = response.add_policy_users();
  shown->set_user_name(user.name());
  shown->set_user_id(user.id());
}

// Which index is gone through.
enum class Use : std::uint8_t { kAttached, kBoundary };

// One call of the operation.
struct Listing {
  SegmentedList list;
  const Request& request;
  Response& response;

  bool Wants(Use use) const {
    const std::string& usage = request.policy_usage_filter();
    return usage.empty() ||
           (usage == "PermissionsPolicy" ? use == Use::kAttached : use == Use::kBoundary);
  }

  // The principals of one kind in one index.
  template <typename Of>
  Done Go(int part, Use use, std::string_view filter_name) {
    if (!Wants(use)) return {};
    if (request.has_entity_filter() && request.entity_filter() != filter_name) return {};
    const std::string& account = list.call().account();
    const std::string& arn = request.policy_arn();
    const std::string prefix =
        (use == Use::kAttached ? AttachedPrefix(account, arn) : BoundedPrefix(account, arn))
            .append(KindName(Of::kKind))
            .append("/");
    return list.Prefix(part, prefix, [&](const store::KeyValue& item) -> core::Result<bool> {
      return Take<Of>(use, item.key.substr(prefix.size()));
    });
  }

  template <typename Of>
  core::Result<bool> Take(Use use, const std::string& name) {
    Call& call = list.call();
    if (use == Use::kBoundary && Wants(Use::kAttached)) {
      const std::string key = AttachedKey(call.account(), request.policy_arn(), Of::kKind, name);
      core::Result<std::optional<std::string>> shown = call.unit().Get(key);
      if (!shown) return std::move(shown).error();
      if (*shown) return false;
    }
    core::Result<std::optional<typename Of::Record>> principal =
        Load<typename Of::Record>(call.unit(), EntityKey(call.account(), Of::kKind, name));
    if (!principal) return std::move(principal).error();
    // It may have gone since the page of the index was read.
    if (!*principal || !(*principal)->path().starts_with(request.path_prefix())) return false;
    Show(**principal, response);
    return true;
  }
};

Done List(Paging paging, const Request& request, Response& response) {
  core::Result<Managed> managed = FindManaged(paging.call(), request.policy_arn());
  if (!managed) return std::move(managed).error();
  Listing listing{SegmentedList(std::move(paging)), request, response};
  if (Done begun = listing.list.Begin(request); !begun) return begun;
  int part = 0;
  for (const Use use : {Use::kAttached, Use::kBoundary}) {
    if (Done done = listing.Go<OfGroup>(part++, use, "Group"); !done) return done;
    if (Done done = listing.Go<OfRole>(part++, use, "Role"); !done) return done;
    if (Done done = listing.Go<OfUser>(part++, use, "User"); !done) return done;
  }
  return listing.list.End(response);
}

}  // namespace

void AddPolicyEntityOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<Request, Response>(
      [](Call& call, const Request& request) { return PolicyTarget(call, request.policy_arn()); },
      [&tokens](Call& call, const Request& request, Response& response) {
        const std::string filter = request.policy_arn() + " " + request.entity_filter() + " " +
                                   request.path_prefix() + " " + request.policy_usage_filter();
        return List({tokens, call, "iam:ListEntitiesForPolicy", filter}, request, response);
      }));
}

}  // namespace keyward::iam
