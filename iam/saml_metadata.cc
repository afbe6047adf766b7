// SPDX-License-Identifier: Apache-2.0
#include "iam/saml_metadata.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "crypto/certificate_end.h"
#include "iam/errors.h"
#include "policy/language/date_time.h"

namespace keyward::iam {
namespace {

using Time = std::chrono::sys_seconds;
using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;
using Context = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

constexpr std::string_view kMetadata = "urn:oasis:names:tc:SAML:2.0:metadata";
constexpr std::string_view kSignature = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::size_t kMaxEntityId = 1024;  // SAML V2.0 Core, section 8.3.6

core::Error Bad(std::string_view why) { return InvalidInput("SAML metadata: " + std::string(why)); }

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

bool Is(const xmlNode* node, std::string_view space, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && node->ns != nullptr && View(node->ns->href) == space &&
         View(node->name) == name;
}

// The first of that name at or after `node` among its siblings; null when there is none.
const xmlNode* Next(const xmlNode* node, std::string_view space, std::string_view name) {
  while (node != nullptr && !Is(node, space, name)) node = node->next;
  return node;
}

const xmlNode* Child(const xmlNode* node, std::string_view space, std::string_view name) {
  return node == nullptr ? nullptr : Next(node->children, space, name);
}

std::string Owned(xmlChar* text) {
  std::string copy(View(text));
  xmlFree(text);
  return copy;
}

std::string Attribute(const xmlNode* node, const char* name) {
  return Owned(xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)));
}

core::Result<Document> Parse(std::string_view text) {
  static std::once_flag once;
  std::call_once(once, xmlInitParser);
  const Context context(xmlNewParserCtxt(), &xmlFreeParserCtxt);
  if (context == nullptr) throw std::bad_alloc();
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  // The encoding is given, so that what the document declares is not obeyed.
  Document document(xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()),
                                      nullptr, "UTF-8", kOptions),
                    &xmlFreeDoc);
  if (document != nullptr) return document;
  const xmlError* error = xmlCtxtGetLastError(context.get());
  const int line = error == nullptr ? 1 : error->line;
  return Bad("not well-formed XML at line " + std::to_string(line));
}

// Takes the earlier of a time so far and an element's validUntil.
core::Result<void> TakeValidUntil(const xmlNode* node, std::optional<Time>* until) {
  const std::string text = Attribute(node, "validUntil");
  if (text.empty()) return {};
  const std::optional<policy::language::DateTime> time = policy::language::DateTime::Parse(text);
  if (!time || text.find('T') == std::string::npos) return Bad("validUntil is no date and time");
  const Time found{std::chrono::seconds(time->seconds)};
  *until = *until ? std::min(**until, found) : found;
  return {};
}

// The end of one X509Certificate element.
core::Result<Time> EndOf(const xmlNode* certificate) {
  std::string text = Owned(xmlNodeGetContent(certificate));
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  const std::optional<std::string> der = core::Base64Decode(text);
  if (!der) return Bad("an X509Certificate is not base64");
  core::Result<Time> end = crypto::CertificateEnd(crypto::AsBytes(*der));
  if (!end) return Bad("an X509Certificate holds no certificate");
  return end;
}

// The end of the last signing certificate; nothing when there is none.
core::Result<std::optional<Time>> LastCertificateEnd(const xmlNode* provider) {
  std::optional<Time> last;
  const xmlNode* key = Child(provider, kMetadata, "KeyDescriptor");
  for (; key != nullptr; key = Next(key->next, kMetadata, "KeyDescriptor")) {
    if (Attribute(key, "use") == "encryption") continue;
    const xmlNode* data = Child(Child(key, kSignature, "KeyInfo"), kSignature, "X509Data");
    for (; data != nullptr; data = Next(data->next, kSignature, "X509Data")) {
      const xmlNode* certificate = Child(data, kSignature, "X509Certificate");
      if (certificate == nullptr) continue;
      core::Result<Time> end = EndOf(certificate);
      if (!end) return std::move(end).error();
      last = last ? std::max(*last, *end) : *end;
    }
  }
  return last;
}

}  // namespace

core::Result<SamlMetadata> ReadSamlMetadata(std::string_view text) {
  if (text.size() > kMaxMetadataBytes) {
    return LimitExceeded("SAMLMetadataDocumentBytes", kMaxMetadataBytes);
  }
  if (text.find("<!DOCTYPE") != std::string_view::npos) {
    return Bad("a document type declaration is not taken");
  }
  core::Result<Document> document = Parse(text);
  if (!document) return std::move(document).error();
  if ((*document)->intSubset != nullptr) return Bad("a document type declaration is not taken");
  const xmlNode* entity = xmlDocGetRootElement(document->get());
  if (entity == nullptr || !Is(entity, kMetadata, "EntityDescriptor")) {
    return Bad("the root element is not a SAML 2.0 EntityDescriptor");
  }
  SamlMetadata metadata{.entity_id = Attribute(entity, "entityID"), .valid_until = {}};
  if (metadata.entity_id.empty() || metadata.entity_id.size() > kMaxEntityId) {
    return Bad("the EntityDescriptor has no entityID of 1 to 1,024 characters");
  }
  const xmlNode* provider = Child(entity, kMetadata, "IDPSSODescriptor");
  if (provider == nullptr) return Bad("there is no IDPSSODescriptor");
  core::Result<std::optional<Time>> last = LastCertificateEnd(provider);
  if (!last) return std::move(last).error();
  if (!*last) return Bad("there is no signing KeyDescriptor with an X509Certificate");
  std::optional<Time> until;
  for (const xmlNode* node : {entity, provider}) {
    if (core::Result<void> taken = TakeValidUntil(node, &until); !taken) {
      return std::move(taken).error();
    }
  }
  metadata.valid_until = until.value_or(**last);
  return metadata;
}

}  // namespace keyward::iam
