// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "cli/auth_commands.h"
#include "cli/client_commands.h"
#include "cli/completion.h"
#include "cli/options.h"
#include "cli/policy_context_keys.h"
#include "cli/policy_expand.h"
#include "cli/policy_simulate.h"
#include "cli/report.h"
#include "cli/serve_command_line.h"
#include "cli/store_command_line.h"

namespace keyward::cli {
namespace {

constexpr char kProgram[] = "keyward";
constexpr char kFacts[] = "Facts (default: from the catalogue)";
constexpr char kPolicies[] = "Policies";
constexpr char kRequest[] = "Request";

// Everything that the command line can set. One lives as long as the CLI::App that points into it.
struct Parsed {
  SimulateArgs simulate;
  ContextKeysArgs context_keys;
  ExpandArgs expand;
  CompletionArgs completion;
  AuthParsed auth;
  ClientParsed client;
  StoreParsed store;
  ServeArgs serve;
  std::string output;
};

void AddLevels(CLI::App* app, const char* name, std::vector<std::string>* into,
               const char* description) {
  app->add_option(name, *into, description)
      ->type_name("FILE[,FILE]")
      ->allow_extra_args(false)
      ->group(kPolicies);
}

void AddRequestOptions(CLI::App* app, SingleArgs* args) {
  AddText(app, "--principal", &args->principal, "ARN|service:NAME|federated:ARN|anonymous",
          "Who asks", kRequest);
  AddText(app, "--action", &args->action, "SERVICE:NAME", "What for, as in s3:GetObject", kRequest);
  AddText(app, "--resource", &args->resource, "ARN",
          "On what; may be left out where an action takes none", kRequest);
  AddText(app, "--resource-account", &args->resource_account, "ID",
          "The account that owns the resource, where its ARN does not tell", kRequest);
  AddTexts(app, "--context", &args->context, "KEY=VALUE",
           "Context keys; repeat a key that has several values", kRequest);
  AddText(app, "--context-file", &args->context_file, "FILE",
          "Context keys as a JSON object; --context wins", kRequest);
}

void AddPolicyOptions(CLI::App* app, SingleArgs* args) {
  AddTexts(app, "--identity", &args->identity, "FILE", "Identity policies of the principal",
           kPolicies);
  AddText(app, "--resource-policy", &args->resource_policy, "FILE", "Policy on the resource",
          kPolicies);
  AddText(app, "--boundary", &args->boundary, "FILE", "Permissions boundary", kPolicies);
  AddTexts(app, "--session", &args->session, "FILE", "Session policies", kPolicies);
  AddLevels(app, "--scp-level", &args->scp_levels,
            "Service control policies of one level, from the root down; repeat for each level");
  AddLevels(app, "--rcp-level", &args->rcp_levels,
            "Resource control policies of one level, likewise");
  AddTexts(app, "--endpoint", &args->endpoint, "FILE", "VPC endpoint policies", kPolicies);
  AddText(app, "--grants", &args->grants_file, "FILE", "KMS grants, as ListGrants answers them",
          kPolicies);
}

void AddFactOptions(CLI::App* app, SingleArgs* args) {
  AddFlag(app, "--management-account,--managementAccount", &args->management_account,
          "The caller's account is the organization's management account", kFacts);
  AddText(app, "--session-issuer,--sessionIssuer", &args->session_issuer, "ARN",
          "The user behind a federated user's session", kFacts);
  AddChoice(app, "--resource-policy-kind,--resourcePolicyKind", &args->resource_policy_kind,
            "bucket|key|trust|other", "What --resource-policy is", kFacts);
  AddFlag(app, "--rcp-supported,--rcpSupported", &args->rcp_supported,
          "The resource's service supports resource control policies", kFacts);
  AddFlag(app, "--resource-level,--resourceLevel", &args->resource_level,
          "The action has resource-level permissions", kFacts);
  AddTexts(app, "--multivalued", &args->multivalued, "KEY",
           "Context keys that are sets of values although given once", kFacts);
}

constexpr char kSimulateFooter[] =
    "A batch has one JSON object a line, a request with its policies, and gets one answer a line;\n"
    "a line that cannot be decided is answered with its error. `-` is standard input.";

void AddSimulate(CLI::App* policy, Parsed* parsed) {
  CLI::App* app = policy->add_subcommand("simulate", "Decide one request, or each of a batch");
  SimulateArgs& args = parsed->simulate;
  AddRequestOptions(app, &args.single);
  AddPolicyOptions(app, &args.single);
  AddFactOptions(app, &args.single);
  AddText(app, "--input", &args.input, "FILE", "Decide a batch: a file, or - for standard input",
          "Batch");
  app->add_flag("--raw", args.raw, "Skip every catalogue check, for comparing engines")
      ->group("Catalogue");
  app->add_flag("--raw-context", args.raw_context,
                "Keep context keys that the action's requests never carry")
      ->group("Catalogue");
  AddText(app, "--catalog", &args.catalog, "FILE",
          "Catalogue in place of the one that is compiled in; also KEYWARD_CATALOG", "Catalogue");
  AddChoice(app, "--output", &parsed->output, "text|json|table",
            "Default: text on a terminal, else json", "Output");
  app->add_flag("--explain", args.explain,
                "Explain each answer; text on a single request always does")
      ->group("Output");
  app->footer(std::string(kSimulateFooter) + "\n\n" + kExitCodeHelp);
}

void AddContextKeys(CLI::App* policy, Parsed* parsed) {
  CLI::App* app =
      policy->add_subcommand("context-keys", "List the condition keys that policies ask for");
  AddTexts(app, "FILE", &parsed->context_keys.files, "FILE", "Policies; - is standard input",
           "Policies");
  app->get_option("FILE")->required();
  AddChoice(app, "--kind", &parsed->context_keys.kind, kPolicyKindNames,
            "What the policies are; auto looks at their principals", "Policies");
  AddChoice(app, "--output", &parsed->output, "text|json", "Default: text", "Output");
  app->footer(kExitCodeHelp);
}

void AddExpand(CLI::App* policy, Parsed* parsed) {
  CLI::App* app = policy->add_subcommand("expand", "List the actions that a pattern covers");
  AddTexts(app, "PATTERN", &parsed->expand.patterns, "PATTERN",
           "As in an Action element: 's3:Get*'", "Patterns");
  app->get_option("PATTERN")->required();
  AddText(app, "--catalog", &parsed->expand.catalog, "FILE",
          "Catalogue in place of the one that is compiled in; also KEYWARD_CATALOG", "Catalogue");
  AddChoice(app, "--output", &parsed->output, "text|json", "Default: text", "Output");
  app->footer(kExitCodeHelp);
}

void AddCompletion(CLI::App* root, Parsed* parsed) {
  CLI::App* app = root->add_subcommand("completion", "Print a shell completion script");
  AddChoice(app, "SHELL", &parsed->completion.shell, "bash|zsh|fish", "The shell", "Shell");
  app->get_option("SHELL")->required();
  app->footer(
      "  bash: source <(keyward completion bash)\n"
      "  zsh:  keyward completion zsh > \"${fpath[1]}/_keyward\"\n"
      "  fish: keyward completion fish > ~/.config/fish/completions/keyward.fish");
}

std::unique_ptr<CLI::App> MakeApp(Parsed* parsed) {
  auto app = std::make_unique<CLI::App>("Keyward: a security and policy toolkit", kProgram);
  app->set_version_flag("--version", std::string(kProgram) + " " + KEYWARD_VERSION,
                        "Print the version and exit");
  app->require_subcommand(1);
  CLI::App* policy = app->add_subcommand("policy", "Ask what policies decide");
  policy->require_subcommand(1);
  AddSimulate(policy, parsed);
  AddContextKeys(policy, parsed);
  AddExpand(policy, parsed);
  AddAuthCommands(app.get(), &parsed->auth, &parsed->output);
  AddClientCommands(app.get(), &parsed->client);
  AddStoreCommands(app.get(), &parsed->store);
  AddServeCommand(app.get(), &parsed->serve);
  AddCompletion(app.get(), parsed);
  app->footer(kExitCodeHelp);
  return app;
}

std::vector<const CLI::App*> Subcommands(const CLI::App& app) {
  const std::function<bool(const CLI::App*)> all = [](const CLI::App*) { return true; };
  return app.get_subcommands(all);
}

// The command that the arguments led to, as far as it was understood.
const CLI::App* Chosen(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

// The same as words: "keyward policy simulate".
std::string ChosenPath(const CLI::App* app) {
  const CLI::App* chosen = Chosen(app);
  std::string path = chosen->get_name();
  while (chosen->get_parent() != nullptr) {
    chosen = chosen->get_parent();
    path.insert(0, chosen->get_name() + " ");
  }
  return path;
}

// Words what CLI11 did not understand.
std::string DescribeUsageError(const CLI::App* app, const CLI::ParseError& wrong) {
  const CLI::App* chosen = Chosen(app);
  const std::vector<std::string> rest = app->remaining(/*recurse=*/true);
  if (!rest.empty() && rest.front().rfind('-', 0) == 0) {
    return "unknown option `" + rest.front() + "`";
  }
  if (chosen->get_require_subcommand_min() > 0) {
    std::vector<std::string> names;
    for (const CLI::App* child : Subcommands(*chosen)) names.push_back(child->get_name());
    return (rest.empty() ? "a command is needed" : "unknown command `" + rest.front() + "`") +
           std::string(": expected ") + JoinAlternatives(names);
  }
  if (!rest.empty()) return "unexpected argument `" + rest.front() + "`";
  std::string text = wrong.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&wrong) == nullptr) return text;
  const bool too_many = text.find("received") != std::string::npos;
  return text.substr(0, text.find(':')) +
         (too_many ? " is given more than once" : " needs a value");
}

OutputFormat FormatOf(const std::string& name, OutputFormat fallback) {
  if (name == "text") return OutputFormat::kText;
  if (name == "json") return OutputFormat::kJson;
  if (name == "table") return OutputFormat::kTable;
  return fallback;
}

ExitCode Dispatch(const std::string& path, const Environment& environment, Parsed* parsed,
                  std::istream& in, std::ostream& out, std::ostream& err) {
  if (path == "keyward policy simulate") {
    SimulateArgs& args = parsed->simulate;
    const OutputFormat fallback =
        environment.out_is_terminal ? OutputFormat::kText : OutputFormat::kJson;
    args.style = {.format = FormatOf(parsed->output, fallback), .colour = environment.colour};
    args.progress = environment.err_is_terminal && !environment.out_is_terminal;
    if (args.catalog.empty()) args.catalog = environment.catalog;
    return RunSimulate(args, in, out, err);
  }
  const OutputStyle plain{.format = FormatOf(parsed->output, OutputFormat::kText)};
  if (path == "keyward policy context-keys") {
    parsed->context_keys.style = plain;
    return RunContextKeys(parsed->context_keys, in, out, err);
  }
  if (path == "keyward policy expand") {
    parsed->expand.style = plain;
    if (parsed->expand.catalog.empty()) parsed->expand.catalog = environment.catalog;
    return RunExpand(parsed->expand, out, err);
  }
  if (const auto code =
          RunAuthCommand(path, &parsed->auth, plain, environment.variable, in, out, err)) {
    return *code;
  }
  if (const auto code =
          RunClientCommand(path, &parsed->client, environment.variable, in, out, err)) {
    return *code;
  }
  const std::optional<ExitCode> done = DispatchStore(path, environment, parsed->store, out, err);
  if (done) return *done;
  if (path == "keyward serve") {
    parsed->serve.variable = environment.variable;
    return RunServe(parsed->serve, out, err);
  }
  return RunCompletion(parsed->completion, DescribeCommands(), out, err);
}

CommandOption DescribeOption(const CLI::Option& option) {
  CommandOption described;
  described.name = "--" + option.get_lnames().front();
  described.description = option.get_description();
  described.takes_value = option.get_items_expected_max() > 0;
  described.takes_many = option.get_items_expected_max() > 1 && option.get_allow_extra_args();
  described.takes_file =
      option.get_type_name().rfind("FILE", 0) == 0 || option.get_type_name() == "DIR";
  described.choices = SplitChoices(option.get_type_name());
  return described;
}

Command DescribeApp(const CLI::App& app) {
  Command command;
  command.name = app.get_name();
  command.description = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) {
      command.options.push_back(DescribeOption(*option));
    } else if (option->get_positional()) {
      command.takes_files = option->get_type_name() == "FILE";
      if (command.positional_choices.empty()) {  // of the first of several
        command.positional_choices = SplitChoices(option->get_type_name());
      }
    }
  }
  for (const CLI::App* child : Subcommands(app)) {
    command.subcommands.push_back(DescribeApp(*child));
  }
  return command;
}

// Tells that `out` could not be written. A reader that has seen enough (`| head -1`) needs no
// message; a full disk does.
ExitCode FinishOutput(ExitCode code, const std::ostream& out, std::ostream& err) {
  if (out) return code;
  if (errno != EPIPE) ReportError(err, InvalidInput("the output cannot be written"));
  return ExitCode::kBadInput;
}

}  // namespace

ExitCode RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment,
                        std::istream& in, std::ostream& out, std::ostream& err) {
  Parsed parsed;
  const auto app = MakeApp(&parsed);
  errno = 0;
  try {
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success& asked) {  // --help, --version
    app->exit(asked, out, err);
    out.flush();
    return FinishOutput(ExitCode::kOk, out, err);
  } catch (const CLI::ParseError& wrong) {
    ReportError(
        err, {core::ErrorCode::kInvalidArgument,
              "InvalidUsage",
              DescribeUsageError(app.get(), wrong) + "; see `" + ChosenPath(app.get()) + " --help`",
              {}});
    return ExitCode::kBadInput;
  }
  return FinishOutput(Dispatch(ChosenPath(app.get()), environment, &parsed, in, out, err), out,
                      err);
}

Command DescribeCommands() {
  Parsed parsed;
  return DescribeApp(*MakeApp(&parsed));
}

}  // namespace keyward::cli
