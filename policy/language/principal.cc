// SPDX-License-Identifier: Apache-2.0
#include "policy/language/principal.h"

#include <algorithm>
#include <array>

#include "core/arn.h"

namespace keyward::policy::language {
namespace {

using core::Arn;

constexpr std::string_view kOriginAccessIdentity = "user/CloudFront Origin Access Identity ";
constexpr std::array<std::string_view, 4> kBuiltInProviders = {
    "cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com",
    "accounts.google.com"};
constexpr std::size_t kCanonicalUserIdDigits = 64;
constexpr std::size_t kMinUniqueId = 16;
constexpr std::size_t kMaxUniqueId = 128;

core::Error Invalid(std::string_view value, std::string_view why) {
  constexpr std::size_t kMaxQuoted = 200;
  std::string message = "invalid principal `" + std::string(value.substr(0, kMaxQuoted)) + "`: ";
  message += why;
  return {core::ErrorCode::kInvalidArgument, "", std::move(message)};
}

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

std::string_view LastComponent(std::string_view path) { return path.substr(path.rfind('/') + 1); }

Principal Make(Principal::Type type, const Arn& arn, std::string_view name) {
  Principal principal;
  principal.type = type;
  principal.partition = arn.partition;
  principal.account = arn.account;
  principal.name = name;
  return principal;
}

std::optional<Principal> FromIamArn(const Arn& arn) {
  if (arn.account == "cloudfront" && arn.resource.starts_with(kOriginAccessIdentity) &&
      arn.resource.size() > kOriginAccessIdentity.size()) {
    Principal identity = Make(Principal::Type::kOriginAccessIdentity, arn,
                              arn.resource.substr(kOriginAccessIdentity.size()));
    identity.account.clear();
    return identity;
  }
  if (!core::IsAccountId(arn.account)) return std::nullopt;
  if (arn.resource == "root") return Make(Principal::Type::kAccount, arn, "");
  const std::string_view name = LastComponent(arn.resource);
  if (name.empty()) return std::nullopt;
  if (arn.resource.starts_with("user/")) return Make(Principal::Type::kUser, arn, name);
  if (arn.resource.starts_with("role/")) return Make(Principal::Type::kRole, arn, name);
  return std::nullopt;
}

std::optional<Principal> FromStsArn(const Arn& arn) {
  if (!core::IsAccountId(arn.account)) return std::nullopt;
  std::string_view id = arn.resource_id();
  if (arn.resource.starts_with("federated-user/") && !id.empty()) {
    return Make(Principal::Type::kFederatedUser, arn, id);
  }
  if (!arn.resource.starts_with("assumed-role/")) return std::nullopt;
  const std::size_t slash = id.find('/');
  const bool one_slash =
      slash != std::string_view::npos && id.find('/', slash + 1) == std::string_view::npos;
  if (!one_slash || slash == 0 || slash + 1 == id.size()) return std::nullopt;
  return Make(Principal::Type::kRoleSession, arn, id.substr(0, slash));
}

core::Result<Principal> ParseAwsPrincipal(std::string_view value) {
  Principal principal;
  if (value == "*") return principal;
  if (HasWildcard(value)) return Invalid(value, "a wildcard stands for everyone or not at all");
  if (core::IsAccountId(value)) {
    principal.type = Principal::Type::kAccount;
    principal.account = value;
    return principal;
  }
  if (IsUniqueId(value)) {
    principal.type = Principal::Type::kUniqueId;
    return principal;
  }
  if (std::optional<Principal> named = ParsePrincipalArn(value)) return *named;
  return Invalid(value,
                 "`AWS` takes an account id, a unique id, `*`, or the ARN of an account root, "
                 "user, role, role "
                 "session, federated user or origin access identity");
}

core::Result<Principal> Checked(Principal::Type type, std::string_view value, bool valid,
                                std::string_view expected) {
  if (!valid) return Invalid(value, expected);
  Principal principal;
  principal.type = type;
  return principal;
}

}  // namespace

bool IsUniqueId(std::string_view text) {
  return text.size() >= kMinUniqueId && text.size() <= kMaxUniqueId &&
         (text.starts_with("AIDA") || text.starts_with("AROA")) &&
         std::all_of(text.begin(), text.end(), IsAlphanumeric);
}

bool IsServicePrincipal(std::string_view text) {
  const bool has_dot = text.find('.') != std::string_view::npos;
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlphanumeric(c) || c == '.' || c == '-' || c == '_';
  });
  return has_dot && plain && !text.starts_with('.') && !text.ends_with('.');
}

bool IsIdentityProvider(std::string_view text) {
  if (std::find(kBuiltInProviders.begin(), kBuiltInProviders.end(), text) !=
      kBuiltInProviders.end())
    return true;
  const std::optional<Arn> arn = Arn::Split(text);
  const bool iam = arn && arn->service == "iam" && arn->region.empty();
  if (!iam || HasWildcard(text) || HasControlCharacter(text) ||
      !core::IsPartition(arn->partition)) {
    return false;
  }
  const bool provider =
      arn->resource.starts_with("oidc-provider/") || arn->resource.starts_with("saml-provider/");
  return provider && core::IsAccountId(arn->account) && !arn->resource_id().empty();
}

std::optional<Principal> ParsePrincipalArn(std::string_view text) {
  const std::optional<Arn> arn = Arn::Split(text);
  if (!arn || HasWildcard(text) || HasControlCharacter(text)) return std::nullopt;
  if (!core::IsPartition(arn->partition) || !arn->region.empty()) return std::nullopt;
  std::optional<Principal> principal;
  if (arn->service == "iam") principal = FromIamArn(*arn);
  if (arn->service == "sts") principal = FromStsArn(*arn);
  if (principal) principal->value = text;
  return principal;
}

core::Result<Principal> ParsePrincipal(std::string_view type, std::string_view value) {
  core::Result<Principal> principal =
      Invalid(type, "the type must be AWS, Service, Federated or CanonicalUser");
  if (type == "AWS") {
    principal = ParseAwsPrincipal(value);
  } else if (type == "Service") {
    principal = Checked(Principal::Type::kService, value, IsServicePrincipal(value),
                        "`Service` takes a service's name, such as `lambda.amazonaws.com`");
  } else if (type == "Federated") {
    principal = Checked(
        Principal::Type::kFederated, value, IsIdentityProvider(value),
        "`Federated` takes the ARN of an OIDC or SAML provider or a built-in provider's name");
  } else if (type == "CanonicalUser") {
    const bool hex = value.size() == kCanonicalUserIdDigits &&
                     value.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    principal = Checked(Principal::Type::kCanonicalUser, value, hex,
                        "`CanonicalUser` takes 64 lower-case hexadecimal digits");
  }
  if (principal) principal->value = value;
  return principal;
}

}  // namespace keyward::policy::language
