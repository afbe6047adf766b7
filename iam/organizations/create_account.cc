// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>

#include "iam/arns.h"
#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/keys.h"
#include "iam/organizations/operations.h"
#include "iam/organizations/tags.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

constexpr std::size_t kMaxAccounts = 10'000;  // the most to which AWS raises its quota
constexpr std::size_t kRequestDigits = 32;
constexpr std::size_t kAccountDigits = 12;
constexpr std::uint64_t kAccountNumbers = 1'000'000'000'000;
constexpr std::int32_t kSessionSeconds = 3'600;
constexpr std::string_view kDefaultRole = "OrganizationAccountAccessRole";
constexpr std::string_view kReservedRole = "AWSServiceRoleFor";
constexpr std::string_view kAdministrator = "arn:aws:iam::aws:policy/AdministratorAccess";

// 12 digits that no account has. The transaction holds only while nobody took them.
core::Result<std::string> NewAccountId(Call& call) {
  while (true) {
    std::uint64_t number = 0;
    for (std::uint8_t byte : crypto::RandomArray<8>(call.random())) number = number << 8 | byte;
    std::string id = std::to_string(number % kAccountNumbers);
    id.insert(0, kAccountDigits - id.size(), '0');
    core::Result<std::optional<std::string>> taken = call.unit().Get(AccountKey(id));
    if (!taken) return std::move(taken).error();
    if (!*taken) return id;
  }
}

// The role by which the management account's principals administer the new account.
core::Result<void> SaveAccessRole(Call& call, const Org& org, const std::string& account,
                                  const std::string& name) {
  rec::Role role;
  role.set_name(name);
  role.set_path("/");
  role.set_id(NewUniqueId("AROA", call.random()));
  role.set_created(call.now().time_since_epoch().count());
  role.set_trust_policy(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
      iam::RootArn(org.management) + R"("},"Action":"sts:AssumeRole"}]})");
  role.set_max_session_seconds(kSessionSeconds);
  role.mutable_permissions()->add_attached_policies(std::string(kAdministrator));
  Save(call.unit(), EntityKey(account, Kind::kRole, name), role);
  call.unit().Put(AttachedKey(account, kAdministrator, Kind::kRole, name), "");
  rec::ManagedPolicy use;
  use.set_attachments(1);
  Save(call.unit(), AwsPolicyUseKey(account, "AdministratorAccess"), use);
  return iam::CountIn(call, account, Kind::kRole, 1);
}

void SaveAccount(Call& call, const v1::CreateAccountRequest& request, const std::string& id) {
  rec::Account account;
  account.set_id(id);
  account.set_name(request.account_name());
  account.set_email(request.email());
  account.set_created(call.now().time_since_epoch().count());
  Save(call.unit(), AccountKey(id), account);
}

v1::CreateAccountStatus ShowRequest(const rec::AccountRequest& request) {
  v1::CreateAccountStatus shown;
  shown.set_id(request.id());
  shown.set_account_name(request.name());
  SetTime(shown.mutable_requested_timestamp(), request.requested());
  SetTime(shown.mutable_completed_timestamp(), request.requested());
  shown.set_state(request.account().empty() ? "FAILED" : "SUCCEEDED");
  if (request.account().empty()) {
    shown.set_failure_reason(request.failure_reason());
  } else {
    shown.set_account_id(request.account());
  }
  return shown;
}

// Makes the account of a request whose address is free.
Done MakeAccount(Call& call, const Org& org, const v1::CreateAccountRequest& request,
                 rec::AccountRequest& done) {
  Done counted = CountOne(call, "accounts", kMaxAccounts, "ACCOUNT_NUMBER_LIMIT_EXCEEDED");
  if (!counted) return counted;
  core::Result<std::string> id = NewAccountId(call);
  if (!id) return std::move(id).error();
  rec::TargetTags tags;
  if (Done tagged = MergeTags(request.tags(), tags.mutable_tags()); !tagged) return tagged;
  if (!request.tags().empty()) Save(call.unit(), TargetTagsKey(*id), tags);
  SaveAccount(call, request, *id);
  Done role = SaveAccessRole(
      call, org, *id, request.has_role_name() ? request.role_name() : std::string(kDefaultRole));
  if (!role) return role;
  rec::AccountEmail email;
  email.set_account(*id);
  Save(call.unit(), AccountEmailKey(request.email()), email);
  done.set_account(*std::move(id));
  return {};
}

// As AWS, a request for an address that is taken is taken and fails. Of those the last is kept.
void Refuse(Call& call, const v1::CreateAccountRequest& request, rec::AccountEmail email,
            rec::AccountRequest& failed) {
  failed.set_failure_reason("EMAIL_ALREADY_EXISTS");
  if (!email.failed_request().empty()) {
    call.unit().Delete(AccountRequestKey(email.failed_request()));
  }
  email.set_failed_request(failed.id());
  Save(call.unit(), AccountEmailKey(request.email()), email);
}

Targets CreateAccountTarget(Call& call, const v1::CreateAccountRequest& request) {
  ShowTags(request.tags(), call);
  return ManagementTarget(call);
}

// IamUserAccessToBilling changes nothing either way: there is no billing to see.
Done CreateAccount(Call& call, const v1::CreateAccountRequest& request,
                   v1::CreateAccountResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  Done tagging = AuthorizeTags(request.tags(), call, *org, org->AccountArn("*"));
  if (!tagging) return tagging;
  if (request.role_name().starts_with(kReservedRole)) {
    return InvalidInput("INVALID_ROLE_NAME",
                        "A role name can't begin with the reserved prefix AWSServiceRoleFor.");
  }
  core::Result<std::optional<rec::AccountEmail>> email =
      Load<rec::AccountEmail>(call.unit(), AccountEmailKey(request.email()));
  if (!email) return std::move(email).error();
  rec::AccountRequest done;
  done.set_id(NewId("car-", kRequestDigits, call));
  done.set_name(request.account_name());
  done.set_requested(call.now().time_since_epoch().count());
  if (*email) {
    Refuse(call, request, **email, done);
  } else if (Done made = MakeAccount(call, *org, request, done); !made) {
    return made;
  }
  Save(call.unit(), AccountRequestKey(done.id()), done);
  *response.mutable_create_account_status() = ShowRequest(done);
  return {};
}

Targets StatusTarget(Call& call, const v1::DescribeCreateAccountStatusRequest&) {
  return ManagementTarget(call);
}

Done DescribeCreateAccountStatus(Call& call, const v1::DescribeCreateAccountStatusRequest& request,
                                 v1::DescribeCreateAccountStatusResponse& response) {
  core::Result<std::optional<rec::AccountRequest>> found = Load<rec::AccountRequest>(
      call.unit(), AccountRequestKey(request.create_account_request_id()));
  if (!found) return std::move(found).error();
  if (!*found) return NoSuchAccountRequest();
  *response.mutable_create_account_status() = ShowRequest(**found);
  return {};
}

}  // namespace

void AddCreateAccountOperations(std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreateAccountRequest, v1::CreateAccountResponse>(CreateAccountTarget,
                                                                               CreateAccount));
  rows->push_back(
      Reads<v1::DescribeCreateAccountStatusRequest, v1::DescribeCreateAccountStatusResponse>(
          StatusTarget, DescribeCreateAccountStatus));
}

}  // namespace keyward::iam::organizations
