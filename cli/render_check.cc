// SPDX-License-Identifier: Apache-2.0
#include "cli/render_check.h"

#include <nlohmann/json.hpp>

#include "cli/report.h"
#include "core/error.h"

namespace keyward::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::sealed::CheckReport;

std::string ToJson(const CheckReport& report) {
  Json findings = Json::array();
  for (const core::Error& finding : report.findings) {
    findings.push_back(Json{{"name", finding.name}, {"message", finding.message}});
  }
  const Json object{{"revision", report.revision},
                    {"records", report.records},
                    {"faults", report.faults},
                    {"findings", std::move(findings)}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Plural(std::uint64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::string RenderCheck(const CheckReport& report, OutputFormat format) {
  if (format == OutputFormat::kJson) return ToJson(report);
  std::string text;
  for (const core::Error& finding : report.findings) {
    text += EscapeControls(core::Describe(finding)) + "\n";
  }
  if (report.faults > report.findings.size()) {
    text += "and " + Plural(report.faults - report.findings.size(), "fault") + " more\n";
  }
  return text + Plural(report.faults, "fault") + " in " + Plural(report.records, "record") +
         " at revision " + std::to_string(report.revision) + "\n";
}

}  // namespace keyward::cli
