// SPDX-License-Identifier: Apache-2.0
#include "server/node/operations.h"

#include <google/protobuf/descriptor.h>

#include <iterator>
#include <utility>

#include "access/operations.h"
#include "keyward/access/v1/access.pb.h"
#include "keyward/sts/v1/sts.pb.h"
#include "sts/identity.h"

namespace keyward::server::node {
namespace {

void Append(std::vector<api::Operation> more, std::vector<api::Operation>& rows) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<api::Operation> AllOperations(const api::PageTokens& /*pages*/,
                                          const auth::AccessTokens& tokens) {
  std::vector<api::Operation> rows;
  Append(sts::IdentityOperations(), rows);
  Append(access::AccessOperations(tokens), rows);
  return rows;
}

std::vector<aws::Service> AllServices() {
  return {
      {&api::schema::TableOf(*sts::v1::GetCallerIdentityRequest::descriptor()->file()->service(0)),
       "sts"},
      {&api::schema::TableOf(
           *access::v1::CreateAccessTokenRequest::descriptor()->file()->service(0)),
       "keyward"},
  };
}

}  // namespace keyward::server::node
