// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::core {

// What a JSON text may be. Every limit exists so that hostile input costs bounded memory.
struct JsonLimits {
  std::size_t max_bytes = std::size_t{4} << 20;  // the text, white space included
  std::uint32_t max_depth = 32;        // nested arrays and objects; the outermost counts as 1
  std::uint32_t max_values = 1 << 18;  // each takes about 100 bytes; a policy has under 10,000
};

enum class JsonKind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

class JsonView;

// A JSON text (RFC 8259) that was read strictly, with the place of every value.
//
// Refused, each with line, column and JSON pointer: duplicate keys in one object, text after the
// value, a byte order mark, invalid UTF-8, NUL (raw or as \u0000), more nesting or bytes than the
// limits allow, and numbers that a double cannot hold. Reading uses no recursion. Immutable, so
// safe to share.
class JsonDocument {
 public:
  // Errors: kInvalidArgument named "MalformedJson"; kResourceExhausted named "LimitExceeded" when a
  // limit is passed. Nothing of `text` beyond keys on the way to the place is repeated in a
  // message.
  static Result<JsonDocument> Parse(std::string text, const JsonLimits& limits = {});

  JsonView root() const;
  std::string_view text() const { return text_; }

 private:
  friend class JsonView;
  friend class JsonReader;

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Node {
    JsonKind kind = JsonKind::kNull;
    bool boolean = false;
    std::uint32_t begin = 0;  // byte offsets of the value in the text
    std::uint32_t end = 0;
    std::uint32_t parent = kNone;
    std::uint32_t next = kNone;   // next sibling
    std::uint32_t first = kNone;  // first child
    std::uint32_t count = 0;      // children
    std::uint32_t index = 0;      // position among its siblings
    std::string key;              // decoded; in objects only
    std::string value;            // decoded string, or a number as it was written
  };

  std::string text_;
  std::vector<Node> nodes_;
};

// A value inside a JsonDocument; valid as long as the document lives and is not moved.
class JsonView {
 public:
  class Iterator;

  JsonKind kind() const { return node().kind; }
  bool is_object() const { return kind() == JsonKind::kObject; }
  bool is_array() const { return kind() == JsonKind::kArray; }
  bool is_string() const { return kind() == JsonKind::kString; }

  // The decoded text of a string, or a number exactly as it was written; "" for other kinds.
  const std::string& text() const { return node().value; }
  bool boolean() const { return node().boolean; }

  // Members of an object or elements of an array, in the order of the text.
  std::size_t size() const { return node().count; }
  Iterator begin() const;
  Iterator end() const;

  // The key under which the value stands in its object; "" elsewhere.
  const std::string& key() const { return node().key; }

  // Finds a member of an object by its exact key and puts it into *found; false when there is none.
  bool Find(std::string_view key, JsonView* found) const;

  // RFC 6901 pointer from the document's root.
  std::string pointer() const;
  // Pointer, line and column of the value's first byte. Linear in the text: for errors, not for
  // loops.
  Place place() const;
  // Byte offsets of the value in the document's text, [begin, end).
  std::uint32_t begin_offset() const { return node().begin; }
  std::uint32_t end_offset() const { return node().end; }
  std::string_view source() const;

  // "null", "boolean", "number", "string", "array" or "object".
  std::string_view kind_name() const;

 private:
  friend class JsonDocument;
  friend class JsonReader;
  JsonView(const JsonDocument* document, std::uint32_t node) : document_(document), node_(node) {}
  const JsonDocument::Node& node() const { return document_->nodes_[node_]; }

  const JsonDocument* document_;
  std::uint32_t node_;
};

class JsonView::Iterator {
 public:
  JsonView operator*() const { return {document_, node_}; }
  Iterator& operator++() {
    node_ = document_->nodes_[node_].next;
    return *this;
  }
  bool operator==(const Iterator& other) const { return node_ == other.node_; }

 private:
  friend class JsonView;
  Iterator(const JsonDocument* document, std::uint32_t node) : document_(document), node_(node) {}
  const JsonDocument* document_;
  std::uint32_t node_;
};

// Line and column, both from 1, of byte `offset` in `text`; the column counts bytes.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
LineColumn LocateOffset(std::string_view text, std::size_t offset);

// Returns the lines of a text as offsets, so that many offsets can be located in O(log lines) each.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);
  LineColumn Locate(std::size_t offset) const;

 private:
  std::vector<std::uint32_t> starts_;
};

// Escapes one reference token of an RFC 6901 pointer: `~` -> `~0`, `/` -> `~1`.
std::string EscapePointerToken(std::string_view token);

}  // namespace keyward::core
