// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "policy/catalog/facts.h"

// What AWS's services, their actions, resource types and condition keys are.
//
//   const Catalog& catalog = Catalog::Builtin();
//   const Action* get = catalog.FindAction("s3", "getobject");
//   get->is_wildcard_only();                               // false
//   FindFittingType(*get, "arn:aws:s3:::photos/cat.png");  // the type `object`
//   catalog.UseOf(*get, "s3:prefix");                      // KeyUse::kNotCarried
//
// The policy engine takes such facts as inputs and does not link this.
namespace keyward::policy::catalog {

// A data file may not be larger: some sixteen times today's, so that `--catalog` cannot exhaust
// memory.
inline constexpr std::size_t kMaxCatalogBytes = std::size_t{16} << 20;
// Nor may its lists, written out, name more keys and types than this (today's: some 45,000).
inline constexpr std::size_t kMaxReferences = std::size_t{1} << 20;
// Longest prefix or name of a service or action. Bounds the time of suggestions and expansions.
inline constexpr std::size_t kMaxNameBytes = 128;
inline constexpr std::size_t kMaxSuggestions = 3;

// Whether the requests of an action carry a context key.
enum class KeyUse : std::uint8_t {
  kCarried,
  kNotCarried,  // the key exists, and this action's requests never have it
  kUnknown,     // no service lists such a key
};

struct Data;

// One catalogue, immutable. Copies are cheap and share the data. Thread-safe.
class Catalog {
 public:
  // Reads the format of docs/formats/catalog.md and checks every index, order and count in it.
  //
  // Errors: kUnimplemented for a format version that is not known; kResourceExhausted past a limit
  // above; otherwise kInvalidArgument. `place.line` is the line at fault.
  static core::Result<Catalog> Parse(std::string_view bytes);

  // Reads and parses a file. The message names it.
  //
  // Errors: kNotFound when it cannot be opened; kUnavailable when it cannot be read; as Parse.
  static core::Result<Catalog> Load(const std::string& path);

  // Returns the catalogue that is compiled in. The first call decodes it (some milliseconds).
  static const Catalog& Builtin();

  // Where the data came from: the package's name, version and licence.
  std::string_view source_package() const;
  std::string_view source_version() const;
  std::string_view source_license() const;

  std::span<const Service> services() const;
  // Keys of every service's requests: `aws:...` and a few that describe the caller's session.
  std::span<const ConditionKey> global_keys() const;

  // Look-ups ignore ASCII case, do not allocate, and return null when there is no such thing.
  const Service* FindService(std::string_view prefix) const;
  const Action* FindAction(std::string_view service_prefix, std::string_view name) const;
  // Takes "s3:GetObject".
  const Action* FindAction(std::string_view action) const;

  // Finds what is known of a context key: among the global keys, then those of `service` if given,
  // of the service that the key's prefix names, and of all others. A template key answers for the
  // names that fit it, an exact one first. A claim of an OIDC provider that no service lists
  // (`idp.example.com:aud`) is a single string, and `amr` a list of them.
  const ConditionKey* FindKey(std::string_view key, const Service* service = nullptr) const;

  // Says whether requests of `action` (of this catalogue) carry `key`. Dropping a key that a
  // request does have changes verdicts, so each doubt is answered with kCarried:
  //  - a global key is carried by all, but for the tag keys (`aws:RequestTag/`, `aws:ResourceTag/`,
  //    `aws:TagKeys`), which go by the lists of the action and of its resource types; where the
  //    service lists such a key nowhere, its data say nothing and the key is carried;
  //  - a service's key goes by the same lists; one that the service lists nowhere is carried by all
  //    of its actions;
  //  - a claim of an identity provider (`saml:...`, `HOST:...`) is carried by all, as it stays with
  //    the session that the federated caller got.
  KeyUse UseOf(const Action& action, std::string_view key) const;

  // Near spellings of a prefix or action that is not known, nearest first and then in catalogue
  // order; at most kMaxSuggestions; actions as "s3:GetObject". Looks among the service's own
  // actions (or, when there is no such service, those of the services spelt nearly so), then for
  // the same action name elsewhere. Nothing for names over kMaxNameBytes.
  std::vector<std::string> SuggestServices(std::string_view prefix) const;
  std::vector<std::string> SuggestActions(std::string_view service_prefix,
                                          std::string_view name) const;

  // Returns the actions that a policy's Action pattern covers, in catalogue order: `*`, or an exact
  // service prefix, `:`, and a name with `*` and `?`. None may match.
  //
  // Time: linear in the pattern, however hostile, after which only its first few hundred bytes
  // count. Errors: kInvalidArgument (MalformedActionPattern) without a service part or with a
  // wildcard in it; kNotFound (UnknownService), with near spellings.
  core::Result<std::vector<const Action*>> Expand(std::string_view pattern) const;

 private:
  explicit Catalog(std::shared_ptr<const Data> data);
  static core::Result<Catalog> ParseOwned(std::string bytes);

  std::shared_ptr<const Data> data_;
};

// True when `arn` fits one of the type's templates. Case-sensitive. `${Name}` is one or more bytes,
// without `:` before the fifth colon; a lone `${...}` or `*` for region or account may be empty.
// Pure. Time: template x ARN at worst.
bool FitsArn(const ResourceType& type, std::string_view arn);

// Returns the first of the action's resource types that `arn` fits, or null. Others may fit too.
const ResourceType* FindFittingType(const Action& action, std::string_view arn);

// True when resource control policies bear on the action.
bool SupportsRcp(const Action& action);

}  // namespace keyward::policy::catalog
