// SPDX-License-Identifier: Apache-2.0
#include "server/node/operations.h"

#include <google/protobuf/descriptor.h>

#include <iterator>
#include <utility>

#include "access/operations.h"
#include "iam/operations/operations.h"
#include "iam/organizations/operations.h"
#include "keyward/access/v1/access.pb.h"
#include "keyward/iam/v1/iam.pb.h"
#include "keyward/organizations/v1/organizations.pb.h"
#include "keyward/sts/v1/sts.pb.h"
#include "sts/identity.h"

namespace keyward::server::node {
namespace {

void Append(std::vector<api::Operation> more, std::vector<api::Operation>& rows) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

// The service that one of its messages belongs to.
template <typename Message>
aws::Service ServiceOf(const char* prefix) {
  return {&api::schema::TableOf(*Message::descriptor()->file()->service(0)), prefix};
}

}  // namespace

std::vector<api::Operation> AllOperations(const api::PageTokens& pages,
                                          const auth::AccessTokens& tokens) {
  std::vector<api::Operation> rows;
  Append(iam::Operations(pages), rows);
  Append(iam::organizations::Operations(pages), rows);
  Append(sts::IdentityOperations(), rows);
  Append(access::AccessOperations(tokens), rows);
  return rows;
}

std::vector<aws::Service> AllServices() {
  return {ServiceOf<iam::v1::GetUserRequest>("iam"),
          ServiceOf<organizations::v1::AttachPolicyRequest>("organizations"),
          ServiceOf<sts::v1::GetCallerIdentityRequest>("sts"),
          ServiceOf<access::v1::CreateAccessTokenRequest>("keyward")};
}

}  // namespace keyward::server::node
