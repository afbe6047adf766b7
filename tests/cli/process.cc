// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <stdexcept>
#include <system_error>

namespace keyward::cli_test {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe MakePipe(bool terminal) {
  int ends[2];
  const int made =
      terminal ? ::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) : ::pipe(ends);
  if (made != 0) throw std::runtime_error("no pipe");
  for (const int fd : ends) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return {ends[0], ends[1]};
}

// Reads both ends until the process has closed them. A terminal's end is EIO.
void Drain(int out, int err, ProcessResult* result) {
  pollfd polled[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  std::string* const texts[2] = {&result->out, &result->err};
  char buffer[65536];
  for (int open = 2; open > 0;) {
    if (::poll(polled, 2, -1) < 0 && errno != EINTR) throw std::runtime_error("poll failed");
    for (int i = 0; i < 2; ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      const ssize_t got = ::read(polled[i].fd, buffer, sizeof buffer);
      if (got > 0) {
        texts[i]->append(buffer, static_cast<std::size_t>(got));
      } else {
        polled[i].fd = -1;
        --open;
      }
    }
  }
}

[[noreturn]] void Exec(const std::string& binary, const std::vector<std::string>& arguments,
                       const std::vector<std::string>& environment) {
  std::vector<std::string> words{binary};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment;
  if (const char* path = std::getenv("PATH")) variables.push_back(std::string("PATH=") + path);
  std::vector<char*> argv;
  std::vector<char*> envp;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  ::execve(binary.c_str(), argv.data(), envp.data());
  ::_exit(127);
}

void CloseAll(std::initializer_list<int> fds) {
  for (const int fd : fds) ::close(fd);
}

ProcessResult Run(const std::string& binary, const ProcessOptions& options) {
  const std::string input =
      options.stdin_file.empty() ? TemporaryFile("stdin", options.stdin_text) : options.stdin_file;
  const int in = ::open(input.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0) throw std::runtime_error("no standard input: " + input);
  const Pipe out = MakePipe(options.out_terminal);
  const Pipe err = MakePipe(options.err_terminal);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out.write_end, STDOUT_FILENO);
    ::dup2(err.write_end, STDERR_FILENO);
    ::signal(SIGPIPE, SIG_DFL);
    Exec(binary, options.arguments, options.environment);
  }
  CloseAll({in, out.write_end, err.write_end});
  if (child < 0) throw std::runtime_error("no process");
  ProcessResult result;
  Drain(out.read_end, err.read_end, &result);
  CloseAll({out.read_end, err.read_end});
  int status = 0;
  rusage usage = {};
  ::wait4(child, &status, 0, &usage);
  result.peak_kib = usage.ru_maxrss;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

std::string RequiredVariable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set");
  return value;
}

// A directory that is removed when the process ends.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "keyward-cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
    path_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

ProcessResult RunKeyward(const ProcessOptions& options) {
  return Run(RequiredVariable("KEYWARD_BINARY"), options);
}

ProcessResult RunBash(const std::string& script) {
  ProcessOptions options;
  options.arguments = {"-c", script};
  options.environment = {"KEYWARD=" + RequiredVariable("KEYWARD_BINARY")};
  return Run("/bin/bash", options);
}

std::string TestDirectory() { return RequiredVariable("KEYWARD_SOURCE_DIR") + "/tests/cli"; }

std::string TemporaryFile(const std::string& name, const std::string& text) {
  static const Scratch scratch;
  const std::filesystem::path path = scratch.path() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

}  // namespace keyward::cli_test
