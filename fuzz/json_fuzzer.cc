// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as strict JSON: what is accepted is what nlohmann reads, with true places; what
// is refused says where.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/json.h"
#include "fuzz/require.h"

namespace {

using keyward::core::JsonDocument;
using keyward::core::JsonKind;
using keyward::core::JsonView;
using keyward::fuzz::Require;
using nlohmann::json;

// Places and pointers cost time linear in the text for each value; more bytes find nothing more.
constexpr std::size_t kMaxBytes = 2048;

bool SameScalar(JsonView view, const json& expected) {
  switch (view.kind()) {
    case JsonKind::kNull:
      return expected.is_null();
    case JsonKind::kBool:
      return expected == json(view.boolean());
    case JsonKind::kNumber:
      return expected.is_number() && view.text() == view.source();
    case JsonKind::kString:
      return expected == json(view.text());
    case JsonKind::kArray:
      return expected.is_array() && expected.size() == view.size();
    case JsonKind::kObject:
      return expected.is_object() && expected.size() == view.size();
  }
  return false;
}

// Recursion is as deep as the strict parser's limit at most.
void CheckView(JsonView view, std::string_view text, const json& root) {
  const json& expected = root.at(json::json_pointer(view.pointer()));
  Require(SameScalar(view, expected), "the trees agree and the pointer leads to the value");
  Require(json::parse(view.source()) == expected, "the span holds the value");
  const auto at = keyward::core::LocateOffset(text, view.begin_offset());
  const auto place = view.place();
  Require(place.line == at.line && place.column == at.column,
          "the place is that of the first byte");
  for (const JsonView child : view) CheckView(child, text, root);
}

void Fuzz(std::string_view text) {
  if (text.size() > kMaxBytes) return;
  const auto document = JsonDocument::Parse(std::string(text));
  if (document) {
    Require(json::accept(text), "nlohmann accepts what is accepted");
    CheckView(document->root(), document->text(), json::parse(text));
    return;
  }
  const auto& error = document.error();
  Require(error.name == "MalformedJson" || error.name == "LimitExceeded", "an error has its name");
  Require(error.place.line >= 1 && error.place.column >= 1, "an error has a place");
  Require(error.place.column <= text.size() + 1, "the place lies in the text");
  Require(error.message.size() <= 200, "the message does not repeat the text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
