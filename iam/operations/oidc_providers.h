// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "core/result.h"

namespace keyward::iam {

// CreateOpenIDConnectProvider, GetOpenIDConnectProvider, ListOpenIDConnectProviders,
// DeleteOpenIDConnectProvider, AddClientIDToOpenIDConnectProvider,
// RemoveClientIDFromOpenIDConnectProvider, UpdateOpenIDConnectProviderThumbprint,
// TagOpenIDConnectProvider, UntagOpenIDConnectProvider, ListOpenIDConnectProviderTags. `tokens`
// must outlive the rows.
//
// Nothing is fetched from the provider: thumbprints that are not given stay empty, where AWS would
// read them from the provider's certificate.
void AddOidcProviderOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

inline constexpr int kMaxClientIds = 100;
inline constexpr int kMaxThumbprints = 5;

// The URL of a provider without its scheme, as ARNs and keys have it. Errors: kInvalidArgument
// "ValidationError" "Invalid Open ID Connect Provider URL" for all but `https://HOST[/PATH]`: with
// a port, user, query, fragment, escape or a host that is no DNS name. Pure; thread-safe.
core::Result<std::string> ProviderUrl(std::string_view url);

}  // namespace keyward::iam
