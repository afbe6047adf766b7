// SPDX-License-Identifier: Apache-2.0
#include "core/arn.h"

#include <algorithm>
#include <array>
#include <string>

namespace keyward::core {
namespace {

constexpr std::array<std::string_view, 8> kPartitions = {
    "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"};

// Longer ones are cut in messages.
constexpr std::size_t kMaxQuoted = 200;

Error Invalid(std::string_view text, std::string_view why) {
  std::string message = "`" + std::string(text.substr(0, kMaxQuoted));
  message += text.size() > kMaxQuoted ? "…` is not a valid ARN: " : "` is not a valid ARN: ";
  message += why;
  return {ErrorCode::kInvalidArgument, "ValidationError", std::move(message)};
}

bool IsForbidden(char c) {
  return c == '*' || c == '?' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::optional<Arn> Arn::Split(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  text.remove_prefix(4);
  std::array<std::string_view, 4> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  return Arn{parts[0], parts[1], parts[2], parts[3], text};
}

Result<Arn> Arn::Parse(std::string_view text) {
  const std::optional<Arn> arn = Split(text);
  if (!arn) return Invalid(text, "it must be `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`");
  if (!IsPartition(arn->partition)) return Invalid(text, "unknown partition");
  if (arn->service.empty()) return Invalid(text, "it names no service");
  if (arn->resource.empty()) return Invalid(text, "it names no resource");
  const bool account_known = arn->account.empty() || IsAccountId(arn->account) ||
                             arn->account == "aws" || arn->account == "cloudfront";
  if (!account_known) return Invalid(text, "the account must be twelve digits");
  const std::string_view head = text.substr(0, text.size() - arn->resource.size());
  if (std::any_of(head.begin(), head.end(), IsForbidden)) {
    return Invalid(text, "it holds a wildcard or control character before the resource");
  }
  return *arn;
}

std::string_view Arn::resource_type() const {
  return resource.substr(0, resource.find_first_of("/:"));
}

std::string_view Arn::resource_id() const {
  const std::size_t separator = resource.find_first_of("/:");
  return separator == std::string_view::npos ? std::string_view() : resource.substr(separator + 1);
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsPartition(std::string_view text) {
  return std::find(kPartitions.begin(), kPartitions.end(), text) != kPartitions.end();
}

}  // namespace keyward::core
