// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::policy::match {

// Who makes a request, taken apart once so that matching compares strings.
class Caller {
 public:
  enum class Type : std::uint8_t {
    kAnonymous,             // unauthenticated
    kRoot,                  // arn:P:iam::ACCOUNT:root
    kUser,                  // arn:P:iam::ACCOUNT:user/PATH/NAME
    kRole,                  // arn:P:iam::ACCOUNT:role/PATH/NAME: some session of that role
    kRoleSession,           // arn:P:sts::ACCOUNT:assumed-role/NAME/SESSION
    kFederatedUser,         // arn:P:sts::ACCOUNT:federated-user/NAME
    kOriginAccessIdentity,  // arn:P:iam::cloudfront:user/CloudFront Origin Access Identity ID
    kService,               // a service principal, such as lambda.amazonaws.com
    kFederated,             // a web or SAML identity that holds no AWS credentials yet
  };

  // Anonymous.
  Caller() = default;

  // Reads the ARN of a caller. Errors: kInvalidArgument named "InvalidInput" for any other text.
  static core::Result<Caller> FromArn(std::string_view arn);
  // Reads the command line's form: an ARN, `service:NAME`, `federated:PROVIDER` or `anonymous`.
  static core::Result<Caller> Parse(std::string_view text);
  static core::Result<Caller> Service(std::string_view name);
  // `provider`: an OIDC or SAML provider's ARN, or the name of a built-in one
  // (cognito-identity.amazonaws.com).
  static core::Result<Caller> Federated(std::string_view provider);

  // Facts that no ARN holds. What is not stated is unknown: an Allow that depends on it does not
  // match, a Deny does.
  void set_unique_id(std::string_view id) { unique_id_ = id; }  // AIDA… or AROA…
  void set_canonical_user_id(std::string_view id) {
    canonical_user_id_ = id;
  }  // of the caller's account
  core::Result<void> set_session_issuer(
      std::string_view user_arn);  // the user behind a federated user
  void set_service_linked_role(bool value) { service_linked_role_ = value; }

  Type type() const { return type_; }
  const std::string& text() const { return text_; }  // ARN, service or provider name; "" anonymous
  const std::string& partition() const { return partition_; }  // "" where there is none
  const std::string& account() const { return account_; }      // "" where there is none
  // The last component: user name, role name (also of a session), federated user's name.
  const std::string& name() const { return name_; }
  const std::string& session_issuer() const { return session_issuer_; }
  const std::string& unique_id() const { return unique_id_; }
  const std::string& canonical_user_id() const { return canonical_user_id_; }
  // A role under the path /aws-service-role/, or a session of a role named AWSServiceRoleFor….
  bool is_service_linked_role() const { return service_linked_role_; }
  // Whether the caller has credentials of AWS's: all but anonymous callers and web or SAML
  // identities.
  bool is_authenticated() const { return type_ != Type::kAnonymous && type_ != Type::kFederated; }
  bool is_session() const {
    return type_ == Type::kRole || type_ == Type::kRoleSession || type_ == Type::kFederatedUser;
  }
  // Whether the caller can hold identity policies: users, roles and their sessions.
  bool is_iam_principal() const { return type_ == Type::kUser || is_session(); }

 private:
  Type type_ = Type::kAnonymous;
  bool service_linked_role_ = false;
  std::string text_, partition_, account_, name_;
  std::string session_issuer_, unique_id_, canonical_user_id_;
};

}  // namespace keyward::policy::match
