// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace keyward::core {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error Refuse(ErrorCode code, std::string name, std::string message, Place place) {
  return {code, std::move(name), std::move(message), std::move(place)};
}

Place AtOffset(std::string_view text, std::size_t offset, std::string pointer) {
  const LineColumn at = LocateOffset(text, offset);
  return {std::move(pointer), at.line, at.column};
}

// Hands out the text's bytes and tells everybody who shares `position` how many have been taken.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator() = default;
  CountingIterator(const char* base, std::size_t at, std::size_t* position)
      : base_(base), at_(at), position_(position) {}

  reference operator*() const { return base_[at_]; }
  CountingIterator& operator++() {
    *position_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* base_ = nullptr;
  std::size_t at_ = 0;
  std::size_t* position_ = nullptr;
};

// The words of nlohmann's message that say what is wrong, without the input that it repeats.
std::string ReasonOf(const nlohmann::detail::exception& failure) {
  std::string_view text = failure.what();
  if (const std::size_t at = text.find("syntax error"); at != std::string_view::npos) {
    text.remove_prefix(at);
  } else if (const std::size_t end = text.find("] "); end != std::string_view::npos) {
    text.remove_prefix(end + 2);
  }
  text = text.substr(0, text.find("; last read"));
  return std::string(text);
}

}  // namespace

// Builds the document from nlohmann's SAX events. Each event comes when its token's last byte (for
// numbers, one more) has been taken, so the token's span follows from where the token before it
// ended.
class JsonReader {
 public:
  using Json = nlohmann::json;
  using Node = JsonDocument::Node;

  JsonReader(JsonDocument* document, const JsonLimits& limits)
      : document_(*document), text_(document->text_), limits_(limits) {}

  Result<void> Read() {
    const char* base = text_.data();
    CountingIterator first(base, 0, &position_);
    CountingIterator last(base, text_.size(), &position_);
    if (Json::sax_parse(first, last, this) && !error_) return {};
    return std::move(*error_);
  }

  // The SAX interface, as nlohmann names it.
  bool null() { return AddToken(JsonKind::kNull); }
  bool boolean(bool value) {
    if (!AddToken(JsonKind::kBool)) return false;
    document_.nodes_.back().boolean = value;
    return true;
  }
  bool number_integer(Json::number_integer_t) { return AddNumber(); }
  bool number_unsigned(Json::number_unsigned_t) { return AddNumber(); }
  bool number_float(Json::number_float_t, const std::string&) { return AddNumber(); }
  bool string(std::string& value) {
    if (HasNul(value)) return FailAtValue("a string holds NUL");
    if (!AddToken(JsonKind::kString)) return false;
    document_.nodes_.back().value = std::move(value);
    return true;
  }
  bool binary(Json::binary_t&) { return false; }  // not in JSON text
  bool start_object(std::size_t) { return Open(JsonKind::kObject); }
  bool key(std::string& value) {
    if (HasNul(value)) return Fail("a key holds NUL", NextTokenStart());
    token_end_ = position_;
    key_ = std::move(value);
    has_key_ = true;
    return true;
  }
  bool end_object() { return RefuseDuplicateKeys() && Close(); }
  bool start_array(std::size_t) { return Open(JsonKind::kArray); }
  bool end_array() { return Close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& failure) {
    if (failure.id == kNumberOutOfRange)
      return FailAtValue("number overflow: more than a double holds");
    return Fail(ReasonOf(failure), position_ == 0 ? 0 : position_ - 1);
  }

 private:
  static constexpr int kNumberOutOfRange = 406;  // nlohmann's id

  static bool HasNul(const std::string& text) { return text.find('\0') != std::string::npos; }

  // Refuses the value that was just taken and is not yet a node.
  bool FailAtValue(std::string reason) {
    Fail(std::move(reason), NextTokenStart());
    if (!open_.empty() && document_.nodes_[open_.back()].kind == JsonKind::kArray) {
      error_->place.pointer += "/" + std::to_string(document_.nodes_[open_.back()].count);
    }
    return false;
  }

  bool Fail(std::string reason, std::size_t offset) {
    return FailAs(ErrorCode::kInvalidArgument, "MalformedJson", std::move(reason), offset);
  }

  bool FailAs(ErrorCode code, std::string name, std::string reason, std::size_t offset) {
    std::string pointer;
    if (!open_.empty()) {
      pointer = JsonView(&document_, open_.back()).pointer();
      if (has_key_) pointer += "/" + EscapePointerToken(key_);
    }
    error_ = Refuse(code, std::move(name), std::move(reason),
                    AtOffset(text_, std::min(offset, text_.size()), std::move(pointer)));
    return false;
  }

  // First byte of the token that follows `token_end_`.
  std::size_t NextTokenStart() const {
    std::size_t at = token_end_;
    while (at < text_.size() &&
           std::string_view(" \t\r\n,:").find(text_[at]) != std::string_view::npos)
      ++at;
    return at;
  }

  std::size_t NumberEnd(std::size_t at) const {
    while (at < text_.size() &&
           std::string_view("+-.0123456789Ee").find(text_[at]) != std::string_view::npos) {
      ++at;
    }
    return at;
  }

  bool AddNumber() {
    if (!AddToken(JsonKind::kNumber)) return false;
    Node& node = document_.nodes_.back();
    node.end = static_cast<std::uint32_t>(NumberEnd(node.begin));
    token_end_ = node.end;
    node.value.assign(text_.substr(node.begin, node.end - node.begin));
    return true;
  }

  // Appends a node and links it to its parent.
  bool AddToken(JsonKind kind) {
    if (document_.nodes_.size() >= limits_.max_values) {
      return FailAs(ErrorCode::kResourceExhausted, "LimitExceeded",
                    "more than " + std::to_string(limits_.max_values) + " values",
                    NextTokenStart());
    }
    const auto id = static_cast<std::uint32_t>(document_.nodes_.size());
    Node node;
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(NextTokenStart());
    node.end = static_cast<std::uint32_t>(position_);
    token_end_ = position_;
    if (!open_.empty()) {
      Node& parent = document_.nodes_[open_.back()];
      node.parent = open_.back();
      node.index = parent.count++;
      if (parent.first == JsonDocument::kNone) parent.first = id;
      std::uint32_t& last = last_child_.back();
      if (last != JsonDocument::kNone) document_.nodes_[last].next = id;
      last = id;
      if (has_key_) node.key = std::move(key_);
    }
    has_key_ = false;
    document_.nodes_.push_back(std::move(node));
    return true;
  }

  bool Open(JsonKind kind) {
    if (open_.size() >= limits_.max_depth) {
      return FailAs(ErrorCode::kResourceExhausted, "LimitExceeded",
                    "more than " + std::to_string(limits_.max_depth) + " levels of nesting",
                    position_ == 0 ? 0 : position_ - 1);
    }
    if (!AddToken(kind)) return false;
    open_.push_back(static_cast<std::uint32_t>(document_.nodes_.size() - 1));
    last_child_.push_back(JsonDocument::kNone);
    return true;
  }

  bool Close() {
    document_.nodes_[open_.back()].end = static_cast<std::uint32_t>(position_);
    token_end_ = position_;
    open_.pop_back();
    last_child_.pop_back();
    return true;
  }

  bool RefuseDuplicateKeys() {
    members_.clear();
    const JsonView object(&document_, open_.back());
    for (const JsonView member : object) members_.push_back(member.node_);
    const auto& nodes = document_.nodes_;
    if (members_.size() < 2) return true;
    std::sort(members_.begin(), members_.end(), [&nodes](std::uint32_t a, std::uint32_t b) {
      const int order = nodes[a].key.compare(nodes[b].key);
      return order != 0 ? order < 0 : a < b;
    });
    const auto twin = std::adjacent_find(
        members_.begin(), members_.end(),
        [&nodes](std::uint32_t a, std::uint32_t b) { return nodes[a].key == nodes[b].key; });
    if (twin == members_.end()) return true;
    const JsonView second(&document_, *(twin + 1));
    error_ = Refuse(ErrorCode::kInvalidArgument, "MalformedJson", "duplicate key", second.place());
    return false;
  }

  JsonDocument& document_;
  const std::string_view text_;
  const JsonLimits& limits_;
  std::size_t position_ = 0;   // bytes that the parser has taken
  std::size_t token_end_ = 0;  // where the latest token ended
  std::string key_;            // waits for its value
  bool has_key_ = false;
  std::vector<std::uint32_t> open_;        // containers, outermost first
  std::vector<std::uint32_t> last_child_;  // of each of them
  std::vector<std::uint32_t> members_;     // scratch
  std::optional<Error> error_;
};

Result<JsonDocument> JsonDocument::Parse(std::string text, const JsonLimits& limits) {
  // Node offsets are 32 bits.
  const std::size_t max_bytes = std::min<std::size_t>(limits.max_bytes, 0x7FFFFFFF);
  if (text.size() > max_bytes) {
    return Refuse(ErrorCode::kResourceExhausted, "LimitExceeded",
                  "the text is longer than " + std::to_string(max_bytes) + " bytes", {});
  }
  if (text.starts_with(kByteOrderMark)) {
    return Refuse(ErrorCode::kInvalidArgument, "MalformedJson",
                  "the text begins with a byte order mark", {"", 1, 1});
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
    return Refuse(ErrorCode::kInvalidArgument, "MalformedJson", "the text holds a NUL byte",
                  AtOffset(text, nul, ""));
  }
  JsonDocument document;
  document.text_ = std::move(text);
  document.nodes_.reserve(document.text_.size() / 24 + 1);  // about what a policy has
  JsonReader reader(&document, limits);
  if (Result<void> read = reader.Read(); !read) return read.error();
  return document;
}

JsonView JsonDocument::root() const { return {this, 0}; }

JsonView::Iterator JsonView::begin() const { return {document_, node().first}; }
JsonView::Iterator JsonView::end() const { return {document_, JsonDocument::kNone}; }

bool JsonView::Find(std::string_view key, JsonView* found) const {
  if (!is_object()) return false;
  for (const JsonView member : *this) {
    if (member.key() == key) {
      *found = member;
      return true;
    }
  }
  return false;
}

std::string JsonView::pointer() const {
  std::vector<std::uint32_t> path;
  for (std::uint32_t at = node_; document_->nodes_[at].parent != JsonDocument::kNone;
       at = document_->nodes_[at].parent) {
    path.push_back(at);
  }
  std::string pointer;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const JsonDocument::Node& step = document_->nodes_[*at];
    const bool in_object = document_->nodes_[step.parent].kind == JsonKind::kObject;
    pointer += "/" + (in_object ? EscapePointerToken(step.key) : std::to_string(step.index));
  }
  return pointer;
}

Place JsonView::place() const { return AtOffset(document_->text_, node().begin, pointer()); }

std::string_view JsonView::source() const {
  return std::string_view(document_->text_).substr(node().begin, node().end - node().begin);
}

std::string_view JsonView::kind_name() const {
  switch (kind()) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "boolean";
    case JsonKind::kNumber:
      return "number";
    case JsonKind::kString:
      return "string";
    case JsonKind::kArray:
      return "array";
    case JsonKind::kObject:
      return "object";
  }
  return "null";
}

LineColumn LocateOffset(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {static_cast<std::uint32_t>(lines + 1),
          static_cast<std::uint32_t>(offset - line_start + 1)};
}

LineIndex::LineIndex(std::string_view text) {
  starts_.push_back(0);
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

LineColumn LineIndex::Locate(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts_.begin());
  return {line, static_cast<std::uint32_t>(offset - starts_[line - 1] + 1)};
}

std::string EscapePointerToken(std::string_view token) {
  std::string escaped;
  escaped.reserve(token.size());
  for (const char c : token) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace keyward::core
