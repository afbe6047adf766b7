// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::core {

// What an XML text may be, so that hostile input costs bounded memory.
struct XmlLimits {
  std::size_t max_bytes = std::size_t{4} << 20;
  std::size_t max_depth = 32;
  std::size_t max_elements = std::size_t{1} << 17;
};

// An element: either text or children.
struct XmlElement {
  std::string name;
  std::string text;  // without its references; "" when there are children
  std::vector<XmlElement> children;

  // The first child of this name; null when there is none.
  const XmlElement* Find(std::string_view child) const;
};

// Reads the XML of AWS's query protocol: one element with elements or text in it. Attributes and
// comments are read and dropped, blanks between elements too.
//
// Refused: document types, processing instructions but `<?xml …?>` at the beginning, CDATA, text
// beside elements, references but `&lt; &gt; &amp; &quot; &apos; &#N; &#xN;`, prefixed names,
// anything after the element, bytes that are not UTF-8, and more than the limits allow. Pure;
// thread-safe; recursion is as deep as max_depth.
// Errors: kInvalidArgument named "MalformedXml" with line and column; nothing of the text is
// repeated. Source: XML 1.0, fifth edition.
Result<XmlElement> ParseXml(std::string_view text, const XmlLimits& limits = {});

}  // namespace keyward::core
