// SPDX-License-Identifier: Apache-2.0
#include "cli/client_commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "auth/http_client/curl_fetch.h"
#include "cli/options.h"
#include "cli/org_commands.h"

namespace keyward::cli {
namespace {

constexpr char kOrg[] = "keyward org ";
constexpr char kRequest[] = "Request";
constexpr char kProfile[] = "Profile";
constexpr char kPlace[] = "Endpoint and credentials (default: where AWS's SDKs look)";

constexpr char kCallFooter[] =
    "The answer is one line of JSON; an error is one line on standard error.\n"
    "Arguments are seen by every user of a machine: give secrets with --json @FILE or -.";

void AddPlace(CLI::App* app, ClientArgs* args) {
  AddText(app, "--endpoint-url", &args->endpoint_url, "URL",
          "Default: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, or the profile's", kPlace);
  AddText(app, "--ca-bundle", &args->ca_bundle, "FILE",
          "The authorities to trust, in PEM; default: AWS_CA_BUNDLE, the profile's, the system's",
          kPlace);
  AddText(app, "--profile", &args->profile, "NAME",
          "A profile of AWS's configuration files; the environment's keys are then passed over",
          kPlace);
  AddText(app, "--region", &args->region, "NAME",
          "Default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's", kPlace);
}

void AddCall(CLI::App* root, CallArgs* args) {
  CLI::App* app = root->add_subcommand("call", "Call an operation of a service");
  AddText(app, "SERVICE", &args->service, "iam|kms|organizations|secretsmanager|sts",
          "The service, by its signing name", kRequest);
  AddText(app, "OPERATION", &args->operation, "OPERATION", "As in CreateUser", kRequest);
  for (const char* positional : {"SERVICE", "OPERATION"}) app->get_option(positional)->required();
  AddText(app, "--json", &args->json, "TEXT|@FILE|-", "The input, a JSON object; default: {}",
          kRequest);
  AddPlace(app, &args->client);
  AddText(app, "--output", &args->output, "json", "What there is: json", "Output");
  app->footer(std::string(kCallFooter) + "\n\n" + kExitCodeHelp);
}

constexpr char kConfigureFooter[] =
    "Without options but --profile it asks for them on the terminal. A secret is never an "
    "argument:\n"
    "--credentials-from takes the keys of profile `default` of a file such as root-credentials.";

void AddConfigure(CLI::App* root, ConfigureArgs* args) {
  CLI::App* app = root->add_subcommand("configure", "Write a profile of AWS's configuration files");
  AddText(app, "--profile", &args->profile, "NAME",
          "The profile; default: AWS_PROFILE, or `default`", kProfile);
  AddText(app, "--region", &args->region, "NAME", "The region to sign for", kProfile);
  AddText(app, "--endpoint-url", &args->endpoint_url, "URL", "Where the services are", kProfile);
  AddText(app, "--credentials-from", &args->credentials_from, "FILE",
          "A credentials file; - is standard input", kProfile);
  CLI::App* list = app->add_subcommand("list", "Show what holds, and where it comes from");
  AddText(list, "--profile", &args->profile, "NAME",
          "The profile; default: AWS_PROFILE, or `default`", kProfile);
  app->footer(std::string(kConfigureFooter) + "\n\n" + kExitCodeHelp);
  list->footer(kExitCodeHelp);
}

void AddOrgOption(CLI::App* app, const OrgOption& option, OrgArgs* args) {
  std::string* const into = &args->values[option.name];
  if (option.kind == OrgOption::Kind::kType) {
    AddChoice(app, option.name, into, option.type, option.description, kRequest);
  } else {
    AddText(app, option.name, into, option.type, option.description, kRequest);
  }
  app->get_option(option.name)->required(option.required);
}

void AddOrg(CLI::App* root, OrgArgs* args) {
  CLI::App* org = root->add_subcommand("org", "Keep the organization: accounts, SCPs and RCPs");
  org->require_subcommand(1);
  for (const OrgCommand& command : OrgCommands()) {
    CLI::App* app = org->add_subcommand(command.name, command.description);
    for (const OrgOption& option : command.options) AddOrgOption(app, option, args);
    AddPlace(app, &args->client);
    AddChoice(app, "--output", &args->output, "json|table|text",
              "Default: json, one line as the service answers it", "Output");
    app->footer(std::string("The operation is Organizations' ") + command.operation + ".\n\n" +
                kExitCodeHelp);
  }
}

}  // namespace

void AddClientCommands(CLI::App* root, ClientParsed* parsed) {
  AddCall(root, &parsed->call);
  AddConfigure(root, &parsed->configure);
  AddOrg(root, &parsed->org);
}

std::optional<ExitCode> RunClientCommand(const std::string& command, ClientParsed* parsed,
                                         const auth::EnvironmentLookup& environment,
                                         std::istream& in, std::ostream& out, std::ostream& err) {
  if (command == "keyward call") {
    parsed->call.client.environment = environment;
    parsed->call.client.fetch = auth::FetchWithCurl;
    return RunCall(parsed->call, in, out, err);
  }
  if (command.starts_with(kOrg)) {
    parsed->org.command = command.substr(sizeof(kOrg) - 1);
    parsed->org.client.environment = environment;
    parsed->org.client.fetch = auth::FetchWithCurl;
    return RunOrg(parsed->org, in, out, err);
  }
  parsed->configure.environment = environment;
  parsed->configure.fetch = auth::FetchWithCurl;
  if (command == "keyward configure") return RunConfigure(parsed->configure, in, err);
  if (command == "keyward configure list") return RunConfigureList(parsed->configure, out, err);
  return std::nullopt;
}

}  // namespace keyward::cli
