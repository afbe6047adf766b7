// SPDX-License-Identifier: Apache-2.0
#include "core/xml.h"

#include <gtest/gtest.h>

#include <string>

namespace keyward::core {
namespace {

TEST(ParseXml, ReadsElementsTextAndReferences) {
  const auto root = ParseXml(
      "<?xml version=\"1.0\"?>\n<!-- a --><r xmlns='u' x:y=\"1\">\n <a>1 &lt;&#65;&#x20AC;&amp;</a>"
      "<b/><a></a><!-- c --><c><d> x </d></c>\n</r>\n<!-- e -->");
  ASSERT_TRUE(root) << Describe(root.error());
  EXPECT_EQ(root->name, "r");
  EXPECT_EQ(root->text, "");
  ASSERT_EQ(root->children.size(), 4u);
  EXPECT_EQ(root->Find("a")->text, "1 <A\xE2\x82\xAC&");
  EXPECT_TRUE(root->Find("b")->children.empty());
  EXPECT_EQ(root->Find("c")->Find("d")->text, " x ");
  EXPECT_EQ(root->Find("d"), nullptr);
}

TEST(ParseXml, WritesEveryLengthOfUtf8) {
  const auto root = ParseXml("<r>&#x7f;&#x7ff;&#xffFD;&#x10FFFF;</r>");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->text, "\x7f\xDF\xBF\xEF\xBF\xBD\xF4\x8F\xBF\xBF");
}

TEST(ParseXml, RefusesTheRest) {
  const char* const texts[] = {"",
                               "x",
                               "<r>",
                               "<r></s>",
                               "<r></rr>",
                               "</r>",
                               "<r/><r/>",
                               "<r/>x",
                               "<1/>",
                               "<-r/>",
                               "< r/>",
                               "<r",
                               "<r/",
                               "<r x/>",
                               "<r x=1/>",
                               "<r x='1/>",
                               "<r x='1'y='2'/>",
                               "<p:r/>",
                               "<!DOCTYPE r><r/>",
                               "<r><!DOCTYPE r></r>",
                               "<?pi?><r/>",
                               "<r><?pi?></r>",
                               "<r><![CDATA[x]]></r>",
                               "<r>a<b/></r>",
                               "<r><b/>a</r>",
                               "<r>&x;</r>",
                               "<r>&amp</r>",
                               "<r>&#;</r>",
                               "<r>&#x;</r>",
                               "<r>&#0;</r>",
                               "<r>&#xD800;</r>",
                               "<r>&#x110000;</r>",
                               "<r>&#-1;</r>",
                               "<r>&#xFFFF;</r>",
                               "<r>\x01</r>",
                               "<r>\xff</r>",
                               "<!-- <r/>",
                               "<r><!-- </r>",
                               "<?xml <r/>"};
  for (const char* text : texts) {
    const auto root = ParseXml(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().name, "MalformedXml");
  }
  const auto placed = ParseXml("<r>\n <a>secret</b></r>");
  ASSERT_FALSE(placed);
  EXPECT_EQ(Describe(placed.error()),
            "MalformedXml: expected the element's end (line 2, column 13)");
}

TEST(ParseXml, KeepsToItsLimits) {
  const XmlLimits limits{.max_bytes = 40, .max_depth = 3, .max_elements = 4};
  EXPECT_TRUE(ParseXml("<a><b><c/></b><d/></a>", limits));
  EXPECT_FALSE(ParseXml("<a><b><c><d/></c></b></a>", limits));
  EXPECT_FALSE(ParseXml("<a><b/><b/><b/><b/></a>", limits));
  EXPECT_FALSE(ParseXml("<a>" + std::string(34, 'x') + "</a>", limits));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_FALSE(ParseXml(deep));
}

}  // namespace
}  // namespace keyward::core
