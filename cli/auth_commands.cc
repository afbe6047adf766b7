// SPDX-License-Identifier: Apache-2.0
#include "cli/auth_commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/options.h"

namespace keyward::cli {
namespace {

constexpr char kRequest[] = "Request";
constexpr char kCredentials[] = "Credentials (default: where AWS's SDKs look)";
constexpr char kSignature[] = "Signature";
constexpr char kOutput[] = "Output";

constexpr char kFooter[] =
    "Secrets are never arguments: they come from the environment, AWS's configuration files, a\n"
    "credential process, or a file.";

void AddSecret(CLI::App* app, SecretArgs* args) {
  AddText(app, "--profile", &args->profile, "NAME",
          "A profile of AWS's configuration files; the environment's keys are then passed over",
          kCredentials);
  AddText(app, "--secret-file", &args->secret_file, "FILE",
          "A file that holds the secret access key and nothing else", kCredentials);
}

void AddScope(CLI::App* app, ScopeArgs* args, const char* time) {
  AddText(app, "--service", &args->service, "NAME", "The service's signing name, as in kms",
          kSignature);
  app->get_option("--service")->required();
  AddText(app, "--region", &args->region, "NAME",
          "Default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's", kSignature);
  AddText(app, "--time", &args->time, "TIME", time, kSignature);
  app->add_flag("--token-after-signing", args->token_after_signing,
                "The session token is added after signing")
      ->group(kSignature);
}

void AddOutput(CLI::App* app, std::string* output) {
  AddChoice(app, "--output", output, "text|json", "Default: text", kOutput);
  app->footer(std::string(kFooter) + "\n\n" + kExitCodeHelp);
}

CLI::App* AddSigning(CLI::App* root, const char* name, const char* description, SignArgs* args,
                     std::string* output) {
  CLI::App* app = root->add_subcommand(name, description);
  AddText(app, "METHOD", &args->method, "METHOD", "As in GET", kRequest);
  AddText(app, "URL", &args->url, "URL", "With http or https, percent-encoded", kRequest);
  for (const char* positional : {"METHOD", "URL"}) app->get_option(positional)->required();
  AddTexts(app, "--header", &args->headers, "NAME:VALUE",
           "A header that is sent, and so signed; repeat it for more", kRequest);
  app->get_option("--header")->allow_extra_args(false);
  AddText(app, "--body", &args->body, "FILE", "The body; - is standard input", kRequest);
  AddText(app, "--access-key-id", &args->access_key_id, "ID", "Whose --secret-file it is",
          kCredentials);
  AddSecret(app, &args->secret);
  AddScope(app, &args->scope, "When it is signed, as 20150830T123600Z; default: now");
  AddOutput(app, output);
  return app;
}

void AddVerify(CLI::App* root, VerifyRequestArgs* args, std::string* output) {
  CLI::App* app = root->add_subcommand("verify-request",
                                       "Check a captured request's signature, and say what is off");
  AddText(app, "FILE", &args->file, "FILE", "The request as it was sent; - is standard input",
          kRequest);
  app->get_option("FILE")->required();
  AddSecret(app, &args->secret);
  AddScope(
      app, &args->scope,
      "When it is checked, as 20150830T123600Z, or `signed`: when it was signed; default: now");
  AddText(app, "--canonical-request", &args->canonical_request, "FILE",
          "The canonical request that the signer made, to compare", kSignature);
  AddText(app, "--string-to-sign", &args->string_to_sign, "FILE",
          "The string to sign that the signer made, to compare", kSignature);
  AddOutput(app, output);
}

}  // namespace

void AddAuthCommands(CLI::App* root, AuthParsed* parsed, std::string* output) {
  CLI::App* sign =
      AddSigning(root, "sign", "Sign a request: print the headers to add", &parsed->sign, output);
  sign->add_flag("--payload-hash", parsed->sign.payload_hash, "Send x-amz-content-sha256 too")
      ->group(kSignature);
  sign->add_flag("--unsigned-payload", parsed->sign.unsigned_payload,
                 "Leave the payload unsigned, where the service allows it")
      ->group(kSignature);
  CLI::App* presign =
      AddSigning(root, "presign", "Sign a request into its URL", &parsed->presign, output);
  AddText(presign, "--expires", &parsed->presign.expires, "SECONDS",
          "How long it is good for, up to 604800; default: 3600", kSignature);
  AddVerify(root, &parsed->verify, output);
}

std::optional<ExitCode> RunAuthCommand(const std::string& command, AuthParsed* parsed,
                                       OutputStyle style,
                                       const auth::EnvironmentLookup& environment, std::istream& in,
                                       std::ostream& out, std::ostream& err) {
  for (SignArgs* args : {&parsed->sign, &parsed->presign}) {
    args->style = style;
    args->secret.environment = environment;
  }
  parsed->verify.style = style;
  parsed->verify.secret.environment = environment;
  if (command == "keyward sign") return RunSign(parsed->sign, in, out, err);
  if (command == "keyward presign") return RunPresign(parsed->presign, in, out, err);
  if (command == "keyward verify-request") return RunVerifyRequest(parsed->verify, in, out, err);
  return std::nullopt;
}

}  // namespace keyward::cli
