// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/saml_providers.h"

#include <optional>
#include <utility>

#include "iam/counts.h"
#include "iam/ids.h"
#include "iam/operations/entity.h"
#include "iam/operations/paging.h"
#include "iam/operations/provider_arn.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"
#include "iam/saml_metadata.h"

namespace keyward::iam {
namespace {

using api::Call;

std::string ProviderArn(const Call& call, std::string_view name) {
  return ArnOf(call.account(), Kind::kSaml, "/", name);
}

// Nothing when there is none of that name, to the letter.
core::Result<std::optional<rec::SamlProvider>> LoadProvider(Call& call, const std::string& arn) {
  core::Result<std::string> name = NameInArn(call, Kind::kSaml, arn);
  if (!name) return std::move(name).error();
  core::Result<std::optional<rec::SamlProvider>> found =
      Load<rec::SamlProvider>(call.unit(), EntityKey(call.account(), Kind::kSaml, *name));
  if (found && *found && (*found)->name() != *name) return std::optional<rec::SamlProvider>();
  return found;
}

core::Result<rec::SamlProvider> FindProvider(Call& call, const std::string& arn) {
  core::Result<std::optional<rec::SamlProvider>> found = LoadProvider(call, arn);
  if (!found) return std::move(found).error();
  if (!*found) return NoSuchEntity("Manifest not found for arn " + arn);
  return **std::move(found);
}

void SaveProvider(Call& call, const rec::SamlProvider& provider) {
  SaveEntity(call, Kind::kSaml, provider);
}

api::Target TargetOf(const Call& call, const std::string& name, const RecordTags& tags) {
  return TaggedTarget(ProviderArn(call, name), call, tags);
}

// The target of an operation on the provider that a request names, whether it is there or not.
template <typename Request>
Targets ProviderTarget(Call& call, const Request& request) {
  const std::string& arn = request.saml_provider_arn();
  core::Result<std::optional<rec::SamlProvider>> found = LoadProvider(call, arn);
  if (!found) return std::move(found).error();
  if (!*found) return std::vector{TaggedTarget(arn, call, {})};
  return std::vector{TargetOf(call, (*found)->name(), (*found)->tags())};
}

// What of a request is about encrypted assertions.
template <typename Request>
Done MustBePlain(const Request& request) {
  if (request.has_assertion_encryption_mode() || request.has_add_private_key()) {
    return InvalidInput(
        "AssertionEncryptionMode and AddPrivateKey are not supported: assertions that are "
        "encrypted are not taken.");
  }
  return {};
}

// Errors: those of ReadSamlMetadata; kInvalidArgument "InvalidInput" when it is valid no longer.
Done SetMetadata(const Call& call, const std::string& document, rec::SamlProvider* provider) {
  core::Result<SamlMetadata> metadata = ReadSamlMetadata(document);
  if (!metadata) return std::move(metadata).error();
  if (metadata->valid_until <= call.now()) return InvalidInput("SAML metadata: it has expired");
  provider->set_metadata(document);
  provider->set_valid_until(metadata->valid_until.time_since_epoch().count());
  return {};
}

Targets CreateTarget(Call& call, const v1::CreateSAMLProviderRequest& request) {
  ShowTags(request.tags(), call);
  return std::vector{TargetOf(call, request.name(), {})};
}

Done Create(Call& call, const v1::CreateSAMLProviderRequest& request,
            v1::CreateSAMLProviderResponse& response) {
  if (Done plain = MustBePlain(request); !plain) return plain;
  const api::Target target = TargetOf(call, request.name(), {});
  if (Done may = MayTag(request.tags(), "iam:TagSAMLProvider", target, call); !may) return may;
  if (Done free = MustBeFree<rec::SamlProvider>(call, Kind::kSaml, request.name()); !free) {
    return free;
  }
  if (Done room = MustHaveRoom(call, Kind::kSaml); !room) return room;
  rec::SamlProvider provider;
  provider.set_name(request.name());
  provider.set_id(NewUniqueId("SAMLP", call.random()));
  provider.set_created(call.now().time_since_epoch().count());
  if (Done set = SetMetadata(call, request.saml_metadata_document(), &provider); !set) return set;
  if (Done tagged = MergeTags(request.tags(), provider.mutable_tags()); !tagged) return tagged;
  if (Done counted = Count(call, Kind::kSaml, 1); !counted) return counted;
  SaveProvider(call, provider);
  response.set_saml_provider_arn(ProviderArn(call, provider.name()));
  CopyTags(provider.tags(), response.mutable_tags());
  return {};
}

Done Get(Call& call, const v1::GetSAMLProviderRequest& request,
         v1::GetSAMLProviderResponse& response) {
  core::Result<rec::SamlProvider> provider = FindProvider(call, request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  response.set_saml_provider_uuid(provider->id());
  response.set_saml_metadata_document(provider->metadata());
  SetTime(response.mutable_create_date(), provider->created());
  SetTime(response.mutable_valid_until(), provider->valid_until());
  CopyTags(provider->tags(), response.mutable_tags());
  return {};
}

Done Update(Call& call, const v1::UpdateSAMLProviderRequest& request,
            v1::UpdateSAMLProviderResponse& response) {
  if (Done plain = MustBePlain(request); !plain) return plain;
  core::Result<rec::SamlProvider> provider = FindProvider(call, request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  if (request.has_remove_private_key()) return InvalidInput("The provider has no private key.");
  if (request.has_saml_metadata_document()) {
    if (Done set = SetMetadata(call, request.saml_metadata_document(), &*provider); !set) {
      return set;
    }
    SaveProvider(call, *provider);
  }
  response.set_saml_provider_arn(ProviderArn(call, provider->name()));
  return {};
}

Done Delete(Call& call, const v1::DeleteSAMLProviderRequest& request,
            v1::DeleteSAMLProviderResponse&) {
  core::Result<rec::SamlProvider> provider = FindProvider(call, request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  call.unit().Delete(EntityKey(call.account(), Kind::kSaml, provider->name()));
  return Count(call, Kind::kSaml, -1);
}

Targets ListTarget(Call& call, const v1::ListSAMLProvidersRequest&) {
  return std::vector{TargetOf(call, "*", {})};
}

// AWS's list has no pages.
Done List(Call& call, const v1::ListSAMLProvidersRequest&,
          v1::ListSAMLProvidersResponse& response) {
  core::Result<std::vector<rec::SamlProvider>> providers =
      AllOf<rec::SamlProvider>(call, Kind::kSaml);
  if (!providers) return std::move(providers).error();
  for (const rec::SamlProvider& provider : *providers) {
    v1::SAMLProviderListEntry* shown = response.add_saml_provider_list();
    shown->set_arn(ProviderArn(call, provider.name()));
    SetTime(shown->mutable_valid_until(), provider.valid_until());
    SetTime(shown->mutable_create_date(), provider.created());
  }
  return {};
}

Targets TagTarget(Call& call, const v1::TagSAMLProviderRequest& request) {
  ShowTags(request.tags(), call);
  return ProviderTarget(call, request);
}

Done Tag(Call& call, const v1::TagSAMLProviderRequest& request, v1::TagSAMLProviderResponse&) {
  core::Result<rec::SamlProvider> provider = FindProvider(call, request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  if (Done tagged = MergeTags(request.tags(), provider->mutable_tags()); !tagged) return tagged;
  SaveProvider(call, *provider);
  return {};
}

Targets UntagTarget(Call& call, const v1::UntagSAMLProviderRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return ProviderTarget(call, request);
}

Done Untag(Call& call, const v1::UntagSAMLProviderRequest& request,
           v1::UntagSAMLProviderResponse&) {
  core::Result<rec::SamlProvider> provider = FindProvider(call, request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  RemoveTags(request.tag_keys(), provider->mutable_tags());
  SaveProvider(call, *provider);
  return {};
}

Done ListProviderTags(Paging paging, const v1::ListSAMLProviderTagsRequest& request,
                      v1::ListSAMLProviderTagsResponse& response) {
  core::Result<rec::SamlProvider> provider =
      FindProvider(paging.call(), request.saml_provider_arn());
  if (!provider) return std::move(provider).error();
  return ListTags(std::move(paging), provider->tags(), request, response);
}

}  // namespace

void AddSamlProviderOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(
      Mutates<v1::CreateSAMLProviderRequest, v1::CreateSAMLProviderResponse>(CreateTarget, Create));
  rows->push_back(Reads<v1::GetSAMLProviderRequest, v1::GetSAMLProviderResponse>(
      ProviderTarget<v1::GetSAMLProviderRequest>, Get));
  rows->push_back(Mutates<v1::UpdateSAMLProviderRequest, v1::UpdateSAMLProviderResponse>(
      ProviderTarget<v1::UpdateSAMLProviderRequest>, Update));
  rows->push_back(Mutates<v1::DeleteSAMLProviderRequest, v1::DeleteSAMLProviderResponse>(
      ProviderTarget<v1::DeleteSAMLProviderRequest>, Delete));
  rows->push_back(
      Reads<v1::ListSAMLProvidersRequest, v1::ListSAMLProvidersResponse>(ListTarget, List));
  rows->push_back(Mutates<v1::TagSAMLProviderRequest, v1::TagSAMLProviderResponse>(TagTarget, Tag));
  rows->push_back(
      Mutates<v1::UntagSAMLProviderRequest, v1::UntagSAMLProviderResponse>(UntagTarget, Untag));
  rows->push_back(Reads<v1::ListSAMLProviderTagsRequest, v1::ListSAMLProviderTagsResponse>(
      ProviderTarget<v1::ListSAMLProviderTagsRequest>,
      [&tokens](Call& call, const v1::ListSAMLProviderTagsRequest& request,
                v1::ListSAMLProviderTagsResponse& response) {
        return ListProviderTags(
            {tokens, call, "iam:ListSAMLProviderTags", request.saml_provider_arn()}, request,
            response);
      }));
}

}  // namespace keyward::iam
