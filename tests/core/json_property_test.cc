// SPDX-License-Identifier: Apache-2.0
//
// Strict JSON held against nlohmann's parser, on documents that nlohmann made, cut and mutated.
#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>

#include "core/encoding.h"
#include "core/json.h"

namespace keyward::core {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> kTexts = {
    "",     "a", "b", "key", "~", "/", "a/b~0", "\n\t\"\\", "\xC3\xA9", "\xF0\x9F\x98\x80",
    "\x7F", "0"};

// Makes random documents; the same seed makes the same ones.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t bound) { return random_() % bound; }

  json Value(int depth) {
    switch (Below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return Below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_());
      case 3:
        return random_();
      case 4:
        return static_cast<double>(static_cast<std::int64_t>(random_())) / 1e9;
      case 5:
        return kTexts[Below(kTexts.size())];
      case 6: {
        json list = json::array();
        for (std::size_t i = Below(5); i > 0; --i) list.push_back(Value(depth - 1));
        return list;
      }
      default: {
        json object = json::object();
        for (std::size_t i = Below(5); i > 0; --i) {
          object[std::string(kTexts[Below(kTexts.size())])] = Value(depth - 1);
        }
        return object;
      }
    }
  }

  // One to three changes of single bytes, or of pieces of the text.
  std::string Mutate(std::string text) {
    constexpr std::string_view kBytes = "{}[]\",:0123456789eE+-.\\/u trufalsn\n\x80\xC3\xFF\x01";
    for (std::size_t changes = 1 + Below(3); changes > 0; --changes) {
      const std::size_t at = Below(text.size() + 1);
      switch (Below(4)) {
        case 0:
          text.insert(at, 1, kBytes[Below(kBytes.size())]);
          break;
        case 1:
          text.erase(at, 1);
          break;
        case 2:
          if (at < text.size()) text[at] = kBytes[Below(kBytes.size())];
          break;
        default:
          text.insert(at, text.substr(Below(text.size() + 1), Below(12)));
      }
    }
    return text;
  }

 private:
  std::mt19937_64 random_;
};

void ExpectSameTree(JsonView view, const json& expected);

void ExpectSameChildren(JsonView view, const json& expected) {
  ASSERT_EQ(view.size(), expected.size());
  std::size_t index = 0;
  for (const JsonView child : view) {
    if (view.is_object()) {
      ASSERT_TRUE(expected.contains(child.key()));
      ExpectSameTree(child, expected[child.key()]);
    } else {
      ExpectSameTree(child, expected[index++]);
    }
  }
}

void ExpectSameTree(JsonView view, const json& expected) {
  // What stands at a view's span is the value itself, and is read alike on its own.
  EXPECT_EQ(json::parse(view.source()), expected);
  switch (view.kind()) {
    case JsonKind::kNull:
      EXPECT_TRUE(expected.is_null());
      break;
    case JsonKind::kBool:
      EXPECT_EQ(json(view.boolean()), expected);
      break;
    case JsonKind::kNumber:
      EXPECT_EQ(view.text(), view.source());
      break;
    case JsonKind::kString:
      EXPECT_EQ(json(view.text()), expected);
      break;
    case JsonKind::kArray:
    case JsonKind::kObject:
      ExpectSameChildren(view, expected);
      break;
  }
}

// Every pointer leads nlohmann to the same value.
void ExpectPointersResolve(JsonView view, const json& root) {
  EXPECT_EQ(root.at(json::json_pointer(view.pointer())), json::parse(view.source()));
  for (const JsonView child : view) ExpectPointersResolve(child, root);
}

TEST(JsonProperty, WhatNlohmannWritesIsReadAsTheSameTree) {
  Maker maker(20240229);
  for (int i = 0; i < 2000; ++i) {
    const json expected = maker.Value(4);
    const std::string text =
        expected.dump(static_cast<int>(maker.Below(4)) - 1, ' ', maker.Below(2) == 0);
    const Result<JsonDocument> document = JsonDocument::Parse(text);
    ASSERT_TRUE(document.has_value()) << text << "\n" << Describe(document.error());
    ExpectSameTree(document->root(), expected);
    ExpectPointersResolve(document->root(), expected);
    ASSERT_FALSE(HasFailure()) << text;
  }
}

TEST(JsonProperty, EveryCutIsAnErrorWithAPlace) {
  Maker maker(7);
  for (int i = 0; i < 200; ++i) {
    json expected = json::object();
    expected["k"] = maker.Value(4);
    const std::string text = expected.dump();
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      const Result<JsonDocument> document = JsonDocument::Parse(text.substr(0, cut));
      ASSERT_FALSE(document.has_value()) << text.substr(0, cut);
      ASSERT_EQ(document.error().name, "MalformedJson");
      ASSERT_EQ(document.error().place.line, 1u);
      ASSERT_LE(document.error().place.column, cut + 1);
    }
  }
}

// nlohmann keeps the last of two equal keys and takes NUL; we refuse both. Nothing else differs.
TEST(JsonProperty, AcceptsAStrictSubsetOfNlohmann) {
  Maker maker(99);
  int accepted = 0;
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = maker.Mutate(maker.Value(3).dump());
    const Result<JsonDocument> document = JsonDocument::Parse(text);
    const bool theirs = json::accept(text);
    if (document) {
      ++accepted;
      ASSERT_TRUE(theirs) << text;
      ASSERT_TRUE(IsUtf8(text)) << text;
      ExpectSameTree(document->root(), json::parse(text));
      ASSERT_FALSE(HasFailure()) << text;
    } else if (theirs) {
      ++refused;
      const std::string& reason = document.error().message;
      ASSERT_TRUE(reason == "duplicate key" || reason == "a string holds NUL" ||
                  reason == "the text begins with a byte order mark")
          << text << "\n"
          << Describe(document.error());
    }
  }
  EXPECT_GT(accepted, 2000) << "the mutations are too wild to say much";
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace keyward::core
