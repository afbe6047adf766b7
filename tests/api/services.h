// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>
#include <keyward/iam/v1/iam.pb.h>
#include <keyward/kms/v1/kms.pb.h>
#include <keyward/organizations/v1/organizations.pb.h>
#include <keyward/secretsmanager/v1/secretsmanager.pb.h>
#include <keyward/sts/v1/sts.pb.h>

#include <memory>
#include <vector>

#include "api/schema/service_table.h"

namespace keyward::api {

// The table of the service whose file declares `T`.
template <typename T>
const schema::ServiceTable& ServiceOf() {
  return schema::TableOf(*T::descriptor()->file()->service(0));
}

// Every service whose messages are in proto/keyward.
inline std::vector<const schema::ServiceTable*> AllServices() {
  return {&ServiceOf<iam::v1::Tag>(), &ServiceOf<kms::v1::Tag>(), &ServiceOf<sts::v1::Tag>(),
          &ServiceOf<secretsmanager::v1::Tag>(), &ServiceOf<organizations::v1::PolicySummary>()};
}

inline std::unique_ptr<google::protobuf::Message> NewMessage(const schema::MessageTable& table) {
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(table.descriptor)->New());
}

}  // namespace keyward::api
