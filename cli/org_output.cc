// SPDX-License-Identifier: Apache-2.0
#include "cli/org_output.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/report.h"
#include "core/encoding.h"

namespace keyward::cli {
namespace {

using core::JsonView;
using Row = std::vector<std::string>;

constexpr std::size_t kGap = 2;
// AWS's longest name. What is longer breaks the alignment: one cell must not make every line long.
constexpr std::size_t kMaxWidth = 128;

std::string Scalar(JsonView value) {
  switch (value.kind()) {
    case core::JsonKind::kString:
      return EscapeControls(value.text());
    case core::JsonKind::kNull:
      return "-";
    case core::JsonKind::kBool:
    case core::JsonKind::kNumber:
    case core::JsonKind::kArray:
    case core::JsonKind::kObject:
      break;
  }
  return EscapeControls(value.source());
}

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(core::Utf8Length(text));
  return count;
}

Row RowOf(JsonView entry, std::span<const char* const> columns) {
  Row row;
  for (const char* column : columns) {
    JsonView value = entry;
    const bool found = entry.is_object() && entry.Find(column, &value);
    row.push_back(found ? Scalar(value) : "-");
  }
  return row;
}

std::string Join(const Row& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    line += row[i];
    if (i + 1 == row.size()) break;
    if (widths.empty()) {
      line += '\t';
    } else {
      const std::size_t taken = std::min(Characters(row[i]), widths[i]);
      line.append(widths[i] + kGap - taken, ' ');
    }
  }
  return line + "\n";
}

}  // namespace

std::string RenderRows(std::span<const JsonView> entries, std::span<const char* const> columns,
                       OutputFormat format) {
  std::vector<Row> rows;
  if (format == OutputFormat::kTable) rows.emplace_back(columns.begin(), columns.end());
  for (const JsonView entry : entries) rows.push_back(RowOf(entry, columns));
  std::vector<std::size_t> widths;
  if (format == OutputFormat::kTable) {
    widths.assign(columns.size(), 0);
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        widths[i] = std::max(widths[i], std::min(Characters(row[i]), kMaxWidth));
      }
    }
  }
  std::string text;
  for (const Row& row : rows) text += Join(row, widths);
  return text;
}

std::string RenderAnswer(JsonView answer) {
  struct Line {
    std::string name;
    std::size_t depth;
    JsonView value;
  };
  std::string text;
  JsonView top = answer;
  if (answer.size() == 1 && (*answer.begin()).is_object()) top = *answer.begin();
  std::vector<Line> rest;  // the next one last
  const auto add_inner = [&rest](JsonView value, std::size_t depth) {
    const auto first = static_cast<std::ptrdiff_t>(rest.size());
    for (const JsonView inner : value) {
      const auto index = rest.size() - static_cast<std::size_t>(first);
      rest.push_back({value.is_object() ? inner.key() : std::to_string(index), depth, inner});
    }
    std::reverse(rest.begin() + first, rest.end());
  };
  add_inner(top, 0);
  while (!rest.empty()) {
    const Line line = std::move(rest.back());
    rest.pop_back();
    const bool nested = line.value.is_object() || line.value.is_array();
    text.append(2 * line.depth, ' ').append(EscapeControls(line.name)).append(nested ? ":" : ": ");
    if (!nested) text += Scalar(line.value);
    text += '\n';
    if (nested) add_inner(line.value, line.depth + 1);
  }
  return text;
}

}  // namespace keyward::cli
