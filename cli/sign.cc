// SPDX-License-Identifier: Apache-2.0
#include "cli/sign.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "cli/report.h"

namespace keyward::cli {
namespace {

using Json = nlohmann::ordered_json;

ExitCode Fail(std::ostream& err, const core::Error& error) {
  ReportError(err, error);
  return ExitCode::kBadInput;
}

Json HeadersJson(const std::vector<auth::OwnedHeader>& headers) {
  Json list = Json::array();
  for (const auth::OwnedHeader& header : headers) {
    list.push_back(Json{{"name", header.name}, {"value", header.value}});
  }
  return list;
}

void AddTexts(const auth::SignedTexts& texts, Json* json) {
  (*json)["canonicalRequest"] = texts.canonical_request;
  (*json)["stringToSign"] = texts.string_to_sign;
}

// Text that is not UTF-8, which only a command line can bring in, is shown with U+FFFD.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

core::Result<std::chrono::seconds> LifetimeOf(const std::string& text) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) {
    return InvalidInput("--expires takes a number of seconds, not `" + EscapeControls(text) + "`");
  }
  return std::chrono::seconds(seconds);
}

}  // namespace

ExitCode RunSign(const SignArgs& args, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto input = ReadSigningInput(args, in);
  if (!input) return Fail(err, input.error());
  const HttpMessageView view(input->message);
  const auto made = auth::Sign(view.request(), input->credentials, input->options);
  if (!made) return Fail(err, made.error());
  if (args.style.format == OutputFormat::kJson) {
    Json json{{"method", args.method}, {"url", args.url}, {"headers", HeadersJson(made->headers)}};
    AddTexts(made->texts, &json);
    out << Dump(json) << '\n';
  } else {
    for (const auth::OwnedHeader& header : made->headers) {
      out << header.name << ": " << header.value << '\n';
    }
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

ExitCode RunPresign(const SignArgs& args, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto lifetime = LifetimeOf(args.expires);
  if (!lifetime) return Fail(err, lifetime.error());
  const auto input = ReadSigningInput(args, in);
  if (!input) return Fail(err, input.error());
  const HttpMessageView view(input->message);
  const auto made = auth::Presign(view.request(), input->credentials, input->options, *lifetime);
  if (!made) return Fail(err, made.error());
  const std::string url = input->url.origin + made->target;
  if (args.style.format == OutputFormat::kJson) {
    Json json{{"method", args.method},
              {"url", url},
              {"headers", HeadersJson(input->message.headers)},
              {"expires", lifetime->count()}};
    AddTexts(made->texts, &json);
    out << Dump(json) << '\n';
  } else {
    out << url << '\n';
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
