// SPDX-License-Identifier: Apache-2.0
// sign, presign and verify-request, through the command line.
#include "cli/auth_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command_line.h"
#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;
using testing::HasSubstr;
using testing::Not;

constexpr char kSecret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct Output {
  ExitCode code;
  std::string out;
  std::string err;
};

class AuthCommands : public testing::Test {
 protected:
  AuthCommands() {
    variables_ = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                  {"AWS_SECRET_ACCESS_KEY", kSecret},
                  {"AWS_REGION", "us-east-1"},
                  {"AWS_EC2_METADATA_DISABLED", "true"},
                  {"HOME", "/nonexistent"}};
  }

  Output Run(const std::vector<std::string>& arguments, const std::string& input = "") {
    cli::Environment environment;
    environment.variable = [this](const char* name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::string() : found->second;
    };
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = cli::RunCommandLine(arguments, environment, in, out, err);
    EXPECT_THAT(out.str() + err.str(), Not(HasSubstr(kSecret)));
    return {code, out.str(), err.str()};
  }

  // "keyward COMMAND …" for AWS's example service and time.
  Output RunExample(std::vector<std::string> arguments, const std::string& input = "") {
    for (const char* more : {"--service", "service", "--time", "20150830T123600Z"}) {
      arguments.emplace_back(more);
    }
    return Run(arguments, input);
  }

  std::map<std::string, std::string> variables_;
};

// The signatures of AWS's get-vanilla.
constexpr char kHeaderSignature[] =
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
constexpr char kQuerySignature[] =
    "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d";

std::string SignedExample() {
  return "GET / HTTP/1.1\r\n"
         "Host: example.amazonaws.com\r\n"
         "X-Amz-Date: 20150830T123600Z\r\n"
         "Authorization: AWS4-HMAC-SHA256 "
         "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
         "SignedHeaders=host;x-amz-date, Signature=" +
         std::string(kHeaderSignature) + "\r\n\r\n";
}

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST_F(AuthCommands, SignPrintsTheHeadersToAdd) {
  const Output run = RunExample({"sign", "GET", "https://example.amazonaws.com"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.out,
            "X-Amz-Date: 20150830T123600Z\n"
            "Authorization: AWS4-HMAC-SHA256 "
            "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=" +
                std::string(kHeaderSignature) + "\n");
}

TEST_F(AuthCommands, SignTakesHeadersBodyTokenAndHash) {
  variables_["AWS_SESSION_TOKEN"] = "token";
  const Output run =
      RunExample({"sign", "POST", "https://h:8443/p?q=1", "--header", "A: 1", "--header", "b:2",
                  "--body", "-", "--payload-hash", "--output", "json"},
                 "Param1=value1");
  ASSERT_EQ(run.code, ExitCode::kOk) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  EXPECT_EQ(
      json.at("canonicalRequest").get<std::string>(),
      "POST\n/p\nq=1\na:1\nb:2\nhost:h:8443\n"
      "x-amz-content-sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e\n"
      "x-amz-date:20150830T123600Z\nx-amz-security-token:token\n\n"
      "a;b;host;x-amz-content-sha256;x-amz-date;x-amz-security-token\n"
      "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e");
  EXPECT_EQ(json.at("headers").size(), 4u);
  EXPECT_THAT(json.at("stringToSign").get<std::string>(), testing::StartsWith("AWS4-HMAC-SHA256"));
}

TEST_F(AuthCommands, PresignPrintsTheUrl) {
  const Output run = RunExample({"presign", "GET", "https://example.amazonaws.com/"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_THAT(run.out, testing::StartsWith("https://example.amazonaws.com/?X-Amz-Algorithm="));
  EXPECT_THAT(run.out, testing::EndsWith(std::string("X-Amz-Signature=") + kQuerySignature + "\n"));
}

TEST_F(AuthCommands, WhatIsSignedVerifies) {
  variables_["AWS_SESSION_TOKEN"] = "a/token+";
  for (const char* service : {"kms", "s3"}) {
    const std::vector<std::string> rest = {"--service", service};
    std::vector<std::string> sign = {"sign", "PUT", "http://h:80/a%20b/./c?x=%2F&y", "--body", "-"};
    sign.insert(sign.end(), rest.begin(), rest.end());
    const std::string message =
        "PUT /a%20b/./c?x=%2F&y HTTP/1.1\nHost: h\n" + Run(sign, "body").out + "\nbody";
    const Output header = Run({"verify-request", "-", "--service", service}, message);
    EXPECT_EQ(header.code, ExitCode::kOk) << header.out << header.err;
    sign[0] = "presign";
    std::string url = Run(sign, "body").out;
    url.pop_back();
    const std::string target = url.substr(std::string("http://h:80").size());
    const Output query = Run({"verify-request", "-", "--service", service},
                             "PUT " + target + " HTTP/1.1\nHost: h\n\nbody");
    EXPECT_EQ(query.code, ExitCode::kOk) << query.out << query.err;
  }
}

TEST_F(AuthCommands, VerifyTellsValid) {
  const Output run = RunExample({"verify-request", "-"}, SignedExample());
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.out,
            "VALID\n"
            "signed as   AKIDEXAMPLE in the header, for 20150830/us-east-1/service/aws4_request, "
            "at 20150830T123600Z\n");
}

struct FindingCase {
  const char* what;
  const char* with;
  const char* error;
  const char* finding;
};

TEST_F(AuthCommands, VerifyTellsWhatIsWrong) {
  const FindingCase cases[] = {
      {"Host: example", "Host: fxample", "REFUSED (SignatureDoesNotMatch): The request signature",
       "neither other rules nor another payload make the signature right"},
      {"GET / ", "GET /%2F ", "REFUSED (SignatureDoesNotMatch): The request signature",
       "neither other rules"},
      {"us-east-1", "us-east-2", "Credential should be scoped to a valid region.", "neither other"},
      {"X-Amz-Date: 20150830T123600Z\r\n", "", "REFUSED (IncompleteSignature): Authorization", ""},
      {"X-Amz-Date: 20150830T123600Z\r\n", "X-Amz-Date: 20150830T123600Z\r\nX-Amz-Own: 1\r\n",
       "'X-Amz-Own' must be a 'SignedHeader'", "neither other rules"},
      {"AKIDEXAMPLE", "AKIDANOTHER", "REFUSED (InvalidClientTokenId): The security token",
       "the credentials at hand are of another access key or session token"},
  };
  for (const FindingCase& c : cases) {
    const Output run =
        RunExample({"verify-request", "-"}, Replaced(SignedExample(), c.what, c.with));
    EXPECT_EQ(run.code, ExitCode::kDenied) << c.with << run.err;
    EXPECT_THAT(run.out, HasSubstr(c.error));
    EXPECT_THAT(run.out, HasSubstr(c.finding));
  }
}

TEST_F(AuthCommands, VerifyFindsAnotherPayload) {
  const Output body = RunExample({"verify-request", "-"}, SignedExample() + "body");
  EXPECT_THAT(body.out, HasSubstr("found       the signature is right for an empty body"));
  const Output hashed =
      RunExample({"sign", "POST", "https://h/", "--body", "-", "--payload-hash"}, "one");
  const Output claimed =
      RunExample({"verify-request", "-"}, "POST / HTTP/1.1\nHost: h\n" + hashed.out + "\nanother");
  EXPECT_THAT(claimed.out, HasSubstr("right for the payload hash in x-amz-content-sha256"));
}

TEST_F(AuthCommands, VerifyFindsAnotherRuleForThePath) {
  // AWS's get-slash-unnormalized.
  const std::string message =
      Replaced(Replaced(SignedExample(), "GET / ", "GET // "), kHeaderSignature,
               "c88bcd3d312d75078c0cd961d6deae3f4c754924b01669efcfcb439fd5e5b76e");
  EXPECT_THAT(RunExample({"verify-request", "-"}, message).out,
              HasSubstr("found       the signature is right if the path is not normalised\n"));
}

TEST_F(AuthCommands, VerifyAtTheTimeOfSigning) {
  const Output late = Run({"verify-request", "-", "--service", "service"}, SignedExample());
  EXPECT_EQ(late.code, ExitCode::kDenied);
  EXPECT_THAT(late.out, HasSubstr("Signature expired: 20150830T123600Z is now earlier than"));
  EXPECT_THAT(late.out, HasSubstr("right for the scope and time that the request claims"));
  const Output then =
      Run({"verify-request", "-", "--service", "service", "--time", "signed"}, SignedExample());
  EXPECT_EQ(then.code, ExitCode::kOk);
}

TEST_F(AuthCommands, VerifyComparesWithTheSigners) {
  const std::string canonical =
      TemporaryFile("canonical",
                    "GET\n/\n\nhost:other\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n"
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
  const std::string text =
      TemporaryFile("text",
                    "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n"
                    "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63\n");
  const Output run = RunExample({"verify-request", "-", "--canonical-request", canonical,
                                 "--string-to-sign", text, "--output", "json"},
                                Replaced(SignedExample(), "Signature=5", "Signature=6"));
  EXPECT_EQ(run.code, ExitCode::kDenied) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  EXPECT_EQ(json.at("verdict"), "refused");
  EXPECT_EQ(json.at("error").at("code"), "SignatureDoesNotMatch");
  EXPECT_EQ(json.at("findings").at(1),
            "the canonical request differs in line 4, the header `host`: theirs is `host:other`, "
            "ours is `host:example.amazonaws.com`");
  EXPECT_EQ(json.at("findings").at(2), "the string to sign is the same on both sides");
  EXPECT_THAT(run.out, Not(HasSubstr(kHeaderSignature)));
}

TEST_F(AuthCommands, SecretComesFromAFile) {
  const std::string secret = TemporaryFile("secret", std::string(kSecret) + "\n");
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  variables_.erase("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(RunExample({"verify-request", "-", "--secret-file", secret}, SignedExample()).code,
            ExitCode::kOk);
  const Output run = RunExample({"sign", "GET", "https://example.amazonaws.com", "--secret-file",
                                 secret, "--access-key-id", "AKIDEXAMPLE"});
  EXPECT_THAT(run.out, HasSubstr(kHeaderSignature));
  const Output wrong = RunExample(
      {"verify-request", "-", "--secret-file", TemporaryFile("other", "other")}, SignedExample());
  EXPECT_EQ(wrong.code, ExitCode::kDenied);
}

TEST_F(AuthCommands, SecretComesFromAProfile) {
  variables_ = {
      {"AWS_SHARED_CREDENTIALS_FILE", TemporaryFile("credentials",
                                                    "[dev]\naws_access_key_id = AKIDEXAMPLE\n"
                                                    "aws_secret_access_key = " +
                                                        std::string(kSecret) + "\n")},
      {"AWS_CONFIG_FILE", TemporaryFile("config", "[profile dev]\nregion = us-east-1\n")}};
  const Output run =
      RunExample({"sign", "GET", "https://example.amazonaws.com", "--profile", "dev"});
  EXPECT_THAT(run.out, HasSubstr(kHeaderSignature)) << run.err;
}

struct BadCase {
  std::vector<std::string> arguments;
  const char* input;
  const char* message;
};

TEST_F(AuthCommands, BadInputIsOneLine) {
  variables_.erase("AWS_REGION");
  const std::vector<std::string> verify = {"verify-request", "-", "--region", "r",
                                           "--service",      "s"};
  const auto sign = [](std::vector<std::string> more) {
    std::vector<std::string> all = {"sign", "GET", "https://h/", "--service", "s", "--region", "r"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const BadCase cases[] = {
      {{"sign", "GET", "https://h/"}, "", "--service is required"},
      {{"sign", "GET", "https://h/", "--service", "s"}, "", "no region: give --region"},
      {{"sign", "GET", "ftp://h/", "--service", "s"}, "", "must begin with `https://`"},
      {{"sign", "GET", "https://u:p@h/", "--service", "s"}, "", "malformed host"},
      {{"sign", "GET", "https:///x", "--service", "s"}, "", "malformed host"},
      {{"sign", "GET", "https://h:x/", "--service", "s"}, "", "malformed host"},
      {{"sign", "GET", "https://[::1/", "--service", "s"}, "", "malformed host"},
      {{"sign", "GET", "https://h/#f", "--service", "s"}, "", "fragment"},
      {{"sign", "GET", "https://h/a b", "--service", "s"}, "", "percent-encoded"},
      {{"sign", "GET", "https://h/\xc3\xa4", "--service", "s"}, "", "percent-encoded"},
      {{"sign", "G T", "https://h/", "--service", "s", "--region", "r"}, "", "method is malformed"},
      {sign({"--header", "x"}), "", "expected a header as `Name: value` (--header)"},
      {sign({"--header", "a: b\nc"}), "", "expected a header"},
      {sign({"--header", "Host: x"}), "", "one `Host` header"},
      {sign({"--time", "yesterday"}), "", "`yesterday` is no time such as"},
      {sign({"--body", "/nonexistent"}), "", "FileNotFound"},
      {sign({"--access-key-id", "A"}), "", "go together"},
      {sign({"--secret-file", "/nonexistent"}), "", "go together"},
      {sign({"--secret-file", "/nonexistent", "--access-key-id", "A"}), "", "FileNotFound"},
      {sign({"--unsigned-payload"}), "", "does not take unsigned payloads"},
      {{"presign", "GET", "https://h/", "--service", "s", "--region", "r", "--expires", "604801"},
       "",
       "from 1 to 604800 seconds, not 604801"},
      {{"presign", "GET", "https://h/", "--service", "s", "--region", "r", "--expires", "1h"},
       "",
       "--expires takes a number of seconds, not `1h`"},
      {verify, "", "line 1 of the request: expected `METHOD TARGET HTTP/1.1`"},
      {verify, "GET / HTTP/1.1\n", "line 1 of the request: an empty line must end the headers"},
      {verify, "GET / HTTP/1.1\nhidden\n\n", "line 2 of the request: expected a header"},
      {verify, "GET / HTTP/1.1\nA : b\n\n", "line 2 of the request: expected a header"},
      {verify, "GET / HTTP/1.1\nA: b\n c\n\n", "line 3 of the request: a header may not go on"},
      {verify, "GET / HTTP/1.1\nContent-Length: 5\n\nbody", "the body has 4 bytes"},
      {verify, "GET / HTTP/1.1\nTransfer-Encoding: chunked\n\n", "has Transfer-Encoding"},
      {{"verify-request", "-", "--region", "r", "--service", "s", "--canonical-request", "-"},
       "",
       "standard input can be read for one file only"},
  };
  for (const BadCase& c : cases) {
    const Output run = Run(c.arguments, c.input);
    EXPECT_EQ(run.code, ExitCode::kBadInput) << c.message;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(c.message));
    EXPECT_THAT(run.err, Not(HasSubstr("hidden")));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }
}

TEST_F(AuthCommands, NoOptionTakesASecret) {
  for (const cli::Command& command : cli::DescribeCommands().subcommands) {
    for (const cli::CommandOption& option : command.options) {
      if (option.name.find("secret") == std::string::npos) continue;
      EXPECT_TRUE(option.takes_file) << command.name << " " << option.name;
    }
  }
}

TEST_F(AuthCommands, UrlsOwnPortIsNotInTheHost) {
  for (const char* url : {"https://example.amazonaws.com:443/", "HTTPS://example.amazonaws.com",
                          "http://example.amazonaws.com:80"}) {
    EXPECT_THAT(RunExample({"sign", "GET", url}).out, HasSubstr(kHeaderSignature)) << url;
  }
  const Output other = RunExample({"sign", "GET", "https://[::1]:80/?a", "--output", "json"});
  EXPECT_THAT(other.out, HasSubstr(R"(\nhost:[::1]:80\n)")) << other.err;
}

}  // namespace
}  // namespace keyward::cli_test
