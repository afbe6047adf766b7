// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "crypto/bytes.h"

namespace keyward::cli {
namespace {

constexpr std::array kSignals = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};

volatile std::sig_atomic_t caught_signal = 0;
void Catch(int number) { caught_signal = number; }

core::Error Failed(const char* what) {
  return {core::ErrorCode::kUnavailable, "TerminalFailed",
          std::string("cannot ").append(what).append(" the terminal: ") + std::strerror(errno)};
}

// A terminal that does not show what is typed, and signals that wait until it does again.
class QuietTerminal {
 public:
  explicit QuietTerminal(int terminal) : terminal_(terminal) {
    caught_signal = 0;
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int number : kSignals) sigaddset(&blocked, number);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &mask_);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &actions_[i]);
      if (actions_[i].sa_handler == SIG_IGN) continue;
      struct sigaction action = {};
      action.sa_handler = Catch;
      ::sigaction(kSignals[i], &action, nullptr);
    }
    quiet_ = ::tcgetattr(terminal_, &before_) == 0;
    if (!quiet_) return;
    termios silent = before_;
    silent.c_lflag = (silent.c_lflag & ~static_cast<tcflag_t>(ECHO)) | ICANON | ECHONL;
    quiet_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (quiet_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &actions_[i], nullptr);
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }

  bool quiet() const { return quiet_; }

  // Waits for a line, or for a signal, which only then comes through. False for a signal.
  bool Wait() const {
    while (caught_signal == 0) {
      pollfd waiting = {terminal_, POLLIN, 0};
      if (::ppoll(&waiting, 1, nullptr, &mask_) > 0) return true;
    }
    return false;
  }

 private:
  int terminal_;
  bool quiet_ = false;
  termios before_ = {};
  sigset_t mask_ = {};
  std::array<struct sigaction, kSignals.size()> actions_ = {};
};

core::Error Interrupted() {
  return {core::ErrorCode::kAborted, "Interrupted", "the question was interrupted"};
}

// Reads a line into `line`, and returns its length without the end.
core::Result<std::size_t> ReadLine(const QuietTerminal& quiet, int terminal,
                                   crypto::MutableBytes line) {
  std::size_t size = 0;
  while (size < line.size()) {
    if (!quiet.Wait()) return Interrupted();
    const ssize_t got = ::read(terminal, line.data() + size, line.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("read from");
    size += static_cast<std::size_t>(got);
    if (got == 0) return size;
    if (line[size - 1] == '\n') return size - 1;
  }
  ::tcflush(terminal, TCIFLUSH);
  return size;
}

core::Result<crypto::SecretBytes> AskOnce(int terminal, const SecretQuestion& question) {
  const QuietTerminal quiet(terminal);
  if (!quiet.quiet()) return Failed("silence");
  if (::write(terminal, question.text.data(), question.text.size()) < 0) return Failed("write to");
  std::size_t size = 0;
  core::Result<crypto::SecretBytes> buffer = crypto::SecretBytes::Build(
      question.limit + 2, [&](crypto::MutableBytes line) -> core::Result<void> {
        core::Result<std::size_t> read = ReadLine(quiet, terminal, line);
        if (!read) return read.error();
        size = *read;
        return {};
      });
  if (!buffer) return buffer;
  if (size == 0 || size > question.limit) {
    return core::Error{core::ErrorCode::kInvalidArgument, question.error,
                       std::string(question.description) + " has 1 to " +
                           std::to_string(question.limit) + " bytes"};
  }
  return crypto::SecretBytes::Copy(buffer->Expose().first(size));
}

}  // namespace

core::Result<crypto::SecretBytes> AskSecretly(const SecretQuestion& question) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) {
    return core::Error{core::ErrorCode::kNotFound, "NoTerminal", "there is no terminal to ask on"};
  }
  while (true) {
    core::Result<crypto::SecretBytes> answer = AskOnce(terminal, question);
    const int caught = caught_signal;
    if (caught == 0 || answer) {
      ::close(terminal);
      return answer;
    }
    // Now that the terminal is as it was: this ends or stops the process, as the signal was to.
    ::raise(caught);
    if (caught != SIGTSTP) {
      ::close(terminal);
      return answer;
    }
  }
}

}  // namespace keyward::cli
