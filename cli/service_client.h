// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/schema/service_table.h"
#include "api/wire/client_request.h"
#include "auth/credentials/environment.h"
#include "auth/http_client/fetch.h"
#include "auth/http_client/url.h"
#include "cli/exit_code.h"
#include "cli/http_message.h"
#include "core/error.h"
#include "core/result.h"

// The signed client of the commands that ask a service.
namespace keyward::cli {

struct ClientArgs {
  std::string endpoint_url;  // "" = from the environment or the profile
  std::string profile;       // "" = from the environment
  std::string region;        // the same
  std::string ca_bundle;     // the same
  auth::EnvironmentLookup environment = [](const char*) { return std::string(); };
  auth::Fetch fetch;  // how requests are sent
};

// One service at one endpoint. Plaintext goes to loopback only. Not thread-safe.
class ServiceClient {
 public:
  // Finds the endpoint, the region and the authorities to trust; sends nothing. `args` and
  // `service` must live as long as the client.
  //
  // Errors: kInvalidArgument named "InvalidInput" for one that is missing or malformed, and those
  // of auth::ResolveEndpoint, ResolveRegion and ResolveCaBundle.
  static core::Result<ServiceClient> Create(const ClientArgs& args,
                                            const api::schema::ServiceTable& service);

  // Signs an operation's request, sends it once, and returns the answer as one JSON object.
  //
  // Errors: those of auth::ResolveCredentials, before anything is sent; then those of auth::Fetch,
  // after which it is not known whether the operation was carried out, and api::wire::DecodeAnswer.
  core::Result<std::string> Call(const std::string& operation,
                                 const api::wire::ClientRequest& input) const;

 private:
  ServiceClient(const ClientArgs& args, const api::schema::ServiceTable& service)
      : args_(&args), service_(&service) {}

  core::Result<auth::FetchRequest> Sign(const api::wire::ClientRequest& input) const;

  const ClientArgs* args_;
  const api::schema::ServiceTable* service_;
  UrlParts url_;
  auth::UrlPlace place_;
  std::string region_;
  std::string ca_bundle_;
};

// kDenied when the service denied a request; kBadInput when it, or we, found the input wrong, or
// there are no credentials; kFailed for its other errors and when it cannot be reached. Pure.
ExitCode CodeOfCall(core::ErrorCode code);

}  // namespace keyward::cli
