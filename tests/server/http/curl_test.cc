// SPDX-License-Identifier: Apache-2.0
//
// curl as a client that nobody here wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/clock.h"
#include "crypto/dev_certificate.h"
#include "crypto/random.h"
#include "tests/server/http/echo_server.h"

namespace keyward::server::http_test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class Curl : public testing::Test {
 protected:
  Curl() {
    std::string directory = std::filesystem::temp_directory_path() / "keyward_curl.XXXXXX";
    directory_ = ::mkdtemp(directory.data());
    std::ofstream(directory_ / "body") << std::string(150'000, 'x');
  }
  ~Curl() override { std::filesystem::remove_all(directory_); }

  // What curl prints, its account of headers included, which it marks with "> " and "< ".
  std::string Run(const std::string& arguments) const {
    const std::string command = "cd " + directory_.string() +
                                " && no_proxy=* curl -qsv --max-time 20 " + arguments +
                                " 2>&1; echo \"exit $?\"";
    std::FILE* out = ::popen(command.c_str(), "r");
    std::string printed;
    std::array<char, 4096> buffer;
    for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), out)) > 0;) {
      printed.append(buffer.data(), count);
    }
    ::pclose(out);
    return printed;
  }
  static std::string Url(const EchoServer& server, const char* scheme = "http") {
    return std::string(scheme) + "://localhost:" + std::to_string(server.port());
  }

  std::filesystem::path directory_;
};

TEST_F(Curl, AsksTwiceOverOneConnection) {
  const EchoServer server;
  const std::string printed = Run("--http1.1 " + Url(server) + "/a " + Url(server) + "/b");
  EXPECT_THAT(printed, AllOf(HasSubstr("GET /a\n"), HasSubstr("GET /b\n"),
                             HasSubstr("Re-using existing connection"), EndsWith("exit 0\n")));
}

TEST_F(Curl, SendsABody) {
  const EchoServer server;
  EXPECT_THAT(Run("-d hello " + Url(server)),
              AllOf(HasSubstr("< HTTP/1.1 200 OK"), HasSubstr("\n\nhello"), EndsWith("exit 0\n")));
}

TEST_F(Curl, UploadsInChunksAndWaitsForContinue) {
  const EchoServer server({}, [](http::Request request, http::Responder responder) {
    responder.Send(Text(200, std::to_string(request.body.size()) + "\n"));
  });
  const std::string printed = Run("-T - -H 'Expect: 100-continue' " + Url(server) + "/ <body");
  EXPECT_THAT(printed,
              AllOf(HasSubstr("> Transfer-Encoding: chunked"), HasSubstr("< HTTP/1.1 100 Continue"),
                    HasSubstr("150000\n"), EndsWith("exit 0\n")));
}

TEST_F(Curl, HearsThatABodyIsTooLongBeforeSendingIt) {
  http::Options options;
  options.limits.body_bytes = 1000;
  const EchoServer server(options);
  const std::string printed = Run("-T body -H 'Expect: 100-continue' " + Url(server) + "/");
  EXPECT_THAT(printed, AllOf(HasSubstr("< HTTP/1.1 413 Content Too Large"),
                             Not(HasSubstr("100 Continue")), EndsWith("exit 0\n")));
}

TEST_F(Curl, SpeaksHttp10) {
  const EchoServer server;
  EXPECT_THAT(Run("-0 " + Url(server)),
              AllOf(HasSubstr("GET /\n"), HasSubstr("< Connection: close"), EndsWith("exit 0\n")));
}

TEST_F(Curl, SpeaksTlsToADevelopmentCertificate) {
  http::Options options;
  options.tls.certificate_path = directory_ / "server.pem";
  options.tls.key_path = directory_ / "server.key";
  crypto::SystemRandom random;
  ASSERT_TRUE(crypto::WriteDevelopmentCertificate(options.tls.certificate_path,
                                                  options.tls.key_path, core::SystemClock(), random)
                  .has_value());
  const EchoServer server(options);
  const std::string url = Url(server, "https");
  EXPECT_THAT(Run("--cacert server.pem -d hello " + url),
              AllOf(HasSubstr("ALPN: server accepted http/1.1"), HasSubstr("TLSv1.3"),
                    HasSubstr("\n\nhello"), EndsWith("exit 0\n")));
  EXPECT_THAT(Run("--cacert server.pem --tls-max 1.2 " + url),
              AllOf(HasSubstr("GET /\n"), EndsWith("exit 0\n")));
  EXPECT_THAT(Run(url), EndsWith("exit 60\n"));  // not trusted by anybody else
}

}  // namespace
}  // namespace keyward::server::http_test
