// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as the query form of any operation; the first line names it. What is read comes
// back the same from our JSON, and every answer and error is well-formed XML.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/wire/errors.h"
#include "api/wire/form.h"
#include "api/wire/query.h"
#include "api/wire/xml.h"
#include "fuzz/wire_message.h"

namespace {

using keyward::fuzz::Require;

// As much of XML as our writer uses: elements that nest, attributes of the first, references.
void RequireWellFormed(std::string_view xml) {
  std::vector<std::string> open;
  std::size_t elements = 0;
  Require(keyward::core::IsUtf8(xml), "XML is UTF-8");
  while (!xml.empty()) {
    const auto c = static_cast<unsigned char>(xml[0]);
    Require(c >= 0x20, "XML holds no control character");
    std::size_t length = 1;
    if (c == '<') {
      length = xml.find('>') + 1;
      Require(length != 0, "a tag ends");
      const std::string_view tag = xml.substr(1, length - 2);
      if (tag.starts_with('/')) {
        Require(!open.empty() && open.back() == tag.substr(1), "elements nest");
        open.pop_back();
      } else {
        open.emplace_back(tag.substr(0, tag.find(' ')));
        ++elements;
      }
    } else if (c == '&') {
      length = xml.find(';') + 1;
      const std::string_view reference = xml.substr(0, length);
      Require(reference == "&amp;" || reference == "&lt;" || reference == "&gt;" ||
                  reference == "&quot;" || reference == "&#39;" || reference == "&#9;" ||
                  reference == "&#10;" || reference == "&#13;",
              "a reference is one of ours");
    } else {
      Require(!open.empty(), "text lies within the root");
    }
    xml.remove_prefix(length);
  }
  Require(open.empty() && elements > 0, "every element is closed");
}

void Fuzz(std::string_view text) {
  using keyward::api::wire::ParseForm;
  keyward::fuzz::WireInput input = keyward::fuzz::SplitWireInput(text);
  if (input.message == nullptr) return;
  auto form = ParseForm(input.body);
  if (!form) {
    Require(form.error().name == "MalformedQueryString", "the one name of a malformed form");
    return keyward::fuzz::RequirePlainError(form.error());
  }
  const auto method = keyward::api::wire::FindAction(*form, *input.service);
  if (!method) {
    RequireWellFormed(keyward::api::wire::XmlErrorBody(
        *input.service, keyward::api::wire::ToWire(*input.service, method.error()), input.body));
  }
  keyward::api::schema::EmptyMembers empty;
  const auto read = keyward::api::wire::DecodeQuery(std::move(*form), input.message.get(), &empty);
  if (!read) {
    Require(read.error().name == "MalformedInput", "the one name of a malformed parameter");
    return keyward::fuzz::RequirePlainError(read.error());
  }
  RequireWellFormed(
      keyward::api::wire::EncodeXml(*input.service, *input.method, *input.message, input.body));
  if (const auto valid = keyward::api::schema::Validate(*input.message, empty); !valid) {
    RequireWellFormed(keyward::api::wire::XmlErrorBody(
        *input.service, keyward::api::wire::ToWire(*input.service, valid.error()), "id"));
  }
  keyward::fuzz::RequireSoundMessage(input.message.get(), empty);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
