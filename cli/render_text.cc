// SPDX-License-Identifier: Apache-2.0
#include "cli/render_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "cli/explanation_text.h"
#include "cli/report.h"
#include "cli/text_paint.h"

namespace keyward::cli {
namespace {

using policy::engine::Element;
using policy::engine::Layer;
using policy::engine::LayerResult;
using policy::engine::PolicySet;
using policy::engine::StatementResult;
using policy::engine::Truth;
using policy::engine::Verdict;
using policy::language::Effect;

constexpr std::size_t kLabelWidth = 11;  // of "condition"
constexpr std::size_t kMaxContextLines = 24;

std::string VerdictText(Verdict verdict, const Paint& paint) {
  switch (verdict) {
    case Verdict::kAllowed:
      return paint.Good("ALLOWED");
    case Verdict::kExplicitDeny:
      return paint.Bad("DENIED (explicit)");
    case Verdict::kImplicitDeny:
      break;
  }
  return paint.Bad("DENIED (implicit)");
}

std::vector<std::string> Texts(const std::vector<policy::language::Text>& texts) {
  std::vector<std::string> values;
  values.reserve(texts.size());
  for (const auto& text : texts) values.push_back(text.value);
  return values;
}

// How far a statement came before an element of it failed.
int Depth(Element failed) {
  switch (failed) {
    case Element::kNone:
      return 4;
    case Element::kAction:
      return 0;
    case Element::kPrincipal:
      return 1;
    case Element::kResource:
      return 2;
    case Element::kCondition:
      return 3;
  }
  return 0;
}

// Writes one answer; the methods stand in the order of the text.
class Writer {
 public:
  Writer(const Decided& decided, const TextStyle& style)
      : decided_(decided), style_(style), paint_(style.colour) {}

  std::string Write() {
    WriteVerdict();
    if (!style_.explain) return std::move(text_);
    WriteRequest();
    WriteDecider();
    for (const LayerResult& layer : decided_.explanation.layers) WriteLayer(layer);
    WriteNotes();
    return std::move(text_);
  }

 private:
  void Line(std::size_t indent, const std::string& line) {
    text_.append(indent, ' ');
    text_ += line;
    text_ += '\n';
  }

  void WriteVerdict() {
    Line(0, VerdictText(decided_.explanation.decision.verdict, paint_) + ": " +
                EscapeControls(decided_.explanation.summary));
  }

  void WriteRequest() {
    const DecidedRequest& request = decided_.request;
    Line(2, Pad("principal", kLabelWidth) + ShowValue(request.principal));
    Line(2, Pad("action", kLabelWidth) + ShowValue(request.action));
    Line(2, Pad("resource", kLabelWidth) + ShowValue(request.resource) + AccountText(request));
    std::vector<std::string> lines;
    lines.reserve(request.context.size() + decided_.added_keys.size());
    for (const ContextValue& value : request.context) lines.push_back(ContextText(value));
    for (const ContextValue& value : decided_.added_keys) {
      lines.push_back(ContextText(value) + paint_.Faint("  (from the principal)"));
    }
    for (std::size_t i = 0; i < std::min(lines.size(), kMaxContextLines); ++i) {
      Line(2, Pad(i == 0 ? "context" : "", kLabelWidth) + lines[i]);
    }
    if (lines.size() > kMaxContextLines) {
      Line(2 + kLabelWidth, "and " + std::to_string(lines.size() - kMaxContextLines) + " more");
    }
  }

  static std::string AccountText(const DecidedRequest& request) {
    if (request.owner_account.empty()) return {};
    return "  (account " + ShowValue(request.owner_account) +
           (request.cross_account ? ", not the principal's: both sides must allow)" : ")");
  }

  static std::string ContextText(const ContextValue& value) {
    const std::string values = ShowValues(value.values);
    return ShowValue(value.key) + " = " + (value.list ? "[" + values + "]" : values);
  }

  // The statement that denied or allowed, with all of its elements; for an implicit deny the
  // statement that came nearest to allowing.
  void WriteDecider() {
    const auto& decision = decided_.explanation.decision;
    if (decision.verdict == Verdict::kImplicitDeny) {
      if (const StatementResult* nearest = Nearest()) {
        Line(0, "");
        Line(0, "nearest to an Allow: " + Location(*nearest));
        WriteFailure(2, *nearest);
      }
      return;
    }
    if (!decision.statement) return;
    const auto& results = decided_.explanation.statements;
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto& result) {
      return result.ref.statement == decision.statement->statement;
    });
    Line(0, "");
    Line(0, std::string(decision.allowed() ? "allowed by " : "denied by ") +
                (found == results.end() ? Location(*decision.statement) : Location(*found)));
    if (found != results.end()) WriteElements(*found);
    if (decided_.without_denies) WriteCounterfactual(*decided_.without_denies);
  }

  void WriteCounterfactual(Verdict verdict) {
    const std::size_t denies = decided_.explanation.matched.size();
    Line(2, (denies == 1 ? "Without it the request would be "
                         : "Without it and " + std::to_string(denies - 1) +
                               " more that deny the request would be ") +
                (verdict == Verdict::kAllowed ? "allowed." : "denied still: nothing allows it."));
  }

  const StatementResult* Nearest() const {
    const StatementResult* nearest = nullptr;
    const auto blocker = decided_.explanation.decision.blocked_by;
    for (const StatementResult& result : decided_.explanation.statements) {
      const auto info = decided_.set.statement(result.ref.statement);
      if (result.matched || info.effect != Effect::kAllow || blocker != info.layer) continue;
      if (info.layer == Layer::kScp && LevelAllows(info.level)) continue;
      if (nearest == nullptr || Depth(result.failed) > Depth(nearest->failed)) nearest = &result;
    }
    return nearest;
  }

  std::string Location(const StatementResult& result) const { return Location(result.ref); }

  std::string Location(const policy::engine::StatementRef& ref) const {
    const auto info = decided_.set.statement(ref.statement);
    std::string text = ShowValue(info.policy_name);
    if (style_.lines && info.line != 0) text += ":" + std::to_string(info.line);
    return text + " " + StatementName(info);
  }

  std::string StatementName(const PolicySet::StatementInfo& info) const {
    std::string text = "statement " + std::to_string(info.index);
    if (!info.sid.empty()) text += " (Sid \"" + ShowValue(info.sid) + "\")";
    return text + ", " + (info.effect == Effect::kAllow ? "Allow" : "Deny");
  }

  void WriteElements(const StatementResult& result) {
    const auto* statement = FindStatement(decided_, decided_.set.statement(result.ref.statement));
    if (statement == nullptr) return;
    Line(2, Pad(statement->not_action ? "not action" : "action", kLabelWidth) +
                ShowValues(Texts(statement->actions)));
    if (!statement->principals.empty()) {
      std::vector<std::string> principals;
      principals.reserve(statement->principals.size());
      for (const auto& principal : statement->principals) principals.push_back(principal.value);
      Line(2, Pad(statement->not_principal ? "not principal" : "principal", kLabelWidth) +
                  (statement->not_principal ? " " : "") + ShowValues(principals));
    }
    if (!statement->resources.empty()) {
      Line(2, Pad(statement->not_resource ? "not resource" : "resource", kLabelWidth) +
                  (statement->not_resource ? " " : "") + ShowValues(Texts(statement->resources)));
    }
    for (const auto& condition : result.conditions) WriteCondition(2, condition);
    WriteSubstitutions(2, result);
  }

  void WriteExpectedActual(std::size_t indent, const std::string& label,
                           const std::string& expected, const std::string& actual) {
    Line(indent, Pad(label, kLabelWidth) + "expected  " + expected);
    Line(indent + kLabelWidth, "actual    " + actual);
  }

  void WriteCondition(std::size_t indent, const policy::engine::ConditionResult& condition) {
    std::string outcome = condition.truth == Truth::kTrue    ? "holds"
                          : condition.truth == Truth::kFalse ? "does not hold"
                                                             : "cannot be compared";
    if (!condition.note.empty()) outcome += ": " + ShowValue(condition.note);
    Line(indent, Pad("condition", kLabelWidth) + ShowValue(condition.op) + " " +
                     ShowValue(condition.key) + "  " + paint_.Faint(outcome));
    Line(indent + kLabelWidth, "expected  " + ShowValues(condition.expected));
    Line(indent + kLabelWidth,
         "actual    " + (condition.key_present ? ShowValues(condition.actual)
                                               : std::string("(not in the request)")));
  }

  void WriteSubstitutions(std::size_t indent, const StatementResult& result) {
    for (const auto& substitution : result.substitutions) {
      const std::string value = !substitution.resolved
                                    ? "(not resolved)"
                                    : ShowValue(substitution.value) +
                                          (substitution.used_default ? "  (the default)" : "");
      Line(indent,
           Pad("variable", kLabelWidth) + "${" + ShowValue(substitution.variable) + "} = " + value);
    }
  }

  // The first element that failed, with what it expected and what the request has.
  void WriteFailure(std::size_t indent, const StatementResult& result) {
    const auto info = decided_.set.statement(result.ref.statement);
    if (result.failed == Element::kCondition) {
      for (const auto& condition : result.conditions) {
        const bool holds = condition.truth == Truth::kTrue ||
                           (condition.truth == Truth::kUndefined && info.effect == Effect::kDeny);
        if (!holds) WriteCondition(indent, condition);
      }
    } else if (result.failed != Element::kNone) {
      WriteExpectedActual(indent, std::string(ElementName(result.failed)),
                          Negation(result, info) + ShowValues(result.expected),
                          ShowValue(result.actual));
    }
    if (!result.note.empty()) Line(indent, Pad("note", kLabelWidth) + ShowValue(result.note));
    WriteSubstitutions(indent, result);
  }

  // "none of " where the element that failed lists what it is not.
  std::string Negation(const StatementResult& result, const PolicySet::StatementInfo& info) const {
    const auto* statement = FindStatement(decided_, info);
    if (statement == nullptr) return {};
    const bool negated = (result.failed == Element::kAction && statement->not_action) ||
                         (result.failed == Element::kPrincipal && statement->not_principal) ||
                         (result.failed == Element::kResource && statement->not_resource);
    return negated ? "none of " : "";
  }

  void WriteLayer(const LayerResult& layer) {
    Line(0, "");
    const bool blocks = decided_.explanation.decision.blocked_by == layer.layer;
    Line(0, paint_.Strong(LayerTitle(layer.layer)) + ": " + LayerState(layer) +
                (blocks ? paint_.Bad("  <- this decides") : ""));
    if (!layer.applied) return;
    if (!HasLevels(layer.layer)) {
      WritePolicies(2, layer.layer, 0);
      return;
    }
    const bool scp = layer.layer == Layer::kScp;
    const auto& levels = scp ? decided_.policies.scp : decided_.policies.rcp;
    for (std::uint32_t level = 0; level < levels.size(); ++level) {
      const std::string state = levels[level].empty() ? ": no policies"
                                : !scp                ? ""
                                : LevelAllows(level)  ? ": allowed"
                                                      : ": no Allow matches";
      Line(2, "level " + std::to_string(level) + state);
      WritePolicies(4, layer.layer, level);
    }
  }

  // Whether an Allow of an SCP level matches.
  bool LevelAllows(std::uint32_t level) const {
    const auto& results = decided_.explanation.statements;
    return std::any_of(results.begin(), results.end(), [&](const StatementResult& result) {
      const auto info = decided_.set.statement(result.ref.statement);
      return result.matched && info.layer == Layer::kScp && info.level == level &&
             info.effect == Effect::kAllow;
    });
  }

  void WritePolicies(std::size_t indent, Layer layer, std::uint32_t level) {
    std::optional<std::uint32_t> last;
    for (const StatementResult& result : decided_.explanation.statements) {
      const auto info = decided_.set.statement(result.ref.statement);
      if (info.layer != layer || info.level != level) continue;
      if (last != info.policy) Line(indent, ShowValue(info.policy_name));
      last = info.policy;
      WriteStatement(indent + 2, result, info);
    }
  }

  std::string LayerState(const LayerResult& layer) const {
    std::string state = !layer.applied               ? "not evaluated"
                        : layer.denied               ? paint_.Bad("a Deny matches")
                        : layer.allowed              ? paint_.Good("allowed")
                        : layer.bypassed             ? "no Allow matches"
                        : layer.layer == Layer::kScp ? "no Allow matches at one level or more"
                                                     : "no Allow matches";
    if (!layer.note.empty()) state += ": " + ShowValue(layer.note);
    if (OnlyDelegates(layer)) state += ", but only together with an identity policy";
    return state;
  }

  // Whether the resource policy names the caller's account and no one in it.
  bool OnlyDelegates(const LayerResult& layer) const {
    const auto& decision = decided_.explanation.decision;
    return layer.layer == Layer::kResource && layer.allowed && !decided_.request.cross_account &&
           decision.reason == policy::engine::Reason::kStatement &&
           decision.blocked_by == Layer::kIdentity;
  }

  void WriteStatement(std::size_t indent, const StatementResult& result,
                      const PolicySet::StatementInfo& info) {
    const std::string place =
        style_.lines && info.line != 0 ? "line " + std::to_string(info.line) + ", " : "";
    const std::string outcome = !result.matched                 ? paint_.Faint("does not match")
                                : info.effect == Effect::kAllow ? paint_.Good("matches")
                                                                : paint_.Bad("matches");
    Line(indent, place + StatementName(info) + ": " + outcome);
    if (!result.matched) {
      WriteFailure(indent + 2, result);
    } else {
      if (!result.note.empty()) Line(indent + 2, Pad("note", kLabelWidth) + ShowValue(result.note));
      WriteSubstitutions(indent + 2, result);
    }
  }

  void WriteNotes() {
    std::vector<std::string> lines;
    const auto& missing = decided_.explanation.missing_keys;
    if (!missing.empty()) lines.push_back("asked for, not in the request: " + ShowAll(missing));
    if (!decided_.ignored_keys.empty()) {
      lines.push_back("ignored, as " + ShowValue(decided_.request.action) +
                      " never carries them: " + ShowAll(decided_.ignored_keys));
    }
    for (const std::string& warning : decided_.warnings) {
      lines.push_back("warning: " + ShowValue(warning));
    }
    if (!lines.empty()) Line(0, "");
    for (const std::string& line : lines) Line(0, line);
  }

  static std::string ShowAll(const std::vector<std::string>& keys) {
    std::string text;
    for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + ShowValue(key);
    return text;
  }

  const Decided& decided_;
  const TextStyle& style_;
  Paint paint_;
  std::string text_;
};

}  // namespace

std::string RenderText(const Decided& decided, const TextStyle& style) {
  return Writer(decided, style).Write();
}

std::string RenderTextError(const core::Error& error, const TextStyle& style) {
  return Paint(style.colour).Bad("ERROR") + " " + EscapeControls(core::Describe(error)) + "\n";
}

}  // namespace keyward::cli
