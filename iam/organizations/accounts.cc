// SPDX-License-Identifier: Apache-2.0
#include "iam/keys.h"
#include "iam/organizations/operations.h"
#include "iam/organizations/organization.h"
#include "iam/organizations/paging.h"

namespace keyward::iam::organizations {
namespace {

using api::Call;

v1::Account ShowAccount(const Org& org, const rec::Account& account) {
  v1::Account shown;
  shown.set_id(account.id());
  shown.set_arn(org.AccountArn(account.id()));
  if (!account.email().empty()) shown.set_email(account.email());
  if (!account.name().empty()) shown.set_name(account.name());
  shown.set_status("ACTIVE");
  shown.set_state("ACTIVE");
  shown.add_paths(org.record.id() + "/" + org.record.root_id() + "/" + account.id() + "/");
  // AWS says so of the management account, which no organization creates.
  shown.set_joined_method(account.management() ? "INVITED" : "CREATED");
  SetTime(shown.mutable_joined_timestamp(), account.created());
  return shown;
}

Targets ListAccountsTarget(Call& call, const v1::ListAccountsRequest&) {
  return ManagementTarget(call);
}

Done ListAccounts(Paging paging, const v1::ListAccountsRequest& request,
                  v1::ListAccountsResponse& response) {
  core::Result<Org> org = LoadManaged(paging.call());
  if (!org) return std::move(org).error();
  return List<rec::Account>(
      paging, {}, AccountKey(""), request, response,
      [&](const std::string&, const rec::Account* account) -> core::Result<bool> {
        *response.add_accounts() = ShowAccount(*org, *account);
        return true;
      });
}

Targets DescribeAccountTarget(Call& call, const v1::DescribeAccountRequest& request) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<api::Target> account = EntityTarget(call, *org, request.account_id());
  if (!account) return std::move(account).error();
  return std::vector{*std::move(account)};
}

Done DescribeAccount(Call& call, const v1::DescribeAccountRequest& request,
                     v1::DescribeAccountResponse& response) {
  core::Result<Org> org = LoadManaged(call);
  if (!org) return std::move(org).error();
  core::Result<std::optional<rec::Account>> account =
      Load<rec::Account>(call.unit(), AccountKey(request.account_id()));
  if (!account) return std::move(account).error();
  if (!*account) return NoSuchAccount();
  *response.mutable_account() = ShowAccount(*org, **account);
  return {};
}

}  // namespace

void AddAccountOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::ListAccountsRequest, v1::ListAccountsResponse>(
      ListAccountsTarget, [&tokens](Call& call, const v1::ListAccountsRequest& request,
                                    v1::ListAccountsResponse& response) {
        return ListAccounts({tokens, call, "organizations:ListAccounts"}, request, response);
      }));
  rows->push_back(Reads<v1::DescribeAccountRequest, v1::DescribeAccountResponse>(
      DescribeAccountTarget, DescribeAccount));
}

}  // namespace keyward::iam::organizations
