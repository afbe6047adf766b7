// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <string>
#include <string_view>

#include "cli/render_text.h"
#include "cli/report.h"
#include "cli/text_paint.h"

namespace keyward::cli {
namespace {

constexpr std::size_t kDecisionWidth = 14;
constexpr std::size_t kBlockerWidth = 12;
constexpr std::size_t kIdWidth = 24;

}  // namespace

std::string RenderTableHeader(bool explain) {
  return Pad("DECISION", kDecisionWidth) + Pad("BLOCKED BY", kBlockerWidth) +
         (explain ? Pad("ID", kIdWidth) + "SUMMARY" : "ID") + "\n";
}

std::string RenderTableRow(const Decided& decided, const TextStyle& style) {
  const auto& decision = decided.explanation.decision;
  const Paint paint(style.colour);
  const std::string verdict =
      Pad(std::string(policy::engine::VerdictName(decision.verdict)), kDecisionWidth);
  const std::string_view blocker =
      decision.blocked_by ? policy::engine::LayerName(*decision.blocked_by) : "-";
  return (decision.allowed() ? paint.Good(verdict) : paint.Bad(verdict)) +
         Pad(std::string(blocker), kBlockerWidth) +
         (style.explain
              ? Pad(ShowValue(decided.id), kIdWidth) + EscapeControls(decided.explanation.summary)
              : ShowValue(decided.id)) +
         "\n";
}

std::string RenderTableError(const std::string& id, const core::Error& error,
                             const TextStyle& style) {
  return Paint(style.colour).Bad(Pad("error", kDecisionWidth)) + Pad("-", kBlockerWidth) +
         Pad(ShowValue(id), kIdWidth) + EscapeControls(core::Describe(error)) + "\n";
}

}  // namespace keyward::cli
