// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/account.h"

#include <optional>
#include <string>
#include <utility>

#include "core/arn.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"

namespace keyward::iam {
namespace {

using api::Call;

constexpr int kDefaultMinimumLength = 6;  // of a policy that does not say

void SaveAccount(Call& call, const rec::Account& account) {
  Save(call.unit(), AccountKey(account.id()), account);
}

// IAM knows no resource for the account's own settings.
template <typename Request>
Targets AccountTarget(Call& call, const Request& /*request*/) {
  return AnyTarget(call);
}

Done CreateAccountAlias(Call& call, const v1::CreateAccountAliasRequest& request,
                        v1::CreateAccountAliasResponse& /*response*/) {
  const std::string& alias = request.account_alias();
  if (core::IsAccountId(alias)) {
    return InvalidInput("An account alias cannot be 12 digits: those are an account's id.");
  }
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  core::Result<std::optional<std::string>> taken = call.unit().Get(AliasKey(alias));
  if (!taken) return std::move(taken).error();
  if (*taken) return EntityAlreadyExists("The account alias " + alias + " already exists.");
  if (!account->alias().empty()) call.unit().Delete(AliasKey(account->alias()));
  account->set_alias(alias);
  SaveAccount(call, *account);
  call.unit().Put(AliasKey(alias), account->id());
  return {};
}

Done DeleteAccountAlias(Call& call, const v1::DeleteAccountAliasRequest& request,
                        v1::DeleteAccountAliasResponse& /*response*/) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  const std::string& alias = request.account_alias();
  if (account->alias() != alias) {
    return NoSuchEntity("The account alias " + alias + " cannot be found.");
  }
  account->clear_alias();
  SaveAccount(call, *account);
  call.unit().Delete(AliasKey(alias));
  return {};
}

Done ListAccountAliases(const api::PageTokens& tokens, Call& call,
                        const v1::ListAccountAliasesRequest& request,
                        v1::ListAccountAliasesResponse& response) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  std::vector<std::string> aliases;
  if (!account->alias().empty()) aliases.push_back(account->alias());
  const Paging paging(tokens, call, "iam:ListAccountAliases", "");
  return ListNames(paging, aliases, request, response, [&](const std::string& alias) -> Done {
    response.add_account_aliases(alias);
    return {};
  });
}

core::Error NoPasswordPolicy(const Call& call) {
  return NoSuchEntity("The Password Policy with domain name " + call.account() +
                      " cannot be found.");
}

Done UpdatePasswordPolicy(Call& call, const v1::UpdateAccountPasswordPolicyRequest& request,
                          v1::UpdateAccountPasswordPolicyResponse& /*response*/) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  rec::PasswordPolicy policy;
  policy.set_minimum_length(request.has_minimum_password_length()
                                ? request.minimum_password_length()
                                : kDefaultMinimumLength);
  policy.set_require_symbols(request.require_symbols());
  policy.set_require_numbers(request.require_numbers());
  policy.set_require_uppercase(request.require_uppercase_characters());
  policy.set_require_lowercase(request.require_lowercase_characters());
  policy.set_allow_users_to_change(request.allow_users_to_change_password());
  policy.set_max_age_days(request.max_password_age());
  policy.set_reuse_prevention(request.password_reuse_prevention());
  policy.set_hard_expiry(request.hard_expiry());
  policy.set_hard_expiry_set(request.has_hard_expiry());
  *account->mutable_password_policy() = policy;
  SaveAccount(call, *account);
  return {};
}

Done GetPasswordPolicy(Call& call, const v1::GetAccountPasswordPolicyRequest& /*request*/,
                       v1::GetAccountPasswordPolicyResponse& response) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  if (!account->has_password_policy()) return NoPasswordPolicy(call);
  const rec::PasswordPolicy& policy = account->password_policy();
  v1::PasswordPolicy& shown = *response.mutable_password_policy();
  shown.set_minimum_password_length(policy.minimum_length());
  shown.set_require_symbols(policy.require_symbols());
  shown.set_require_numbers(policy.require_numbers());
  shown.set_require_uppercase_characters(policy.require_uppercase());
  shown.set_require_lowercase_characters(policy.require_lowercase());
  shown.set_allow_users_to_change_password(policy.allow_users_to_change());
  shown.set_expire_passwords(policy.max_age_days() != 0);
  if (policy.max_age_days() != 0) shown.set_max_password_age(policy.max_age_days());
  if (policy.reuse_prevention() != 0) {
    shown.set_password_reuse_prevention(policy.reuse_prevention());
  }
  if (policy.hard_expiry_set()) shown.set_hard_expiry(policy.hard_expiry());
  return {};
}

Done DeletePasswordPolicy(Call& call, const v1::DeleteAccountPasswordPolicyRequest& /*request*/,
                          v1::DeleteAccountPasswordPolicyResponse& /*response*/) {
  core::Result<rec::Account> account = FindAccount(call);
  if (!account) return std::move(account).error();
  if (!account->has_password_policy()) return NoPasswordPolicy(call);
  account->clear_password_policy();
  SaveAccount(call, *account);
  return {};
}

}  // namespace

core::Result<rec::Account> FindAccount(Call& call) {
  core::Result<std::optional<rec::Account>> account =
      Load<rec::Account>(call.unit(), AccountKey(call.account()));
  if (!account) return std::move(account).error();
  if (!*account) return NoSuchEntity("The account " + call.account() + " cannot be found.");
  return **std::move(account);
}

void AddAccountOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreateAccountAliasRequest, v1::CreateAccountAliasResponse>(
      AccountTarget<v1::CreateAccountAliasRequest>, CreateAccountAlias));
  rows->push_back(Mutates<v1::DeleteAccountAliasRequest, v1::DeleteAccountAliasResponse>(
      AccountTarget<v1::DeleteAccountAliasRequest>, DeleteAccountAlias));
  rows->push_back(Reads<v1::ListAccountAliasesRequest, v1::ListAccountAliasesResponse>(
      AccountTarget<v1::ListAccountAliasesRequest>,
      [&tokens](Call& call, const v1::ListAccountAliasesRequest& request,
                v1::ListAccountAliasesResponse& response) {
        return ListAccountAliases(tokens, call, request, response);
      }));
  rows->push_back(
      Mutates<v1::DeleteAccountPasswordPolicyRequest, v1::DeleteAccountPasswordPolicyResponse>(
          AccountTarget<v1::DeleteAccountPasswordPolicyRequest>, DeletePasswordPolicy));
  rows->push_back(Reads<v1::GetAccountPasswordPolicyRequest, v1::GetAccountPasswordPolicyResponse>(
      AccountTarget<v1::GetAccountPasswordPolicyRequest>, GetPasswordPolicy));
  rows->push_back(
      Mutates<v1::UpdateAccountPasswordPolicyRequest, v1::UpdateAccountPasswordPolicyResponse>(
          AccountTarget<v1::UpdateAccountPasswordPolicyRequest>, UpdatePasswordPolicy));
}

}  // namespace keyward::iam
