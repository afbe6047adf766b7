// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

// The real `keyward`, running beside the test.
namespace keyward::cli_test {

class RunningKeyward {
 public:
  // Starts it; its standard error goes to `log`, a new file. Throws std::runtime_error when it
  // cannot be started.
  RunningKeyward(const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment, std::string log);
  // Kills it if it runs.
  ~RunningKeyward();
  RunningKeyward(const RunningKeyward&) = delete;
  RunningKeyward& operator=(const RunningKeyward&) = delete;

  pid_t id() const { return id_; }
  // What it has logged.
  std::string Log() const;
  // Waits until `text` is in the log at least `times` times. False: it ended, or ten seconds went.
  bool WaitFor(const std::string& text, std::size_t times = 1);
  // The address of a front door, as it logged it: "127.0.0.1:39705"; "" when it has none.
  std::string Address(const std::string& door) const;

  void Signal(int number) const;
  // Waits for its end: the exit code, or 128 and the number of the signal that ended it.
  int Wait();

 private:
  bool Ended();

  const std::string log_;
  pid_t id_ = -1;
  int code_ = -1;  // -1: it runs
};

}  // namespace keyward::cli_test
