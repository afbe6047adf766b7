// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as a SAML provider's metadata. What is taken has an entity id, the same each
// time; a refusal is one line under one of two names.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fuzz/require.h"
#include "iam/saml_metadata.h"

namespace {

using keyward::fuzz::Require;
using keyward::iam::ReadSamlMetadata;

void Fuzz(std::span<const std::uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto metadata = ReadSamlMetadata(text);
  if (!metadata) {
    const std::string& name = metadata.error().name;
    Require(name == "InvalidInput" || name == "LimitExceeded", "a refusal has its name");
    Require(metadata.error().message.find('\n') == std::string::npos, "a refusal is one line");
    return;
  }
  Require(!metadata->entity_id.empty() && metadata->entity_id.size() <= 1024,
          "an entity id has 1 to 1,024 bytes");
  Require(text.find("<!DOCTYPE") == std::string_view::npos, "no document type is taken");
  const auto again = ReadSamlMetadata(text);
  Require(again && again->entity_id == metadata->entity_id &&
              again->valid_until == metadata->valid_until,
          "the same text is read the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
