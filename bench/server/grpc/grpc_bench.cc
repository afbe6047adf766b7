// SPDX-License-Identifier: Apache-2.0
//
// The server's CPU time for GetCallerIdentity over gRPC, beside that of an empty unary of gRPC's
// callback API, in turns and in one run. Not Google Benchmark: what counts is another process's
// time, and only the ratio holds from machine to machine.
//
//   grpc_bench            runs servers and a client in turns, on this machine's processors together
//   grpc_bench empty      serves until killed and prints its port, for other load clients
//   grpc_bench handed     the same, answered by a worker
//   grpc_bench identity   the same for GetCallerIdentity, with the access token to show
//
// KEYWARD_BENCH_SECONDS (5) is how long each row takes.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/server/grpc/grpc_load.h"
#include "bench/server/grpc/grpc_servers.h"

namespace keyward::bench {
namespace {

constexpr int kRounds = 3;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "grpc_bench: %s\n", what);
  std::exit(1);
}

// This program as a server, so that its CPU time can be told.
class ServerProcess {
 public:
  explicit ServerProcess(const char* mode) {
    std::array<int, 2> ends = {};
    if (::pipe(ends.data()) != 0) Die("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::string name = "grpc_bench";
    std::string argument = mode;
    std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
    if (::posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, arguments.data(), environ) !=
        0) {
      Die("the server does not start");
    }
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    std::FILE* out = ::fdopen(ends[0], "r");
    std::array<char, 2048> token = {};
    if (out == nullptr || std::fscanf(out, "%d %2047s", &port_, token.data()) != 2) {
      Die("the server does not start");
    }
    token_ = token.data();
    std::fclose(out);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }
  const std::string& token() const { return token_; }

  // Ends it, and returns the seconds of CPU it took.
  double Stop() const {
    ::kill(process_, SIGKILL);
    rusage used = {};
    int status = 0;
    if (::wait4(process_, &status, 0, &used) != process_) Die("the server is gone");
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  }

 private:
  pid_t process_ = -1;
  int port_ = 0;
  std::string token_;
};

// Returns the server's microseconds a call.
double Measure(const char* mode, const char* path, int streams, std::chrono::seconds time) {
  const ServerProcess server(mode);
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t answered = DriveCalls(server.port(), path, server.token(), streams, time);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const double each = server.Stop() * 1e6 / static_cast<double>(answered);
  std::printf("%-9s %12d %12.0f %20.1f\n", mode, 2 * streams,
              static_cast<double>(answered) / taken.count(), each);
  std::fflush(stdout);
  return each;
}

void Tell(const char* what, std::vector<double> ratios) {
  std::ranges::sort(ratios);
  std::printf("%s: %.2f (%.2f to %.2f)\n", what, ratios[kRounds / 2], ratios.front(),
              ratios.back());
}

void Compare(std::chrono::seconds time) {
  std::printf("%-9s %12s %12s %20s\n", "", "at a time", "calls/s", "server CPU us each");
  for (const int streams : {1, 16}) {
    std::vector<double> handed;
    std::vector<double> ratios;
    for (int round = 0; round < kRounds; ++round) {
      const double empty = Measure("empty", kEmptyPath, streams, time);
      handed.push_back(Measure("handed", kEmptyPath, streams, time) / empty);
      ratios.push_back(Measure("identity", kIdentityPath, streams, time) / empty);
    }
    Tell("handed / empty", std::move(handed));
    Tell("identity / empty", std::move(ratios));
  }
}

}  // namespace
}  // namespace keyward::bench

int main(int argc, char** argv) {
  using namespace keyward::bench;
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "empty") ServeEmpty();
  if (mode == "handed") ServeHanded();
  if (mode == "identity") ServeIdentity();
  const char* text = std::getenv("KEYWARD_BENCH_SECONDS");
  Compare(std::chrono::seconds(text != nullptr ? std::strtol(text, nullptr, 10) : 5));
  return 0;
}
