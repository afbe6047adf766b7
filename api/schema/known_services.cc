// SPDX-License-Identifier: Apache-2.0
#include "api/schema/known_services.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>

#include "keyward/iam/v1/iam.pb.h"
#include "keyward/kms/v1/kms.pb.h"
#include "keyward/organizations/v1/organizations.pb.h"
#include "keyward/secretsmanager/v1/secretsmanager.pb.h"
#include "keyward/sts/v1/sts.pb.h"

namespace keyward::api::schema {
namespace {

template <typename Message>
const ServiceTable* TableOfFile() {
  return &TableOf(*Message::descriptor()->file()->service(0));
}

}  // namespace

std::span<const ServiceTable* const> KnownServices() {
  static const std::array kTables = {TableOfFile<iam::v1::CreateUserRequest>(),
                                     TableOfFile<kms::v1::EncryptRequest>(),
                                     TableOfFile<organizations::v1::CreatePolicyRequest>(),
                                     TableOfFile<secretsmanager::v1::GetSecretValueRequest>(),
                                     TableOfFile<sts::v1::GetCallerIdentityRequest>()};
  return kTables;
}

const ServiceTable* FindKnownService(std::string_view signing_name) {
  const auto services = KnownServices();
  const auto found = std::ranges::find(services, signing_name, &ServiceTable::signing_name);
  return found == services.end() ? nullptr : *found;
}

}  // namespace keyward::api::schema
