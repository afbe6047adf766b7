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
#include "auth/credentials/credential_document.h"
#include "auth/credentials/secret_input.h"
#include "auth/sigv4/errors.h"
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

}  // namespace

core::Result<Credentials> ParseProcessOutput(std::string_view text, core::Clock::TimePoint now) {
  const auto document = core::JsonDocument::Parse(std::string(text));
  if (!document || !document->root().is_object()) return Failed("printed no JSON object");
  const core::JsonView root = document->root();
  core::JsonView version = root;
  if (!root.Find("Version", &version) || version.text() != "1") {
    return Failed("printed no `Version` of 1");
  }
  return ReadCredentialDocument(root, "SessionToken", now, "credential_process", "printed", Failed);
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
