// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_request.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "auth/credentials/secret_input.h"
#include "auth/http_client/curl_fetch.h"
#include "auth/sigv4/canonical.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/timestamp.h"
#include "auth/sigv4/verify.h"
#include "cli/files.h"
#include "cli/report.h"
#include "cli/signature_findings.h"
#include "core/clock.h"

namespace keyward::cli {
namespace {

using Json = nlohmann::ordered_json;

// What is to be told of a request.
struct Report {
  std::optional<auth::Authorization> authorization;  // none when it could not be read
  std::optional<core::Error> refusal;                // none when the signature holds
  std::vector<std::string> findings;
  std::optional<auth::Diagnosis> diagnosis;
};

// The secret to check with. `known` is false where the request names another access key or session
// token than the credentials have.
struct KnownSecret {
  crypto::SecretBytes secret;
  bool known = true;
};

core::Result<KnownSecret> SecretOf(const SecretArgs& args,
                                   const auth::Authorization& authorization) {
  if (!args.secret_file.empty()) {
    if (!args.profile.empty()) {
      return InvalidInput("--secret-file and --profile exclude each other");
    }
    auto secret = auth::ReadSecretKeyFile(args.secret_file);
    if (!secret) return std::move(secret).error();
    return KnownSecret{*std::move(secret), true};
  }
  auto credentials = auth::ResolveCredentials({args.profile, args.environment, auth::FetchWithCurl},
                                              core::SystemClock());
  if (!credentials) return std::move(credentials).error();
  const bool known = credentials->access_key_id == authorization.access_key_id &&
                     credentials->session_token == authorization.session_token;
  return KnownSecret{std::move(credentials->secret_access_key), known};
}

// Adds what the comparison with a file of the signer's finds; nothing when none was given.
core::Result<void> CompareFile(const std::string& file, std::string_view ours, const char* name,
                               std::string (*compare)(std::string_view, std::string_view),
                               std::istream& in, std::vector<std::string>* findings) {
  if (file.empty()) return {};
  const auto theirs = ReadWholeFile(file, kMaxFileBytes, in);
  if (!theirs) return theirs.error();
  std::string found = compare(*theirs, ours);
  if (found.empty()) found = std::string(name) + " is the same on both sides";
  findings->push_back(std::move(found));
  return {};
}

core::Result<void> Explain(const VerifyRequestArgs& args, const auth::HttpRequest& request,
                           const KnownSecret& secret, std::istream& in, Report* report) {
  const auth::ServiceRules rules = RulesOf(args.scope);
  if (secret.known) {
    report->findings = TrySignature(*report->authorization, request, secret.secret, rules);
  } else {
    report->findings = {"the credentials at hand are of another access key or session token"};
  }
  auto diagnosis = auth::Diagnose(*report->authorization, request, rules);
  if (!diagnosis) return {};  // the refusal has told why
  report->diagnosis = *std::move(diagnosis);
  auto compared =
      CompareFile(args.canonical_request, report->diagnosis->canonical_request,
                  "the canonical request", CompareCanonicalRequests, in, &report->findings);
  if (!compared) return compared;
  return CompareFile(args.string_to_sign, report->diagnosis->string_to_sign, "the string to sign",
                     CompareStringsToSign, in, &report->findings);
}

core::Result<Report> Examine(const VerifyRequestArgs& args, std::istream& in) {
  const std::string* const files[] = {&args.file, &args.canonical_request, &args.string_to_sign};
  if (std::count_if(std::begin(files), std::end(files),
                    [](const std::string* file) { return *file == "-"; }) > 1) {
    return InvalidInput("standard input can be read for one file only");
  }
  const auto text = ReadWholeFile(args.file, kMaxMessageBytes, in);
  if (!text) return text.error();
  const auto message = ParseHttpMessage(*text);
  if (!message) return message.error();
  auto region = RegionOf(args.scope, args.secret);
  if (!region) return std::move(region).error();
  const HttpMessageView view(*message);
  Report report;
  auto authorization = auth::ParseAuthorization(view.request());
  if (!authorization) {
    report.refusal = std::move(authorization).error();
    return report;
  }
  report.authorization = *std::move(authorization);
  const auto time =
      args.scope.time == "signed" ? report.authorization->signed_at : TimeOf(args.scope.time);
  if (!time) return time.error();
  const auto secret = SecretOf(args.secret, *report.authorization);
  if (!secret) return secret.error();
  auto verified = secret->known ? auth::VerifySignature(
                                      *report.authorization, view.request(), secret->secret, *time,
                                      {*std::move(region), args.scope.service, RulesOf(args.scope)})
                                : auth::InvalidClientTokenId();
  if (verified) return report;
  report.refusal = std::move(verified).error();
  auto explained = Explain(args, view.request(), *secret, in, &report);
  if (!explained) return std::move(explained).error();
  return report;
}

std::string_view FormName(auth::AuthorizationForm form) {
  return form == auth::AuthorizationForm::kHeader ? "header" : "query";
}

Json ReportJson(const Report& report) {
  Json json{{"verdict", report.refusal ? "refused" : "valid"}};
  if (report.authorization) {
    json["form"] = FormName(report.authorization->form);
    json["accessKeyId"] = report.authorization->access_key_id;
    json["scope"] = report.authorization->scope.Text();
    json["signedAt"] = auth::FormatBasicTime(report.authorization->signed_at);
    json["signedHeaders"] = auth::Split(report.authorization->signed_headers, ';');
  }
  if (report.refusal) {
    json["error"] = Json{{"code", report.refusal->name}, {"message", report.refusal->message}};
    json["findings"] = report.findings;
  }
  if (report.diagnosis) {
    json["canonicalRequest"] = report.diagnosis->canonical_request;
    json["stringToSign"] = report.diagnosis->string_to_sign;
  }
  return json;
}

void WriteBlock(std::ostream& out, const char* title, const std::string& text) {
  out << title << '\n';
  for (const std::string_view line : auth::Split(text, '\n')) {
    out << "  " << EscapeControls(line) << '\n';
  }
}

void WriteText(std::ostream& out, const Report& report) {
  if (report.refusal) {
    out << "REFUSED (" << report.refusal->name << "): " << EscapeControls(report.refusal->message)
        << '\n';
  } else {
    out << "VALID\n";
  }
  if (report.authorization) {
    out << "signed as   " << report.authorization->access_key_id << " in the "
        << FormName(report.authorization->form) << ", for " << report.authorization->scope.Text()
        << ", at " << auth::FormatBasicTime(report.authorization->signed_at) << '\n';
  }
  for (const std::string& finding : report.findings) out << "found       " << finding << '\n';
  if (!report.diagnosis) return;
  WriteBlock(out, "canonical request that should have been signed",
             report.diagnosis->canonical_request);
  WriteBlock(out, "string to sign that follows", report.diagnosis->string_to_sign);
}

}  // namespace

ExitCode RunVerifyRequest(const VerifyRequestArgs& args, std::istream& in, std::ostream& out,
                          std::ostream& err) {
  const auto report = Examine(args, in);
  if (!report) {
    ReportError(err, report.error());
    return ExitCode::kBadInput;
  }
  if (args.style.format == OutputFormat::kJson) {
    out << ReportJson(*report).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    WriteText(out, *report);
  }
  if (!out.flush()) return ExitCode::kBadInput;
  return report->refusal ? ExitCode::kDenied : ExitCode::kOk;
}

}  // namespace keyward::cli
