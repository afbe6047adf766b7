// SPDX-License-Identifier: Apache-2.0
//
// The front door alone: a 500-byte POST that is echoed, over kept-alive connections, in plain and
// through TLS 1.3. Requests a second, and the server's CPU time for each, which is what later
// services are measured against. Not Google Benchmark: what counts is another process's time.
//
//   http_bench            runs server and client in turns, on this machine's processors together
//   http_bench serve      serves plaintext until killed and prints its port, for other load clients
//   http_bench serve-tls  the same with a development certificate
//
// KEYWARD_BENCH_SECONDS (5) is how long each row takes.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "bench/server/http/load_client.h"
#include "core/clock.h"
#include "crypto/dev_certificate.h"
#include "server/http/server.h"

namespace keyward::bench {
namespace {

namespace http = server::http;

constexpr int kConnections = 32;

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "http_bench: %s\n", what.c_str());
  std::exit(1);
}

std::unique_ptr<http::Server> StartEcho(bool tls) {
  http::Options options;
  const auto directory =
      std::filesystem::temp_directory_path() / ("keyward_http_bench." + std::to_string(::getpid()));
  if (tls) {
    std::filesystem::create_directory(directory);
    options.tls.certificate_path = directory / "certificate.pem";
    options.tls.key_path = directory / "key.pem";
    crypto::SystemRandom random;
    const auto written = crypto::WriteDevelopmentCertificate(
        options.tls.certificate_path, options.tls.key_path, core::SystemClock(), random);
    if (!written) Die(core::Describe(written.error()));
  }
  auto server = http::Server::Start(options, [](http::Request request, http::Responder responder) {
    http::Response response;
    response.body = std::move(request.body);
    responder.Send(std::move(response));
  });
  if (tls) std::filesystem::remove_all(directory);
  if (!server) Die(core::Describe(server.error()));
  return *std::move(server);
}

[[noreturn]] void Serve(bool tls) {
  const auto server = StartEcho(tls);
  std::printf("%u\n", static_cast<unsigned>(server->port()));
  std::fflush(stdout);
  for (;;) ::pause();
}

// A server in a process of its own, so that its CPU time can be told.
class EchoProcess {
 public:
  explicit EchoProcess(bool tls) {
    std::array<int, 2> ends = {};
    if (::pipe(ends.data()) != 0) Die("no pipe");
    std::fflush(stdout);  // or the child prints it too
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      Serve(tls);
    }
    ::close(ends[1]);
    std::FILE* out = ::fdopen(ends[0], "r");
    std::array<char, 16> line = {};
    if (out == nullptr || std::fgets(line.data(), line.size(), out) == nullptr) {
      Die("the server does not start");
    }
    port_ = static_cast<std::uint16_t>(std::strtoul(line.data(), nullptr, 10));
    std::fclose(out);
  }
  EchoProcess(const EchoProcess&) = delete;
  EchoProcess& operator=(const EchoProcess&) = delete;

  std::uint16_t port() const { return port_; }

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
  std::uint16_t port_ = 0;
};

void Measure(bool tls, int connections, std::chrono::seconds time) {
  const EchoProcess server(tls);
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t answered = DriveLoad(server.port(), tls, connections, time, EchoRequest());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const double cpu = server.Stop();
  std::printf("%-6s %12d %12.0f %20.1f\n", tls ? "tls" : "plain", connections,
              static_cast<double>(answered) / taken.count(),
              cpu * 1e6 / static_cast<double>(answered));
}

}  // namespace
}  // namespace keyward::bench

int main(int argc, char** argv) {
  using namespace keyward::bench;
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "serve" || mode == "serve-tls") Serve(mode == "serve-tls");
  const char* text = std::getenv("KEYWARD_BENCH_SECONDS");
  const std::chrono::seconds time(text != nullptr ? std::strtol(text, nullptr, 10) : 5);
  std::printf("%-6s %12s %12s %20s\n", "", "connections", "requests/s", "server CPU us each");
  for (const bool tls : {false, true}) {
    for (const int connections : {1, kConnections}) Measure(tls, connections, time);
  }
  return 0;
}
