// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <sstream>
#include <string>

#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

using engine::ConditionResult;
using engine::Decision;
using engine::Element;
using engine::Explanation;
using engine::Layer;
using engine::LayerResult;
using engine::PolicySet;
using engine::Reason;
using engine::StatementRef;
using engine::StatementResult;

std::vector<std::string> Words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool Same(const std::optional<StatementRef>& a, const std::optional<StatementRef>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->set == b->set && a->statement == b->statement;
}

std::string ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kStatement:
      return "";
    case Reason::kAlwaysAllowed:
      return "@always";
    case Reason::kRootUser:
      return "@root";
    case Reason::kGrant:
      return "@grant";
    case Reason::kRootCannotAssumeRoles:
      return "@rootCannotAssume";
  }
  return "?";
}

std::string ElementName(Element element) {
  switch (element) {
    case Element::kNone:
      return "";
    case Element::kAction:
      return "action";
    case Element::kPrincipal:
      return "principal";
    case Element::kResource:
      return "resource";
    case Element::kCondition:
      return "condition";
  }
  return "?";
}

// One row's set, decision and explanation, and the checks on them.
class RuleChecker {
 public:
  RuleChecker(const RuleCase& row, const PolicySet& set, const Explanation& explanation)
      : row_(row), set_(set), explanation_(explanation) {}

  void Check() const {
    CheckDecision();
    CheckShape();
    CheckLayersAgree();
    for (const std::string& word : Words(row_.statements)) CheckStatement(word);
    for (const std::string& word : Words(row_.layers)) CheckLayer(word);
    if (row_.missing != "?") {
      EXPECT_EQ(explanation_.missing_keys, Words(row_.missing));
    }
  }

 private:
  std::string_view SidOf(const StatementRef& ref) const {
    return set_.statement(ref.statement).sid;
  }

  void CheckDecision() const {
    const Decision& decision = explanation_.decision;
    EXPECT_EQ(VerdictName(decision.verdict), VerdictName(row_.verdict));
    EXPECT_EQ(decision.blocked_by ? LayerName(*decision.blocked_by) : "", row_.blocked_by);
    const std::string by =
        decision.statement ? std::string(SidOf(*decision.statement)) : ReasonName(decision.reason);
    EXPECT_EQ(by, row_.by);
    if (row_.verdict != Verdict::kImplicitDeny) {
      EXPECT_FALSE(row_.by.empty()) << "the row expects no reason";
    }
    EXPECT_EQ(row_.blocked_by.empty(), row_.verdict == Verdict::kAllowed);
  }

  // What holds of every explanation.
  void CheckShape() const {
    EXPECT_FALSE(explanation_.summary.empty());
    EXPECT_TRUE(std::is_sorted(explanation_.missing_keys.begin(), explanation_.missing_keys.end()));
    for (const StatementResult& result : explanation_.statements) {
      EXPECT_EQ(result.matched, result.failed == Element::kNone) << SidOf(result.ref);
      const Layer layer = set_.statement(result.ref.statement).layer;
      const LayerResult* of = Find(layer);
      ASSERT_NE(of, nullptr) << LayerName(layer);
      EXPECT_TRUE(of->applied) << LayerName(layer);
    }
    for (const StatementRef& ref : explanation_.matched) {
      const auto it = std::find_if(explanation_.statements.begin(), explanation_.statements.end(),
                                   [&](const auto& result) { return Same(result.ref, ref); });
      ASSERT_NE(it, explanation_.statements.end());
      EXPECT_TRUE(it->matched);
    }
    const auto& by = explanation_.decision.statement;
    const bool listed = !by || std::any_of(explanation_.matched.begin(), explanation_.matched.end(),
                                           [&](const auto& ref) { return Same(ref, by); });
    EXPECT_TRUE(listed) << "the deciding statement is not among those that matched";
  }

  // The layers bear out the verdict.
  void CheckLayersAgree() const {
    const Decision& decision = explanation_.decision;
    for (const LayerResult& result : explanation_.layers) {
      if (!result.applied) {
        EXPECT_FALSE(result.note.empty())
            << "why was " << LayerName(result.layer) << " not applied?";
      }
      if (result.denied) {
        EXPECT_EQ(decision.blocked_by, result.layer);
      }
    }
    if (!decision.blocked_by) return;
    const LayerResult* blocker = Find(*decision.blocked_by);
    ASSERT_NE(blocker, nullptr);
    EXPECT_EQ(blocker->denied, decision.verdict == Verdict::kExplicitDeny);
    if (decision.reason == Reason::kRootCannotAssumeRoles) return;
    if (decision.verdict == Verdict::kImplicitDeny) {
      EXPECT_FALSE(blocker->allowed);
      EXPECT_FALSE(blocker->bypassed);
    }
  }

  const LayerResult* Find(Layer layer) const {
    for (const LayerResult& result : explanation_.layers) {
      if (result.layer == layer) return &result;
    }
    return nullptr;
  }

  // See RuleCase::statements.
  void CheckStatement(std::string_view word) const {
    const std::size_t mark = word.find_first_of("!-");
    const std::string_view sid = word.substr(0, mark);
    const StatementResult* result = nullptr;
    for (const StatementResult& each : explanation_.statements) {
      if (SidOf(each.ref) == sid) result = &each;
    }
    const bool evaluated = mark == word.npos || word[mark] != '-';
    ASSERT_EQ(result != nullptr, evaluated) << word;
    if (!evaluated) return;
    const std::string_view failed = mark == word.npos ? "" : word.substr(mark + 1);
    const std::size_t comma = failed.find(',');
    if (comma == failed.npos) {
      EXPECT_EQ(ElementName(result->failed), failed) << sid;
    } else {
      CheckFailedCondition(*result, failed.substr(0, comma), failed.substr(comma + 1));
    }
  }

  void CheckFailedCondition(const StatementResult& result, std::string_view op,
                            std::string_view key) const {
    EXPECT_EQ(ElementName(result.failed), "condition") << SidOf(result.ref);
    const auto effect = set_.statement(result.ref.statement).effect;
    for (const ConditionResult& condition : result.conditions) {
      const bool same = condition.op == op && condition.key == key;
      if (same && !match::Holds(condition.truth, effect)) return;
    }
    ADD_FAILURE() << op << " on " << key << " did not fail";
  }

  void CheckLayer(const std::string& word) const {
    const std::string_view name = std::string_view(word).substr(0, word.size() - 1);
    for (const LayerResult& result : explanation_.layers) {
      if (LayerName(result.layer) != name) continue;
      EXPECT_EQ(result.applied, word.back() != '-') << word;
      if (result.applied) {
        EXPECT_EQ(result.bypassed, word.back() == '~') << word;
      }
      return;
    }
    ADD_FAILURE() << word << ": the layer is not in the explanation";
  }

  const RuleCase& row_;
  const PolicySet& set_;
  const Explanation& explanation_;
};

// Compiles each kind of policy apart and decides against the union.
core::Result<Decision> EvaluateApart(const engine::Policies& policies,
                                     const engine::Request& request) {
  std::vector<engine::Policies> parts(7);
  parts[0].rcp = policies.rcp;
  parts[1].scp = policies.scp;
  parts[2].resource = policies.resource;
  parts[3].identity = policies.identity;
  parts[4].boundary = policies.boundary;
  parts[5].session = policies.session;
  parts[6].endpoint = policies.endpoint;
  std::vector<PolicySet> sets;
  for (const engine::Policies& part : parts) {
    auto set = PolicySet::Compile(part);
    if (!set) return set.error();
    sets.push_back(std::move(*set));
  }
  std::vector<const PolicySet*> pointers;
  for (const PolicySet& set : sets) pointers.push_back(&set);
  return Evaluate(pointers, request);
}

void CheckError(const RuleCase& row, const core::Error& error) {
  EXPECT_EQ(error.name, "InvalidInput") << Describe(error);
  EXPECT_EQ(error.place.pointer, row.error) << Describe(error);
}

}  // namespace

void CheckRule(const RuleCase& row) {
  const engine::Policies policies = ParsePolicies(row);
  const core::Result<PolicySet> set = PolicySet::Compile(policies);
  ASSERT_TRUE(set) << Describe(set.error());
  const core::Result<engine::Request> request = MakeRequest(row);
  if (!request) return CheckError(row, request.error());

  const core::Result<Decision> decision = Evaluate(*set, *request);
  const core::Result<Explanation> explanation = Explain(*set, *request);
  ASSERT_EQ(decision.has_value(), explanation.has_value());
  if (!decision) {
    CheckError(row, decision.error());
    return CheckError(row, explanation.error());
  }
  ASSERT_TRUE(row.error.empty()) << "no input error";
  const Decision& explained = explanation->decision;
  EXPECT_EQ(decision->verdict, explained.verdict);
  EXPECT_EQ(decision->blocked_by, explained.blocked_by);
  EXPECT_EQ(decision->reason, explained.reason);
  EXPECT_TRUE(Same(decision->statement, explained.statement));

  const core::Result<Decision> apart = EvaluateApart(policies, *request);
  ASSERT_TRUE(apart) << Describe(apart.error());
  EXPECT_EQ(apart->verdict, explained.verdict);
  EXPECT_EQ(apart->blocked_by, explained.blocked_by);
  RuleChecker(row, *set, *explanation).Check();
}

void CheckCondition(const ConditionCase& row) {
  const std::string condition =
      R"(,"Action":"*","Resource":"*","Condition":)" + std::string(row.condition) + "}";
  const std::string allow = R"({"Sid":"Tested","Effect":"Allow")" + condition;
  const std::string deny =
      "[" + std::string(kAllow) + R"(,{"Sid":"Tested","Effect":"Deny")" + condition + "]";
  const bool allows = row.truth == Truth::kTrue;
  const bool denies = row.truth != Truth::kFalse;
  {
    SCOPED_TRACE("in an Allow");
    CheckRule({.context = row.context,
               .identity = allow,
               .verdict = allows ? Verdict::kAllowed : Verdict::kImplicitDeny,
               .blocked_by = allows ? "" : "identity",
               .by = allows ? "Tested" : "",
               .statements = allows ? "Tested" : "Tested!condition",
               .missing = row.missing});
  }
  SCOPED_TRACE("in a Deny");
  CheckRule({.context = row.context,
             .identity = deny,
             .verdict = denies ? Verdict::kExplicitDeny : Verdict::kAllowed,
             .blocked_by = denies ? "identity" : "",
             .by = denies ? "Tested" : "All",
             .statements = denies ? "All Tested" : "All Tested!condition",
             .missing = row.missing});
}

}  // namespace keyward::policy::rules
