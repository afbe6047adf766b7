// SPDX-License-Identifier: Apache-2.0
#include "core/xml.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "core/json.h"

namespace keyward::core {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

// Whether XML 1.0 has the character.
bool IsCharacter(std::uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c < 0xd800 || (c > 0xdfff && c < 0xfffe) || (c > 0xffff && c <= 0x10ffff);
}

void AppendUtf8(std::uint32_t c, std::string* out) {
  const auto tail = [&](unsigned shift) {
    *out += static_cast<char>(0x80U | ((c >> shift) & 0x3fU));
  };
  if (c < 0x80) {
    *out += static_cast<char>(c);
  } else if (c < 0x800) {
    *out += static_cast<char>(0xc0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    *out += static_cast<char>(0xe0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    *out += static_cast<char>(0xf0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// The character that `#65`, `#x41` or `amp` stands for; nothing when there is none.
std::optional<std::uint32_t> ReferenceOf(std::string_view name) {
  constexpr std::pair<std::string_view, std::uint32_t> kNamed[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, character] : kNamed) {
    if (name == known) return character;
  }
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, base);
  if (error != std::errc() || end != name.data() + name.size() || !IsCharacter(value)) {
    return std::nullopt;
  }
  return value;
}

class Reader {
 public:
  Reader(std::string_view text, const XmlLimits& limits) : text_(text), limits_(limits) {}

  Result<XmlElement> Read() {
    if (text_.size() > limits_.max_bytes) return Wrong("the text is too long");
    if (!IsUtf8(text_)) return Wrong("the text is not UTF-8");
    if (Rest().starts_with("<?xml") && !SkipPast("?>")) return Wrong("a declaration is not closed");
    if (auto skipped = SkipBetween(); !skipped) return std::move(skipped).error();
    XmlElement root;
    if (auto read = ReadElement(1, &root); !read) return std::move(read).error();
    if (auto skipped = SkipBetween(); !skipped) return std::move(skipped).error();
    if (at_ != text_.size()) return Wrong("something follows the outermost element");
    return root;
  }

 private:
  std::string_view Rest() const { return text_.substr(at_); }

  Error Wrong(const char* message) const {
    const LineColumn place = LocateOffset(text_, at_);
    return {ErrorCode::kInvalidArgument,
            "MalformedXml",
            message,
            {.pointer = {}, .line = place.line, .column = place.column}};
  }

  bool Take(std::string_view expected) {
    if (!Rest().starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }

  bool SkipPast(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) return false;
    at_ = found + end.size();
    return true;
  }

  // Blanks and comments.
  Result<void> SkipBetween() {
    SkipBlanks();
    while (Take("<!--")) {
      if (!SkipPast("-->")) return Wrong("a comment is not closed");
      SkipBlanks();
    }
    return {};
  }

  Result<std::string_view> ReadName() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNameByte(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '-' || name[0] == '.') {
      return Wrong("expected a name");
    }
    return name;
  }

  // What stands between an element's name and its `>`, with their end; true for `/>`.
  Result<bool> ReadAttributes() {
    while (true) {
      const std::size_t before = at_;
      SkipBlanks();
      if (Take("/>")) return true;
      if (Take(">")) return false;
      if (at_ == before) return Wrong("expected `>`");
      if (auto name = ReadName(); !name) return std::move(name).error();
      if (Take(":")) {
        if (auto local = ReadName(); !local) return std::move(local).error();
      }
      if (!Take("=")) return Wrong("expected `=`");
      const bool single = Take("'");
      if (!single && !Take("\"")) return Wrong("expected a quoted value");
      if (!SkipPast(single ? "'" : "\"")) return Wrong("a value is not closed");
    }
  }

  Result<void> ReadElement(std::size_t depth, XmlElement* element) {
    if (depth > limits_.max_depth) return Wrong("elements are nested too deep");
    if (++elements_ > limits_.max_elements) return Wrong("there are too many elements");
    if (!Take("<")) return Wrong("expected an element");
    auto name = ReadName();
    if (!name) return std::move(name).error();
    element->name = *name;
    auto closed = ReadAttributes();
    if (!closed) return std::move(closed).error();
    if (*closed) return {};
    if (auto read = ReadContent(depth, element); !read) return read;
    if (!Take("</") || !Take(element->name)) return Wrong("expected the element's end");
    SkipBlanks();
    if (!Take(">")) return Wrong("expected the element's end");
    return {};
  }

  Result<void> ReadContent(std::size_t depth, XmlElement* element) {
    while (true) {
      if (auto read = ReadText(&element->text); !read) return read;
      if (at_ == text_.size() || Rest().starts_with("</")) break;
      if (Take("<!--")) {
        if (!SkipPast("-->")) return Wrong("a comment is not closed");
        continue;
      }
      element->children.emplace_back();
      if (auto read = ReadElement(depth + 1, &element->children.back()); !read) return read;
    }
    if (element->children.empty()) return {};
    if (!std::ranges::all_of(element->text, IsBlank)) return Wrong("text stands beside elements");
    element->text.clear();
    return {};
  }

  Result<void> ReadText(std::string* out) {
    while (at_ < text_.size() && text_[at_] != '<') {
      if (text_[at_] == '&') {
        const std::size_t end = text_.find(';', at_);
        const auto character = end == std::string_view::npos
                                   ? std::nullopt
                                   : ReferenceOf(text_.substr(at_ + 1, end - at_ - 1));
        if (!character) return Wrong("a reference stands for no character");
        AppendUtf8(*character, out);
        at_ = end + 1;
      } else {
        const auto byte = static_cast<unsigned char>(text_[at_]);
        if (byte < 0x20 && !IsBlank(text_[at_])) return Wrong("a control character");
        *out += text_[at_++];
      }
    }
    return {};
  }

  std::string_view text_;
  const XmlLimits& limits_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::Find(std::string_view child) const {
  const auto found =
      std::ranges::find_if(children, [&](const XmlElement& one) { return one.name == child; });
  return found == children.end() ? nullptr : &*found;
}

Result<XmlElement> ParseXml(std::string_view text, const XmlLimits& limits) {
  return Reader(text, limits).Read();
}

}  // namespace keyward::core
