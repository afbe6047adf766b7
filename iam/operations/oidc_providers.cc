// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/oidc_providers.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/encoding.h"
#include "iam/counts.h"
#include "iam/operations/entity.h"
#include "iam/operations/paging.h"
#include "iam/operations/provider_arn.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"

namespace keyward::iam {
namespace {

using api::Call;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kThumbprintDigits = 40;

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsHost(std::string_view host) {
  const bool plain =
      std::ranges::all_of(host, [](char c) { return IsAlphanumeric(c) || c == '-' || c == '.'; });
  return plain && !host.empty() && IsAlphanumeric(host.front()) && IsAlphanumeric(host.back()) &&
         host.find("..") == std::string_view::npos;
}

// Of RFC 3986's path characters those that mean themselves everywhere: ARNs have no escapes.
bool IsUrlPath(std::string_view path) {
  return std::ranges::all_of(path, [](char c) {
    return IsAlphanumeric(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
  });
}

std::string ProviderKey(const Call& call, std::string_view url) {
  return EntityKey(call.account(), Kind::kOidc, url);
}

std::string ProviderArn(const Call& call, std::string_view url) {
  return ArnOf(call.account(), Kind::kOidc, "/", url);
}

// Nothing when there is none of that URL, to the letter.
core::Result<std::optional<rec::OidcProvider>> LoadProvider(Call& call, const std::string& arn) {
  core::Result<std::string> url = NameInArn(call, Kind::kOidc, arn);
  if (!url) return std::move(url).error();
  core::Result<std::optional<rec::OidcProvider>> found =
      Load<rec::OidcProvider>(call.unit(), ProviderKey(call, *url));
  if (found && *found && (*found)->url() != *url) return std::optional<rec::OidcProvider>();
  return found;
}

core::Result<rec::OidcProvider> FindProvider(Call& call, const std::string& arn) {
  core::Result<std::optional<rec::OidcProvider>> found = LoadProvider(call, arn);
  if (!found) return std::move(found).error();
  if (!*found) return NoSuchEntity("OpenIDConnect Provider not found for arn " + arn);
  return **std::move(found);
}

void SaveProvider(Call& call, const rec::OidcProvider& provider) {
  Save(call.unit(), ProviderKey(call, provider.url()), provider);
}

api::Target TargetOf(const Call& call, const std::string& url, const RecordTags& tags) {
  return TaggedTarget(ProviderArn(call, url), call, tags);
}

// The target of an operation on the provider that a request names, whether it is there or not.
template <typename Request>
Targets ProviderTarget(Call& call, const Request& request) {
  const std::string& arn = request.open_id_connect_provider_arn();
  core::Result<std::optional<rec::OidcProvider>> found = LoadProvider(call, arn);
  if (!found) return std::move(found).error();
  if (!*found) return std::vector{TaggedTarget(arn, call, {})};
  return std::vector{TargetOf(call, (*found)->url(), (*found)->tags())};
}

// AWS's limits. Errors: kResourceExhausted "LimitExceeded"; kInvalidArgument "InvalidInput".
Done SetClientIds(const Strings& ids, rec::OidcProvider* provider) {
  const std::set<std::string> distinct(ids.begin(), ids.end());
  if (distinct.size() > kMaxClientIds) {
    return LimitExceeded("ClientIdsPerOpenIdConnectProvider", kMaxClientIds);
  }
  provider->mutable_client_ids()->Assign(distinct.begin(), distinct.end());
  return {};
}

Done SetThumbprints(const Strings& thumbprints, rec::OidcProvider* provider) {
  if (thumbprints.size() > kMaxThumbprints) {
    return InvalidInput("Thumbprint list must contain fewer than 5 entries.");
  }
  for (const std::string& thumbprint : thumbprints) {
    if (thumbprint.size() != kThumbprintDigits || !core::HexDecode(thumbprint)) {
      return InvalidInput("Thumbprint must be 40 hexadecimal digits: `" + thumbprint + "`");
    }
  }
  *provider->mutable_thumbprints() = thumbprints;
  return {};
}

Targets CreateTarget(Call& call, const v1::CreateOpenIDConnectProviderRequest& request) {
  ShowTags(request.tags(), call);
  core::Result<std::string> url = ProviderUrl(request.url());
  if (!url) return std::move(url).error();
  return std::vector{TargetOf(call, *url, {})};
}

Done Create(Call& call, const v1::CreateOpenIDConnectProviderRequest& request,
            v1::CreateOpenIDConnectProviderResponse& response) {
  core::Result<std::string> url = ProviderUrl(request.url());
  if (!url) return std::move(url).error();
  const api::Target target = TargetOf(call, *url, {});
  if (Done may = MayTag(request.tags(), "iam:TagOpenIDConnectProvider", target, call); !may) {
    return may;
  }
  core::Result<std::optional<rec::OidcProvider>> found =
      Load<rec::OidcProvider>(call.unit(), ProviderKey(call, *url));
  if (!found) return std::move(found).error();
  if (*found) return EntityAlreadyExists("Provider with url " + request.url() + " already exists.");
  if (Done room = MustHaveRoom(call, Kind::kOidc); !room) return room;
  rec::OidcProvider provider;
  provider.set_url(*url);
  provider.set_created(call.now().time_since_epoch().count());
  if (Done set = SetClientIds(request.client_id_list(), &provider); !set) return set;
  if (Done set = SetThumbprints(request.thumbprint_list(), &provider); !set) return set;
  if (Done tagged = MergeTags(request.tags(), provider.mutable_tags()); !tagged) return tagged;
  if (Done counted = Count(call, Kind::kOidc, 1); !counted) return counted;
  SaveProvider(call, provider);
  response.set_open_id_connect_provider_arn(ProviderArn(call, *url));
  CopyTags(provider.tags(), response.mutable_tags());
  return {};
}

Done Get(Call& call, const v1::GetOpenIDConnectProviderRequest& request,
         v1::GetOpenIDConnectProviderResponse& response) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  response.set_url(provider->url());  // as AWS shows it: without the scheme
  *response.mutable_client_id_list() = provider->client_ids();
  *response.mutable_thumbprint_list() = provider->thumbprints();
  SetTime(response.mutable_create_date(), provider->created());
  CopyTags(provider->tags(), response.mutable_tags());
  return {};
}

Targets ListTarget(Call& call, const v1::ListOpenIDConnectProvidersRequest&) {
  return std::vector{TargetOf(call, "*", {})};
}

// AWS's list has no pages.
Done List(Call& call, const v1::ListOpenIDConnectProvidersRequest&,
          v1::ListOpenIDConnectProvidersResponse& response) {
  core::Result<std::vector<rec::OidcProvider>> providers =
      AllOf<rec::OidcProvider>(call, Kind::kOidc);
  if (!providers) return std::move(providers).error();
  for (const rec::OidcProvider& provider : *providers) {
    response.add_open_id_connect_provider_list()->set_arn(ProviderArn(call, provider.url()));
  }
  return {};
}

// As AWS: one that is not there is no error.
Done Delete(Call& call, const v1::DeleteOpenIDConnectProviderRequest& request,
            v1::DeleteOpenIDConnectProviderResponse&) {
  core::Result<std::optional<rec::OidcProvider>> found =
      LoadProvider(call, request.open_id_connect_provider_arn());
  if (!found) return std::move(found).error();
  if (!*found) return {};
  call.unit().Delete(ProviderKey(call, (*found)->url()));
  return Count(call, Kind::kOidc, -1);
}

Done AddClientId(Call& call, const v1::AddClientIDToOpenIDConnectProviderRequest& request,
                 v1::AddClientIDToOpenIDConnectProviderResponse&) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  Strings ids = provider->client_ids();
  *ids.Add() = request.client_id();
  if (Done set = SetClientIds(ids, &*provider); !set) return set;
  SaveProvider(call, *provider);
  return {};
}

Done RemoveClientId(Call& call, const v1::RemoveClientIDFromOpenIDConnectProviderRequest& request,
                    v1::RemoveClientIDFromOpenIDConnectProviderResponse&) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  Strings* ids = provider->mutable_client_ids();
  ids->erase(std::remove(ids->begin(), ids->end(), request.client_id()), ids->end());
  SaveProvider(call, *provider);
  return {};
}

Done UpdateThumbprint(Call& call, const v1::UpdateOpenIDConnectProviderThumbprintRequest& request,
                      v1::UpdateOpenIDConnectProviderThumbprintResponse&) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  if (Done set = SetThumbprints(request.thumbprint_list(), &*provider); !set) return set;
  SaveProvider(call, *provider);
  return {};
}

Targets TagTarget(Call& call, const v1::TagOpenIDConnectProviderRequest& request) {
  ShowTags(request.tags(), call);
  return ProviderTarget(call, request);
}

Done Tag(Call& call, const v1::TagOpenIDConnectProviderRequest& request,
         v1::TagOpenIDConnectProviderResponse&) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  if (Done tagged = MergeTags(request.tags(), provider->mutable_tags()); !tagged) return tagged;
  SaveProvider(call, *provider);
  return {};
}

Targets UntagTarget(Call& call, const v1::UntagOpenIDConnectProviderRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return ProviderTarget(call, request);
}

Done Untag(Call& call, const v1::UntagOpenIDConnectProviderRequest& request,
           v1::UntagOpenIDConnectProviderResponse&) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(call, request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  RemoveTags(request.tag_keys(), provider->mutable_tags());
  SaveProvider(call, *provider);
  return {};
}

Done ListProviderTags(Paging paging, const v1::ListOpenIDConnectProviderTagsRequest& request,
                      v1::ListOpenIDConnectProviderTagsResponse& response) {
  core::Result<rec::OidcProvider> provider =
      FindProvider(paging.call(), request.open_id_connect_provider_arn());
  if (!provider) return std::move(provider).error();
  return ListTags(std::move(paging), provider->tags(), request, response);
}

void AddTagRows(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::TagOpenIDConnectProviderRequest, v1::TagOpenIDConnectProviderResponse>(TagTarget,
                                                                                         Tag));
  rows->push_back(
      Mutates<v1::UntagOpenIDConnectProviderRequest, v1::UntagOpenIDConnectProviderResponse>(
          UntagTarget, Untag));
  rows->push_back(
      Reads<v1::ListOpenIDConnectProviderTagsRequest, v1::ListOpenIDConnectProviderTagsResponse>(
          ProviderTarget<v1::ListOpenIDConnectProviderTagsRequest>,
          [&tokens](Call& call, const v1::ListOpenIDConnectProviderTagsRequest& request,
                    v1::ListOpenIDConnectProviderTagsResponse& response) {
            return ListProviderTags({tokens, call, "iam:ListOpenIDConnectProviderTags",
                                     request.open_id_connect_provider_arn()},
                                    request, response);
          }));
}

}  // namespace

core::Result<std::string> ProviderUrl(std::string_view url) {
  const core::Error invalid = ValidationError("Invalid Open ID Connect Provider URL");
  if (!url.starts_with(kScheme)) return invalid;
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  if (!IsHost(url.substr(0, slash)) || !IsUrlPath(url.substr(slash))) return invalid;
  return core::AsciiLower(url.substr(0, slash)).append(url.substr(slash));
}

void AddOidcProviderOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddTagRows(tokens, rows);
  rows->push_back(
      Mutates<v1::CreateOpenIDConnectProviderRequest, v1::CreateOpenIDConnectProviderResponse>(
          CreateTarget, Create));
  rows->push_back(Reads<v1::GetOpenIDConnectProviderRequest, v1::GetOpenIDConnectProviderResponse>(
      ProviderTarget<v1::GetOpenIDConnectProviderRequest>, Get));
  rows->push_back(
      Reads<v1::ListOpenIDConnectProvidersRequest, v1::ListOpenIDConnectProvidersResponse>(
          ListTarget, List));
  rows->push_back(
      Mutates<v1::DeleteOpenIDConnectProviderRequest, v1::DeleteOpenIDConnectProviderResponse>(
          ProviderTarget<v1::DeleteOpenIDConnectProviderRequest>, Delete));
  rows->push_back(Mutates<v1::AddClientIDToOpenIDConnectProviderRequest,
                          v1::AddClientIDToOpenIDConnectProviderResponse>(
      ProviderTarget<v1::AddClientIDToOpenIDConnectProviderRequest>, AddClientId));
  rows->push_back(Mutates<v1::RemoveClientIDFromOpenIDConnectProviderRequest,
                          v1::RemoveClientIDFromOpenIDConnectProviderResponse>(
      ProviderTarget<v1::RemoveClientIDFromOpenIDConnectProviderRequest>, RemoveClientId));
  rows->push_back(Mutates<v1::UpdateOpenIDConnectProviderThumbprintRequest,
                          v1::UpdateOpenIDConnectProviderThumbprintResponse>(
      ProviderTarget<v1::UpdateOpenIDConnectProviderThumbprintRequest>, UpdateThumbprint));
}

}  // namespace keyward::iam
