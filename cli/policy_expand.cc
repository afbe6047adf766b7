// SPDX-License-Identifier: Apache-2.0
#include "cli/policy_expand.h"

#include <unordered_set>
#include <utility>

#include "cli/render_json.h"
#include "cli/report.h"
#include "core/result.h"
#include "policy/catalog/catalog.h"

namespace keyward::cli {
namespace {

using policy::catalog::Action;
using policy::catalog::Catalog;

core::Error NothingMatched(const Catalog& catalog, const std::string& pattern) {
  const std::size_t colon = pattern.find(':');
  std::vector<std::string> near;
  if (colon != std::string::npos) {
    std::string name = pattern.substr(colon + 1);
    std::erase_if(name, [](char c) { return c == '*' || c == '?'; });
    near = catalog.SuggestActions(pattern.substr(0, colon), name);
  }
  std::string message = "`" + pattern + "` covers no action of the catalogue";
  if (!near.empty()) message += "; did you mean " + JoinAlternatives(near) + "?";
  return {core::ErrorCode::kNotFound, "UnknownAction", std::move(message), {}};
}

core::Result<Catalog> Open(const std::string& file) {
  if (file.empty()) return Catalog::Builtin();
  return Catalog::Load(file);
}

}  // namespace

ExitCode RunExpand(const ExpandArgs& args, std::ostream& out, std::ostream& err) {
  const auto catalog = Open(args.catalog);
  if (!catalog) {
    ReportError(err, catalog.error());
    return ExitCode::kBadInput;
  }
  bool failed = false;
  std::vector<std::string> names;
  std::unordered_set<const Action*> seen;
  for (const std::string& pattern : args.patterns) {
    const auto actions = catalog->Expand(pattern);
    if (!actions || actions->empty()) {
      failed = true;
      ReportError(err, actions ? NothingMatched(*catalog, pattern) : actions.error());
      continue;
    }
    for (const Action* action : *actions) {
      if (!seen.insert(action).second) continue;
      names.push_back(std::string(action->service->prefix) + ":" + std::string(action->name));
    }
  }
  if (failed) return ExitCode::kBadInput;
  if (args.style.format == OutputFormat::kJson) {
    out << RenderJsonList(names) << '\n';
  } else {
    for (const std::string& name : names) out << name << '\n';
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
