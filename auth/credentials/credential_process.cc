// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "auth/credentials/command_words.h"
#include "auth/credentials/secret_input.h"
#include "auth/sigv4/errors.h"
#include "auth/sigv4/timestamp.h"
#include "core/json.h"

namespace keyward::auth {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

core::Error Failed(std::string what) {
  return {core::ErrorCode::kFailedPrecondition,
          "CredentialProcessFailed",
          "the credential process " + std::move(what),
          {}};
}

// What posix_spawn needs to be told, freed at the end.
struct SpawnSetup {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnSetup() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
};

// Starts the helper with its output going to `output`; 0 or errno.
int Start(const std::vector<std::string>& words, int output, pid_t* child) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  // posix_spawnp takes non-const text and does not write to it.
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  SpawnSetup setup;
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);  // a program may ignore it; its helper should not
  ::posix_spawnattr_setsigdefault(&setup.attributes, &defaults);
  ::posix_spawnattr_setflags(&setup.attributes, POSIX_SPAWN_SETSIGDEF);
  ::posix_spawn_file_actions_addopen(&setup.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&setup.actions, output, STDOUT_FILENO);
  return ::posix_spawnp(child, arguments[0], &setup.actions, &setup.attributes, arguments.data(),
                        environ);
}

// Waits for the helper's end, which is made to come by the deadline; nothing when it was killed.
std::optional<int> WaitForEnd(pid_t child, SteadyTime deadline) {
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) return std::nullopt;
    if (std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ::kill(child, SIGKILL);
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return std::nullopt;
}

// "2019-05-29T00:21:43Z", with a fraction of a second or `+00:00` too, as helpers write it.
std::optional<std::chrono::sys_seconds> ReadExpiration(std::string text) {
  constexpr std::string_view kUtc = "+00:00";
  if (text.size() > kUtc.size() && text.substr(text.size() - kUtc.size()) == kUtc) {
    text.replace(text.size() - kUtc.size(), kUtc.size(), "Z");
  }
  if (const std::size_t point = text.find('.'); point != std::string::npos) {
    const std::size_t end = text.find_first_not_of("0123456789", point + 1);
    if (end == std::string::npos || end == point + 1) return std::nullopt;
    text.erase(point, end - point);
  }
  return ParseExtendedTime(text);
}

// A member that is a string; nothing when it is absent, and an error when it is something else.
core::Result<std::optional<std::string>> StringMember(core::JsonView object, const char* name) {
  core::JsonView found = object;
  if (!object.Find(name, &found) || found.kind() == core::JsonKind::kNull) {
    return std::optional<std::string>();
  }
  if (!found.is_string()) return Failed("printed a `" + std::string(name) + "` that is no string");
  return std::optional(found.text());
}

}  // namespace

core::Result<Credentials> ParseProcessOutput(std::string_view text, core::Clock::TimePoint now) {
  const auto document = core::JsonDocument::Parse(std::string(text));
  if (!document || !document->root().is_object()) return Failed("printed no JSON object");
  const core::JsonView root = document->root();
  core::JsonView version = root;
  if (!root.Find("Version", &version) || version.text() != "1") {
    return Failed("printed no `Version` of 1");
  }
  const auto id = StringMember(root, "AccessKeyId");
  const auto secret = StringMember(root, "SecretAccessKey");
  const auto token = StringMember(root, "SessionToken");
  const auto expiration = StringMember(root, "Expiration");
  for (const auto* member : {&id, &secret, &token, &expiration}) {
    if (!*member) return member->error();
  }
  if (!id->has_value() || !secret->has_value() || (*id)->empty() ||
      !IsSecretKey(crypto::AsBytes(**secret))) {
    return Failed("printed no `AccessKeyId` and `SecretAccessKey`");
  }
  if (expiration->has_value()) {
    const auto until = ReadExpiration(**expiration);
    if (!until) return Failed("printed an `Expiration` that is no time in UTC");
    // In seconds: the nanoseconds of a far year do not fit into 64 bits.
    if (*until <= std::chrono::floor<std::chrono::seconds>(now)) return ExpiredToken();
  }
  auto kept = crypto::SecretBytes::Copy(crypto::AsBytes(**secret));
  if (!kept) return std::move(kept).error();
  return Credentials{**id, *std::move(kept), token->value_or(""), "credential_process"};
}

core::Result<Credentials> RunCredentialProcess(std::string_view command,
                                               core::Clock::TimePoint now) {
  const auto words = SplitCommand(command);
  if (!words) return words.error();
  std::array<int, 2> pipe_ends = {-1, -1};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return Failed("got no pipe");
  pid_t child = -1;
  const int failed = Start(*words, pipe_ends[1], &child);
  ::close(pipe_ends[1]);
  if (failed != 0) {
    ::close(pipe_ends[0]);
    return Failed("`" + Shown(words->front()) + "` cannot be run: " + std::strerror(failed));
  }
  const SteadyTime deadline = std::chrono::steady_clock::now() + kProcessTimeout;
  const auto output = ReadSecretDescriptor(pipe_ends[0], "the credential process", deadline);
  ::close(pipe_ends[0]);
  const auto status = WaitForEnd(child, deadline);
  if (!status) return Failed("`" + Shown(words->front()) + "` did not end in time");
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
    return Failed("`" + Shown(words->front()) + "` failed");
  }
  if (!output) return output.error();
  return ParseProcessOutput(crypto::AsText(output->Expose()), now);
}

}  // namespace keyward::auth
