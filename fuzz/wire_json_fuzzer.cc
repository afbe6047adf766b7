// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as the JSON body of any operation; the first line names it. What is accepted is
// JSON to nlohmann, and comes back the same from our own writing.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "fuzz/wire_message.h"

namespace {

using keyward::fuzz::Require;

void Fuzz(std::string_view text) {
  keyward::fuzz::WireInput input = keyward::fuzz::SplitWireInput(text);
  if (input.message == nullptr) return;
  keyward::api::schema::EmptyMembers empty;
  const auto read = keyward::api::wire::DecodeJson(input.body, input.message.get(), &empty);
  if (!read) {
    Require(read.error().name == "SerializationException", "the one name of what is malformed");
    return keyward::fuzz::RequirePlainError(read.error());
  }
  Require(nlohmann::json::accept(input.body), "nlohmann accepts what is accepted");
  Require(nlohmann::json::accept(keyward::api::schema::Redacted(*input.message)),
          "audit records are JSON");
  keyward::fuzz::RequireSoundMessage(input.message.get(), empty);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
