// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/call_observer.h"
#include "api/caller.h"
#include "api/operation.h"
#include "api/pipeline.h"
#include "api/schema/service_table.h"
#include "auth/sigv4/signing_key.h"
#include "core/clock.h"
#include "crypto/random.h"
#include "server/http/message.h"

namespace keyward::server::aws {

// A service that is served, and its prefix of actions ("iam").
struct Service {
  const api::schema::ServiceTable* table = nullptr;
  std::string prefix;
};

// AWS's wire protocols over HTTP: finds out which operation of which service a request wants,
// authenticates it by Signature Version 4, hands it to the pipeline, and encodes the answer.
//
// A request with X-Amz-Target speaks JSON 1.1, every other one the query protocol: POST with a form
// as its body, or GET with it as the query. The service is the one that the signature is for. Every
// Region is served; one that does not look like a Region is refused. Whatever is wrong is answered
// in the request's protocol, with AWS's names and status. Thread-safe.
class Gateway {
 public:
  // All must outlive the gateway. `services` is not empty, and no table has a fault.
  struct Parts {
    const api::OperationTable& operations;
    api::Pipeline& pipeline;
    api::CredentialResolver& credentials;
    std::vector<Service> services;
    const core::Clock& clock;
    crypto::Random& random;
    api::CallObserver* observer = nullptr;  // may be null
  };
  explicit Gateway(Parts parts);
  ~Gateway();

  // Never fails: errors are answers. Blocks as long as the operation does.
  http::Response Answer(http::Request request);

 private:
  struct Exchange;

  http::Response Render(const Exchange& exchange, core::Result<std::string> body);
  core::Result<std::string> Serve(Exchange& exchange);
  core::Result<api::Credential> Authenticate(Exchange& exchange);
  core::Result<std::string> Execute(Exchange& exchange, const api::Caller& caller);
  core::Result<const api::schema::MethodTable*> FindMethod(Exchange& exchange);
  const Service& ServiceFor(const Exchange& exchange) const;
  void Observe(const Exchange& exchange, const core::Result<std::string>& body) const;
  void RecordRefusal(const Exchange& exchange, const core::Error& error);

  Parts parts_;
  auth::SigningKeyCache signing_keys_;
};

}  // namespace keyward::server::aws
