// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/running_keyward.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "tests/store/temp_directory.h"

namespace keyward::cli_test {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

int CodeOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

RunningKeyward::RunningKeyward(const std::vector<std::string>& arguments,
                               const std::vector<std::string>& environment, std::string log)
    : log_(std::move(log)) {
  const char* binary = std::getenv("KEYWARD_BINARY");
  const int file = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (binary == nullptr || file < 0) throw std::runtime_error("no binary, or no log");
  std::vector<std::string> words{binary};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment;
  const std::vector<char*> argv = Pointers(words);
  const std::vector<char*> envp = Pointers(variables);
  id_ = ::fork();
  if (id_ == 0) {
    ::dup2(file, STDERR_FILENO);
    ::execve(binary, argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(file);
  if (id_ < 0) throw std::runtime_error("no process");
}

RunningKeyward::~RunningKeyward() {
  if (Ended()) return;
  ::kill(id_, SIGKILL);
  Wait();
}

std::string RunningKeyward::Log() const { return store::ReadWhole(log_); }

bool RunningKeyward::WaitFor(const std::string& text, std::size_t times) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (true) {
    const bool ended = Ended();  // before the log is read, so that nothing is missed
    const std::string log = Log();
    std::size_t found = 0;
    for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) {
      ++found;
    }
    if (found >= times) return true;
    if (ended || std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::string RunningKeyward::Address(const std::string& door) const {
  const std::string log = Log();
  const std::string before = R"("door":")" + door + R"(","address":")";
  const std::size_t at = log.find(before);
  if (at == std::string::npos) return "";
  const std::size_t from = at + before.size();
  return log.substr(from, log.find('"', from) - from);
}

void RunningKeyward::Signal(int number) const { ::kill(id_, number); }

int RunningKeyward::Wait() {
  int status = 0;
  if (code_ < 0 && ::waitpid(id_, &status, 0) == id_) code_ = CodeOf(status);
  return code_;
}

bool RunningKeyward::Ended() {
  int status = 0;
  if (code_ < 0 && ::waitpid(id_, &status, WNOHANG) == id_) code_ = CodeOf(status);
  return code_ >= 0;
}

}  // namespace keyward::cli_test
