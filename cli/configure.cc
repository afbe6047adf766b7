// SPDX-License-Identifier: Apache-2.0
#include "cli/configure.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "auth/credentials/config_edit.h"
#include "auth/credentials/credential_chain.h"
#include "auth/credentials/profile.h"
#include "auth/credentials/secret_input.h"
#include "auth/credentials/settings.h"
#include "cli/report.h"
#include "cli/terminal_prompt.h"
#include "core/clock.h"
#include "crypto/wipe.h"
#include "store/durable_file.h"

namespace keyward::cli {
namespace {

using auth::ConfigEdit;
using auth::ConfigKind;

constexpr std::size_t kMaxSecretKey = 1024;

// What is to be written.
struct Wanted {
  std::optional<auth::Credentials> credentials;
  std::string region;
  std::string endpoint_url;
};

core::Result<std::string> AskLine(const char* question, std::istream& in, std::ostream& err) {
  err << question << ": " << std::flush;
  std::string line;
  if (!std::getline(in, line)) return InvalidInput("the question was not answered");
  return line;
}

core::Result<Wanted> Ask(std::istream& in, std::ostream& err) {
  if (::isatty(STDIN_FILENO) == 0) {
    return InvalidInput(
        "nothing to write: give --credentials-from, --region or --endpoint-url, or run on a "
        "terminal");
  }
  auto id = AskLine("Access key id", in, err);
  if (!id) return std::move(id).error();
  if (id->empty()) return InvalidInput("an access key id is needed");
  const auto secret = AskSecretly({"Secret access key (not shown): ", kMaxSecretKey,
                                   "InvalidCredentials", "a secret access key"});
  if (!secret) return secret.error();
  auto made = auth::MakeCredentials(*id, crypto::AsText(secret->Expose()), "", "terminal");
  if (!made) return std::move(made).error();
  auto region = AskLine("Region (empty: as it is)", in, err);
  if (!region) return std::move(region).error();
  auto endpoint = AskLine("Endpoint URL (empty: as it is)", in, err);
  if (!endpoint) return std::move(endpoint).error();
  return Wanted{*std::move(made), *std::move(region), *std::move(endpoint)};
}

// The keys of the `default` profile of a credentials file.
core::Result<auth::Credentials> ReadKeys(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  auto text =
      path == "-" ? auth::ReadSecretDescriptor(STDIN_FILENO, name) : auth::ReadSecretFile(path);
  if (!text) return std::move(text).error();
  auto empty = crypto::SecretBytes::Copy({});
  if (!empty) return std::move(empty).error();
  auto credentials = auth::ConfigFile::Parse(*std::move(text), name, ConfigKind::kCredentials);
  if (!credentials) return std::move(credentials).error();
  auto config = auth::ConfigFile::Parse(*std::move(empty), "", ConfigKind::kConfig);
  if (!config) return std::move(config).error();
  const auth::ConfigFiles files{*std::move(credentials), *std::move(config)};
  auto found = auth::Profile(files, "default").Keys(/*of_credentials_file=*/true);
  if (!found) return std::move(found).error();
  if (!found->has_value()) return InvalidInput("`" + name + "` has no profile `default` with keys");
  return **std::move(found);
}

core::Result<Wanted> ReadWanted(const ConfigureArgs& args, std::istream& in, std::ostream& err) {
  if (args.credentials_from.empty() && args.region.empty() && args.endpoint_url.empty()) {
    return Ask(in, err);
  }
  Wanted wanted{std::nullopt, args.region, args.endpoint_url};
  if (args.credentials_from.empty()) return wanted;
  auto keys = ReadKeys(args.credentials_from);
  if (!keys) return std::move(keys).error();
  wanted.credentials = *std::move(keys);
  return wanted;
}

core::Result<void> MakeFolder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty() || ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return core::Error{core::ErrorCode::kUnavailable, "FileFailed",
                     "cannot make `" + folder + "`: " + std::generic_category().message(errno)};
}

// A link is followed: what it points to is replaced.
std::string Followed(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

// A file as it is to be. Its text, which has secrets, is wiped at the end.
struct Edited {
  std::string path;
  std::string text;

  Edited(std::string its_path, std::string its_text)
      : path(std::move(its_path)), text(std::move(its_text)) {}
  Edited(Edited&&) = default;
  Edited& operator=(Edited&&) = delete;
  Edited(const Edited&) = delete;
  Edited& operator=(const Edited&) = delete;
  ~Edited() { crypto::Wipe(text); }
};

core::Result<Edited> Edit(const std::string& path, ConfigKind kind, const std::string& profile,
                          const std::vector<ConfigEdit>& edits) {
  auto text = auth::ReadSecretFile(path);
  if (!text && text.error().name == "FileNotFound") text = crypto::SecretBytes::Copy({});
  if (!text) return std::move(text).error();
  auto edited = auth::EditProfile(*text, path, kind, profile, edits);
  if (!edited) return std::move(edited).error();
  return Edited(path, *std::move(edited));
}

core::Result<Edited> EditKeys(const std::string& path, const std::string& profile,
                              const auth::Credentials& keys) {
  std::optional<std::string_view> token;  // one of former keys must not stay
  if (!keys.session_token.empty()) token = keys.session_token;
  return Edit(path, ConfigKind::kCredentials, profile,
              {{"aws_access_key_id", keys.access_key_id},
               {"aws_secret_access_key", crypto::AsText(keys.secret_access_key.Expose())},
               {"aws_session_token", token}});
}

// Both files are edited before one is written: what is wrong changes neither.
core::Result<void> WriteFiles(const Wanted& wanted, const std::string& profile,
                              const std::array<std::string, 2>& paths) {
  std::vector<Edited> files;
  std::vector<ConfigEdit> edits;
  if (!wanted.region.empty()) edits.push_back({"region", wanted.region});
  if (!wanted.endpoint_url.empty()) edits.push_back({"endpoint_url", wanted.endpoint_url});
  if (!edits.empty()) {
    auto edited = Edit(paths[1], ConfigKind::kConfig, profile, edits);
    if (!edited) return std::move(edited).error();
    files.push_back(*std::move(edited));
  }
  if (wanted.credentials) {
    auto edited = EditKeys(paths[0], profile, *wanted.credentials);
    if (!edited) return std::move(edited).error();
    files.push_back(*std::move(edited));
  }
  for (const Edited& file : files) {
    if (auto made = MakeFolder(file.path); !made) return made;
    if (auto done = store::ReplaceFile(Followed(file.path), file.text); !done) return done;
  }
  return {};
}

core::Result<void> Configure(const ConfigureArgs& args, std::istream& in, std::ostream& err) {
  const auto& environment = args.environment;
  if (environment("HOME").empty() && (environment("AWS_SHARED_CREDENTIALS_FILE").empty() ||
                                      environment("AWS_CONFIG_FILE").empty())) {
    return InvalidInput("HOME is not set: where the files are is not known");
  }
  const auto wanted = ReadWanted(args, in, err);
  if (!wanted) return wanted.error();
  return WriteFiles(*wanted, auth::NameProfile(args.profile, environment).name,
                    auth::ConfigPaths(environment));
}

void PrintRow(std::ostream& out, const char* name, const std::string& value,
              const std::string& source) {
  const std::string shown = value.empty() ? "not set" : EscapeControls(value);
  out << name << ": " << shown;
  if (!source.empty()) out << " (" << EscapeControls(source) << ")";
  out << '\n';
}

std::string Masked(const std::string& id) {
  return id.size() > 8 ? "****" + id.substr(id.size() - 4) : "****";
}

// What is not there or malformed is the input's fault.
ExitCode FailLocally(std::ostream& err, const core::Error& error) {
  ReportError(err, error);
  const bool input = error.code == core::ErrorCode::kInvalidArgument ||
                     error.code == core::ErrorCode::kNotFound ||
                     error.code == core::ErrorCode::kUnimplemented;
  return input ? ExitCode::kBadInput : ExitCode::kFailed;
}

}  // namespace

ExitCode RunConfigure(const ConfigureArgs& args, std::istream& in, std::ostream& err) {
  const auto done = Configure(args, in, err);
  return done ? ExitCode::kOk : FailLocally(err, done.error());
}

ExitCode RunConfigureList(const ConfigureArgs& args, std::ostream& out, std::ostream& err) {
  if (!args.credentials_from.empty() || !args.region.empty() || !args.endpoint_url.empty()) {
    return FailLocally(err, InvalidInput("`configure list` takes --profile alone"));
  }
  const auth::SettingSources sources{args.profile, args.environment};
  const auto name = auth::NameProfile(args.profile, args.environment);
  const auto region = auth::ResolveRegion(sources);
  if (!region) return FailLocally(err, region.error());
  const auto endpoint = auth::ResolveEndpoint(sources, "STS");
  if (!endpoint) return FailLocally(err, endpoint.error());
  const auto bundle = auth::ResolveCaBundle(sources);
  if (!bundle) return FailLocally(err, bundle.error());
  const auto keys =
      auth::ResolveCredentials({args.profile, args.environment, args.fetch}, core::SystemClock());
  if (!keys && keys.error().name != "NoCredentials") return FailLocally(err, keys.error());
  PrintRow(out, "profile", name.name, name.is_named ? "named" : "default");
  PrintRow(out, "access key id", keys ? Masked(keys->access_key_id) : "", keys ? keys->source : "");
  PrintRow(out, "secret access key", keys ? "****" : "", keys ? keys->source : "");
  PrintRow(out, "region", region->value, region->source);
  PrintRow(out, "endpoint of sts", endpoint->value, endpoint->source);
  PrintRow(out, "ca bundle", bundle->value, bundle->source);
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
