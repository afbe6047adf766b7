// SPDX-License-Identifier: Apache-2.0
//
// `keyward serve` as its users have it: the real binary, curl, signals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <regex>
#include <thread>

#include "tests/cli/process.h"
#include "tests/cli/running_keyward.h"
#include "tests/server/http/raw_client.h"
#include "tests/store/temp_directory.h"

namespace keyward::cli_test {
namespace {

using server::http_test::RawClient;
using store::ReadWhole;
using store::WriteWhole;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Words = std::vector<std::string>;

constexpr char kWhoAmI[] = "Action=GetCallerIdentity&Version=2011-06-15";
constexpr char kServing[] = R"("message":"serving")";

class ServeTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  static Words With(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Words Dev(const Words& more = {}) const {
    return With({"serve", "--dev", "--data-dir", Path("data"), "--http", "127.0.0.1:0"}, more);
  }

  // Starts it and waits until it serves.
  std::unique_ptr<RunningKeyward> Start(const Words& arguments, const Words& environment = {}) {
    auto running = std::make_unique<RunningKeyward>(arguments, environment,
                                                    Path("log." + std::to_string(++starts_)));
    EXPECT_TRUE(running->WaitFor(kServing)) << running->Log();
    return running;
  }
  std::unique_ptr<RunningKeyward> StartDev(const Words& more = {}) { return Start(Dev(more)); }
  // Where it fails at once.
  ProcessResult Fail(const Words& arguments, const Words& environment = {}) const {
    ProcessOptions options;
    options.arguments = arguments;
    options.environment = environment;
    return RunKeyward(options);
  }

  std::string Credential(const std::string& name) const {
    const std::string text = ReadWhole(Path("data/root-credentials"));
    const std::size_t from = text.find(name + " = ") + name.size() + 3;
    return text.substr(from, text.find('\n', from) - from);
  }
  static std::string Curl(const std::string& arguments) {
    return RunBash("no_proxy='*' curl -qs --max-time 20 -w '\\n%{http_code}' " + arguments).out;
  }
  // A request that is signed with the root credential, and its status as the last line.
  std::string Call(const std::string& url, const std::string& form, const std::string& secret = "",
                   const std::string& more = "") const {
    WriteWhole(Path("curlrc"), "user = \"" + Credential("aws_access_key_id") + ":" +
                                   (secret.empty() ? Credential("aws_secret_access_key") : secret) +
                                   "\"\n");
    return Curl("-K " + Path("curlrc") + " --aws-sigv4 aws:amz:eu-central-1:sts -d '" + form +
                "' " + more + " " + url);
  }
  static std::string Url(const RunningKeyward& running, const std::string& path = "/") {
    return "http://" + running.Address("http") + path;
  }
  // Asks until the answer has the status; "" when it never does.
  static std::string Eventually(const std::string& url, const std::string& status) {
    for (int i = 0; i < 100; ++i) {
      std::string answer = Curl(url);
      if (answer.ends_with("\n" + status)) return answer;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return "";
  }

  const store::TempDirectory directory_;
  int starts_ = 0;
};

TEST_F(ServeTest, FirstStartGivesACredentialThatWorks) {
  const auto running = StartDev();
  EXPECT_THAT(running->Log(), HasSubstr(R"("message":"the first account was made",)"
                                        R"("account":"111122223333")"));
  struct stat status = {};
  ASSERT_EQ(::stat(Path("data/root-credentials").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  const std::string answer = Call(Url(*running), kWhoAmI);
  EXPECT_THAT(answer, AllOf(HasSubstr("<Arn>arn:aws:iam::111122223333:root</Arn>"),
                            testing::EndsWith("\n200")));
  EXPECT_THAT(ReadWhole(Path("data/audit.log")), HasSubstr("GetCallerIdentity"));
  EXPECT_THAT(Curl("-d '" + std::string(kWhoAmI) + "' " + Url(*running)),
              HasSubstr("<Code>MissingAuthenticationToken</Code>"));
  const std::string secret = Credential("aws_secret_access_key");
  EXPECT_THAT(running->Log(), Not(HasSubstr(secret)));
  EXPECT_THAT(ReadWhole(Path("data/audit.log")), Not(HasSubstr(secret)));
}

// The first credential's file is one that AWS's tools, and our own, take by its name.
TEST_F(ServeTest, CredentialsFileIsNamedByAwssVariable) {
  const auto running = StartDev();
  const std::string type = "Content-Type: application/x-www-form-urlencoded";
  const ProcessResult done = RunBash(
      "export AWS_SHARED_CREDENTIALS_FILE=" + Path("data/root-credentials") + "; printf %s '" +
      kWhoAmI + "' | \"$KEYWARD\" sign POST " + Url(*running) + " --header '" + type +
      "' --region eu-west-1 --service sts --body - > " + Path("headers"));
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(
      Curl("-H @" + Path("headers") + " -H '" + type + "' -d '" + kWhoAmI + "' " + Url(*running)),
      testing::EndsWith("\n200"));
}

// Killed at any moment, the first start is completed by the next: whoever reads the file can call.
TEST_F(ServeTest, FirstStartThatIsKilledIsTakenUp) {
  for (const int step : {0, 4, 8, 12, 16, 20, 25, 30, 40, 50, 65, 80, 100}) {
    std::filesystem::remove_all(Path("data"));
    {
      const RunningKeyward first(Dev(), {}, Path("killed"));
      std::this_thread::sleep_for(std::chrono::milliseconds(step));
      first.Signal(SIGKILL);
    }
    const auto running = StartDev();
    EXPECT_FALSE(std::filesystem::exists(Path("data/root-credentials.new")));
    EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200")) << step;
  }
}

TEST_F(ServeTest, RestartKeepsTheAccount) {
  {
    const auto running = StartDev();
    running->Signal(SIGTERM);
    EXPECT_EQ(running->Wait(), 0);
  }
  const std::string credentials = ReadWhole(Path("data/root-credentials"));
  const auto running = StartDev();
  EXPECT_THAT(running->Log(), Not(HasSubstr("the first account was made")));
  EXPECT_EQ(ReadWhole(Path("data/root-credentials")), credentials);
  EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200"));
  running->Signal(SIGTERM);
  EXPECT_EQ(running->Wait(), 0);
  const ProcessResult other = Fail(Dev({"--account-id", "444455556666"}));
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.err, HasSubstr(R"("error":"AccountMismatch")"));
}

TEST_F(ServeTest, SigtermEndsWhatIsUnderWayAndNoMore) {
  const auto running = StartDev();
  const std::string address = running->Address("http");
  const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  RawClient client(port);
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nAc"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // it has begun
  running->Signal(SIGTERM);
  ASSERT_TRUE(running->WaitFor(R"("message":"draining")"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_THAT(Curl(Url(*running, "/healthz")), testing::EndsWith("\n000"));
  ASSERT_TRUE(client.Send("on"));
  const auto answer = client.Read();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_EQ(running->Wait(), 0);
  EXPECT_THAT(running->Log(), HasSubstr(R"("message":"stopped")"));
}

TEST_F(ServeTest, ReadinessLeavesBeforeThePortsDo) {
  const auto running = StartDev({"--drain-delay-seconds", "30"});
  EXPECT_EQ(Curl(Url(*running, "/readyz")), "ready\n\n200");
  EXPECT_EQ(Curl(Url(*running, "/healthz")), "alive\n\n200");
  EXPECT_THAT(Curl("-X POST " + Url(*running, "/healthz")), testing::EndsWith("\n405"));
  running->Signal(SIGINT);
  ASSERT_TRUE(running->WaitFor(R"("message":"draining")"));
  EXPECT_EQ(Eventually(Url(*running, "/readyz"), "503"), "the service is draining\n\n503");
  EXPECT_EQ(Curl(Url(*running, "/healthz")), "alive\n\n200");
  EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200"));
  running->Signal(SIGINT);  // who asks twice does not wait
  EXPECT_EQ(running->Wait(), 128 + SIGINT);
}

TEST_F(ServeTest, AuditFileThatIsGoneStopsServiceUntilSighup) {
  const auto running = StartDev();
  std::filesystem::rename(Path("data/audit.log"), Path("data/audit.log.moved"));
  EXPECT_EQ(Eventually(Url(*running, "/readyz"), "503"), "the audit log takes no records\n\n503");
  EXPECT_THAT(Call(Url(*running), kWhoAmI), Not(testing::EndsWith("\n200")));
  EXPECT_TRUE(running->WaitFor(R"("message":"not ready","error":"AuditUnavailable")"));
  running->Signal(SIGHUP);
  EXPECT_NE(Eventually(Url(*running, "/readyz"), "200"), "");
  EXPECT_TRUE(running->WaitFor(R"("message":"ready again")"));
  EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200"));
  EXPECT_THAT(ReadWhole(Path("data/audit.log")), HasSubstr("GetCallerIdentity"));
}

TEST_F(ServeTest, SighupTakesUpANewCertificate) {
  const Words tls = {"--dev-tls"};
  {
    const auto first = StartDev(tls);
    std::filesystem::copy_file(Path("data/dev-certificate.pem"), Path("old.pem"));
    first->Signal(SIGTERM);
    EXPECT_EQ(first->Wait(), 0);
  }
  const auto running = StartDev(tls);
  const std::string url = "https://" + running->Address("http") + "/healthz";
  EXPECT_THAT(Curl("--cacert " + Path("old.pem") + " " + url), testing::EndsWith("\n200"));
  EXPECT_THAT(
      Call("https://" + running->Address("http"), kWhoAmI, "", "--cacert " + Path("old.pem")),
      testing::EndsWith("\n200"));
  // Another pair, made by another installation.
  auto other =
      Start({"serve", "--dev", "--dev-tls", "--data-dir", Path("other"), "--http", "127.0.0.1:0"});
  other.reset();
  for (const char* name : {"dev-certificate.pem", "dev-key.pem"}) {
    std::filesystem::rename(Path(std::string("other/") + name), Path(std::string("data/") + name));
  }
  running->Signal(SIGHUP);
  ASSERT_TRUE(running->WaitFor(R"("message":"reloaded")"));
  const std::string fresh = "--cacert " + Path("data/dev-certificate.pem") + " ";
  EXPECT_THAT(Curl(fresh + url), testing::EndsWith("\n200"));
  EXPECT_THAT(Curl("--cacert " + Path("old.pem") + " " + url), testing::EndsWith("\n000"));
  // One that is none changes nothing.
  std::filesystem::rename(Path("data/dev-certificate.pem"), Path("good.pem"));
  WriteWhole(Path("data/dev-certificate.pem"), "not a certificate");
  running->Signal(SIGHUP);
  ASSERT_TRUE(running->WaitFor(R"("message":"not reloaded","error":"InvalidCertificate")"));
  EXPECT_THAT(Curl("--cacert " + Path("good.pem") + " " + url), testing::EndsWith("\n200"));
}

TEST_F(ServeTest, SecondProcessIsRefused) {
  const auto running = StartDev();
  const ProcessResult second = Fail(Dev());
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, HasSubstr(R"("message":"cannot start","error":"StoreLocked")"));
  const ProcessResult taken =
      Fail({"serve", "--dev", "--data-dir", Path("other"), "--http", running->Address("http")});
  EXPECT_EQ(taken.exit_code, 3);
  EXPECT_THAT(taken.err, HasSubstr(R"("error":"ListenFailed")"));
  EXPECT_FALSE(std::filesystem::exists(Path("other/root-credentials")));
  EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200"));
}

TEST_F(ServeTest, MetricsCountOperationsAndErrors) {
  const auto running = StartDev({"--metrics", "127.0.0.1:0"});
  const std::string metrics = "http://" + running->Address("metrics") + "/metrics";
  Call(Url(*running), kWhoAmI);
  Call(Url(*running), kWhoAmI);
  Call(Url(*running), kWhoAmI, std::string(40, 'x'));
  Call(Url(*running), "Action=GetAccessKeyInfo&Version=2011-06-15&AccessKeyId=x");
  const std::string text = Curl(metrics);
  EXPECT_THAT(text, HasSubstr("keyward_requests_total{operation=\"GetCallerIdentity\","
                              "service=\"sts\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("error=\"SignatureDoesNotMatch\",operation=\"unknown\","
                              "service=\"sts\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("error=\"ValidationError\",operation=\"GetAccessKeyInfo\","
                              "service=\"sts\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("keyward_request_duration_seconds_count{operation="
                              "\"GetCallerIdentity\",service=\"sts\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("keyward_ready 1\n"));
  EXPECT_THAT(Curl("http://" + running->Address("metrics") + "/"), testing::EndsWith("\n404"));
  EXPECT_THAT(Curl(Url(*running, "/metrics")), testing::EndsWith("\n403"));  // not on that port
}

TEST_F(ServeTest, PrintedConfigurationIsReadBack) {
  WriteWhole(Path("file.toml"), "data-dir = \"/file\"\ndev = true\nuser = \"file\"\n");
  const Words environment = {"KEYWARD_USER=variable", "KEYWARD_LOG_LEVEL=warn"};
  const ProcessResult printed = Fail({"serve", "--print-config", "--config", Path("file.toml"),
                                      "--log-level=error", "--audit-copies=stdout,/c"},
                                     environment);
  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out,
              AllOf(HasSubstr("\ndata-dir = \"/file\"\n"), HasSubstr("\nuser = \"variable\"\n"),
                    HasSubstr("\nlog-level = \"error\"\n"),
                    HasSubstr("\naudit-copies = [\"stdout\", \"/c\"]\n")));
  WriteWhole(Path("printed.toml"), printed.out);
  const ProcessResult again =
      Fail({"serve", "--print-config"}, {"KEYWARD_CONFIG=" + Path("printed.toml")});
  EXPECT_EQ(again.out, printed.out) << again.err;
}

TEST_F(ServeTest, WrongSettingsAreOneLine) {
  WriteWhole(Path("bad.toml"), "dev = true\nhtpp = \"127.0.0.1:1\"\n");
  const ProcessResult file = Fail({"serve", "--config", Path("bad.toml")});
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_EQ(file.err,
            "keyward: InvalidConfiguration: " + Path("bad.toml") + ":2:1: unknown key `htpp`\n");
  const ProcessResult flag = Fail(Dev({"--cache-mib", "many"}));
  EXPECT_EQ(flag.exit_code, 2);
  EXPECT_EQ(flag.err, "keyward: InvalidSetting: --cache-mib takes a number, not `many`\n");
  const ProcessResult variable = Fail(Dev(), {"KEYWARD_METRICS=9100"});
  EXPECT_EQ(variable.exit_code, 2);
  EXPECT_THAT(variable.err,
              StartsWith("keyward: InvalidSetting: KEYWARD_METRICS takes an address"));
  EXPECT_EQ(Fail({"serve", "--config", Path("none.toml")}).exit_code, 2);
  const ProcessResult plain = Fail({"serve", "--data-dir", Path("data")});
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_THAT(plain.err, HasSubstr("only dev serves plaintext"));
  EXPECT_EQ(Fail(Dev({"--http", "127.0.0.1:1"})).exit_code, 2);  // given twice
  const ProcessResult far =
      Fail({"serve", "--dev", "--data-dir", Path("far"), "--http", "192.0.2.1:80"});
  EXPECT_EQ(far.exit_code, 2);
  EXPECT_THAT(far.err, HasSubstr(R"("error":"InvalidOptions")"));
  EXPECT_FALSE(std::filesystem::exists(Path("far/store.db")));
}

TEST_F(ServeTest, OutsideDevTheFirstStartNamesItsAccount) {
  { StartDev({"--dev-tls"})->Signal(SIGTERM); }  // for its certificate
  const Words real = {"serve",
                      "--data-dir",
                      Path("real"),
                      "--http",
                      "127.0.0.1:0",
                      "--tls-certificate",
                      Path("data/dev-certificate.pem"),
                      "--tls-key",
                      Path("data/dev-key.pem"),
                      "--key-file",
                      Path("seal.key")};
  const ProcessResult without = Fail(real);
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("holds no installation; to make one, give --account-id"));
  EXPECT_FALSE(std::filesystem::exists(Path("seal.key")));
  const auto running = Start(With(real, {"--account-id", "999988887777"}));
  EXPECT_THAT(running->Log(), HasSubstr(R"("account":"999988887777")"));
  EXPECT_THAT(ReadWhole(Path("real/root-credentials")), StartsWith("[default]\n"));
  EXPECT_TRUE(std::filesystem::exists(Path("seal.key")));
}

TEST_F(ServeTest, ServiceManagerIsTold) {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, Path("notify").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto running = Start(Dev(), {"NOTIFY_SOCKET=" + Path("notify")});
  const auto hear = [socket] {
    std::array<char, 256> room = {};
    const ssize_t count = ::recv(socket, room.data(), room.size(), 0);
    return std::string(room.data(), static_cast<std::size_t>(count));
  };
  EXPECT_EQ(hear(), "READY=1\nSTATUS=serving");
  running->Signal(SIGHUP);
  EXPECT_THAT(hear(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+\n.*"));
  EXPECT_EQ(hear(), "READY=1\nSTATUS=serving");
  running->Signal(SIGTERM);
  EXPECT_EQ(hear(), "STOPPING=1\nSTATUS=draining");
  EXPECT_EQ(running->Wait(), 0);
  ::close(socket);
}

// What the kernel says of the process, line by line.
TEST_F(ServeTest, GivesUpRootAndCoreDumps) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give up being root";
  const passwd* nobody = ::getpwnam("nobody");
  ASSERT_NE(nobody, nullptr);
  std::filesystem::create_directory(Path("data"));
  for (const std::string& path : {directory_.path(), Path("data")}) {
    ASSERT_EQ(::chown(path.c_str(), nobody->pw_uid, nobody->pw_gid), 0);
  }
  const auto running = StartDev({"--user", "nobody"});
  const std::string process = "/proc/" + std::to_string(running->id());
  const std::string status = ReadWhole(process + "/status");
  const std::string id = std::to_string(nobody->pw_uid);
  EXPECT_THAT(status, HasSubstr("\nUid:\t" + id + "\t" + id + "\t" + id + "\t" + id + "\n"));
  EXPECT_THAT(status, HasSubstr("\nCapEff:\t0000000000000000\n"));
  EXPECT_THAT(status, HasSubstr("\nNoNewPrivs:\t1\n"));
  EXPECT_TRUE(
      std::regex_search(ReadWhole(process + "/limits"), std::regex("Max core file size +0 +0 ")));
  // Every thread, those that listened before too.
  for (const auto& thread : std::filesystem::directory_iterator(process + "/task")) {
    EXPECT_THAT(ReadWhole(thread.path() / "status"), HasSubstr("\nUid:\t" + id + "\t"));
  }
  struct stat owner = {};
  ASSERT_EQ(::stat(Path("data/root-credentials").c_str(), &owner), 0);
  EXPECT_EQ(owner.st_uid, nobody->pw_uid);
  EXPECT_THAT(Call(Url(*running), kWhoAmI), testing::EndsWith("\n200"));
  const ProcessResult unknown = Fail(Dev({"--user", "no-such-user"}));
  EXPECT_EQ(unknown.exit_code, 2);
}

}  // namespace
}  // namespace keyward::cli_test
