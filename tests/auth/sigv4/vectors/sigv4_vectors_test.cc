// SPDX-License-Identifier: Apache-2.0
// AWS's signing vectors, in both forms: every text that is signed, the signed request, that we
// accept it, and that we refuse it once any bit of it is another.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "auth/sigv4/timestamp.h"
#include "core/encoding.h"
#include "tests/auth/sigv4/message.h"
#include "tests/crypto/vectors/tally.h"

namespace keyward::auth::testing {
namespace {

using crypto::testing::Tally;
using nlohmann::json;

std::string Folder() {
  const char* named = std::getenv("KEYWARD_VECTORS");
  const char* source = std::getenv("KEYWARD_SOURCE_DIR");
  const std::string beside = std::string(source == nullptr ? "." : source) + "/../shared/vectors";
  return (named == nullptr ? beside : named) + std::string("/sigv4");
}

// One folder.
struct Case {
  std::string path;
  json context;
  Message request;
  SigningOptions options;
  Expectations expectations;
  std::chrono::seconds lifetime{0};

  std::string Read(const std::string& name) const {
    std::ifstream file(path + "/" + name + ".txt", std::ios::binary);
    if (!file.is_open()) ADD_FAILURE() << "no " << name;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  const json& credentials() const { return context.at("credentials"); }
  crypto::SecretBytes MakeSecret() const {
    return Secret(credentials().at("secret_access_key").get<std::string>());
  }
  Credentials MakeCredentials() const {
    return {credentials().at("access_key_id").get<std::string>(), MakeSecret(),
            credentials().value("token", ""), "vector"};
  }
};

Case Load(const std::string& path) {
  Case made{path, {}, {}, {}, {}, {}};
  std::ifstream file(path + "/context.json");
  made.context = json::parse(file);
  made.request = Message::Parse(made.Read("request"));
  const json& context = made.context;
  ServiceRules rules;
  rules.normalize_path = context.at("normalize").get<bool>();
  if (context.value("omit_session_token", false)) {
    rules.session_token = SessionTokenPlace::kAddedAfterSigning;
  }
  const auto time = ParseExtendedTime(context.at("timestamp").get<std::string>());
  EXPECT_TRUE(time.has_value());
  made.options = {context.at("region").get<std::string>(),
                  context.at("service").get<std::string>(),
                  time.value_or(kExampleTime),
                  rules,
                  context.at("sign_body").get<bool>(),
                  /*unsigned_payload=*/false};
  made.expectations = {made.options.region, made.options.service, rules};
  made.lifetime = std::chrono::seconds(context.at("expiration_in_seconds").get<int>());
  return made;
}

class Sigv4 : public ::testing::Test {
 protected:
  void SetUp() override { crypto::testing::RequireVectors(Folder()); }

  static void ForEach(const char* family, const std::function<void(const Case&, Tally&)>& check) {
    Tally tally(family);
    for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
      if (!entry.is_directory()) continue;
      SCOPED_TRACE(entry.path().filename().string());
      tally.Group();
      check(Load(entry.path().string()), tally);
    }
    EXPECT_GT(tally.checked(), 0U);
  }
};

void CheckTexts(const Case& vector, const std::string& form, const SignedTexts& texts) {
  EXPECT_EQ(texts.canonical_request, vector.Read(form + "-canonical-request"));
  EXPECT_EQ(texts.string_to_sign, vector.Read(form + "-string-to-sign"));
  EXPECT_EQ(texts.signature, vector.Read(form + "-signature"));
}

// Line ends at the end of a file are not the same in all vectors.
std::string WithoutLastLineEnds(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

void CheckDiagnosis(const Case& vector, const std::string& form, const Message& message) {
  const View view(message);
  const auto parsed = ParseAuthorization(view.request());
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto diagnosis = Diagnose(*parsed, view.request(), vector.options.rules);
  ASSERT_TRUE(diagnosis);
  EXPECT_EQ(diagnosis->canonical_request, vector.Read(form + "-canonical-request"));
  EXPECT_EQ(diagnosis->string_to_sign, vector.Read(form + "-string-to-sign"));
}

TEST_F(Sigv4, HeaderForm) {
  ForEach("SigV4 header form", [](const Case& vector, Tally& tally) {
    const View view(vector.request);
    const auto made = Sign(view.request(), vector.MakeCredentials(), vector.options);
    ASSERT_TRUE(made) << made.error().message;
    CheckTexts(vector, "header", made->texts);
    Message sent = vector.request;
    sent.Add(made->headers);
    EXPECT_EQ(WithoutLastLineEnds(sent.Text()),
              WithoutLastLineEnds(vector.Read("header-signed-request")));
    CheckDiagnosis(vector, "header", Message::Parse(vector.Read("header-signed-request")));
    tally.Checked();
  });
}

TEST_F(Sigv4, QueryForm) {
  ForEach("SigV4 query form", [](const Case& vector, Tally& tally) {
    const View view(vector.request);
    const auto made =
        Presign(view.request(), vector.MakeCredentials(), vector.options, vector.lifetime);
    ASSERT_TRUE(made) << made.error().message;
    CheckTexts(vector, "query", made->texts);
    Message sent = vector.request;
    sent.target = made->target;
    EXPECT_EQ(WithoutLastLineEnds(sent.Text()),
              WithoutLastLineEnds(vector.Read("query-signed-request")));
    CheckDiagnosis(vector, "query", Message::Parse(vector.Read("query-signed-request")));
    tally.Checked();
  });
}

TEST_F(Sigv4, AcceptsEach) {
  ForEach("SigV4 accepted", [](const Case& vector, Tally& tally) {
    SigningKeyCache cache(4);
    for (const char* form : {"header", "query"}) {
      const Message sent = Message::Parse(vector.Read(std::string(form) + "-signed-request"));
      for (int i = 0; i < 2; ++i) {
        const auto good =
            Check(sent, vector.MakeSecret(), vector.options.time, vector.expectations, &cache);
        EXPECT_TRUE(good) << form << ": " << good.error().message;
      }
      tally.Checked();
    }
    EXPECT_EQ(cache.size(), 1u);
  });
}

// What a bit that was turned may leave as it was, told by other means than the code under test: the
// names of headers in another case, the same parameters in other escapes, the same path by the
// rules of file systems.
std::multiset<std::string> Parameters(const std::string& target) {
  std::multiset<std::string> all;
  const std::size_t mark = target.find('?');
  if (mark == std::string::npos) return all;
  std::string parameter;
  for (std::size_t i = mark + 1; i <= target.size(); ++i) {
    if (i == target.size() || target[i] == '&') {
      if (!parameter.empty()) all.insert(parameter);
      parameter.clear();
    } else if (target[i] == '%') {
      parameter += static_cast<char>(std::strtol(target.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else {
      parameter += target[i];
    }
  }
  return all;
}

bool IsSamePath(const Case& vector, const std::string& a, const std::string& b) {
  const std::string one = a.substr(0, a.find('?'));
  const std::string other = b.substr(0, b.find('?'));
  if (one == other) return true;
  return vector.options.rules.normalize_path && std::filesystem::path(one).lexically_normal() ==
                                                    std::filesystem::path(other).lexically_normal();
}

bool IsSame(const Case& vector, const Message& a, const Message& b) {
  if (a.method != b.method || a.body != b.body || a.headers.size() != b.headers.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.headers.size(); ++i) {
    if (!core::EqualsIgnoreCase(a.headers[i].first, b.headers[i].first) ||
        a.headers[i].second != b.headers[i].second) {
      return false;
    }
  }
  return IsSamePath(vector, a.target, b.target) && Parameters(a.target) == Parameters(b.target);
}

// What is not signed, by the vector's own rule.
bool IsUnsigned(const Case& vector, const std::string& header) {
  return vector.options.rules.session_token == SessionTokenPlace::kAddedAfterSigning &&
         core::EqualsIgnoreCase(header, "x-amz-security-token");
}

class BitTurner {
 public:
  BitTurner(const Case& vector, Message message, Tally& tally)
      : vector_(vector),
        secret_(vector.MakeSecret()),
        original_(std::move(message)),
        message_(original_),
        tally_(tally) {}

  void TurnAll() {
    Turn(&message_.method);
    Turn(&message_.target);
    Turn(&message_.body);
    for (auto& [name, value] : message_.headers) {
      if (IsUnsigned(vector_, name)) {
        tally_.Skipped("header that is added after signing");
        continue;
      }
      Turn(&name);
      Turn(&value);
    }
  }

 private:
  void Turn(std::string* text) {
    for (std::size_t bit = 0; bit < text->size() * 8; ++bit) {
      char& c = (*text)[bit / 8];
      const char before = c;
      c = static_cast<char>(c ^ (1 << (bit % 8)));
      CheckRefused();
      c = before;
    }
  }

  void CheckRefused() {
    const auto result =
        Check(message_, secret_, vector_.options.time, vector_.expectations, &cache_);
    if (result) {
      if (IsSame(vector_, original_, message_)) return tally_.Skipped("means the same, accepted");
      if (IsTokenOfQuery()) return tally_.Skipped("parameter that is added after signing");
      ADD_FAILURE() << "accepted: " << message_.Text();
      return;
    }
    EXPECT_EQ(result.error().code, core::ErrorCode::kUnauthenticated);
    tally_.Checked();
  }

  // Whether only the value of a token differs that is added after signing.
  bool IsTokenOfQuery() const {
    if (vector_.options.rules.session_token == SessionTokenPlace::kSigned) return false;
    std::vector<std::string> differing;
    const auto was = Parameters(original_.target);
    const auto is = Parameters(message_.target);
    std::set_symmetric_difference(was.begin(), was.end(), is.begin(), is.end(),
                                  std::back_inserter(differing));
    return original_.headers == message_.headers && original_.method == message_.method &&
           std::all_of(differing.begin(), differing.end(), [](const std::string& parameter) {
             return parameter.rfind("X-Amz-Security-Token=", 0) == 0;
           });
  }

  const Case& vector_;
  const crypto::SecretBytes secret_;
  const Message original_;
  Message message_;
  SigningKeyCache cache_;
  Tally& tally_;
};

TEST_F(Sigv4, RefusesEachWithOneBitTurned) {
  ForEach("SigV4 bits turned", [](const Case& vector, Tally& tally) {
    for (const char* form : {"header", "query"}) {
      BitTurner(vector, Message::Parse(vector.Read(std::string(form) + "-signed-request")), tally)
          .TurnAll();
    }
  });
}

void ExpectRefused(const Case& vector, const Message& message, const Expectations& expectations,
                   std::chrono::sys_seconds now, const char* what, Tally& tally) {
  const auto result = Check(message, vector.MakeSecret(), now, expectations);
  EXPECT_FALSE(result) << what << " accepted";
  tally.Checked();
}

TEST_F(Sigv4, RefusesEachWithOneFieldChanged) {
  ForEach("SigV4 fields changed", [](const Case& vector, Tally& tally) {
    using std::chrono::minutes;
    using std::chrono::seconds;
    const auto time = vector.options.time;
    for (const std::string form : {"header", "query"}) {
      const Message sent = Message::Parse(vector.Read(form + "-signed-request"));
      const Expectations& right = vector.expectations;
      ExpectRefused(vector, sent, {"eu-west-1", right.service, right.rules}, time, "region", tally);
      ExpectRefused(vector, sent, {right.region, "iam", right.rules}, time, "service", tally);
      ExpectRefused(vector, sent, right, time - minutes(15) - seconds(1), "too early", tally);
      const seconds late = form == "header" ? seconds(minutes(15)) : vector.lifetime;
      ExpectRefused(vector, sent, right, time + late + seconds(1), "too late", tally);
      EXPECT_TRUE(Check(sent, vector.MakeSecret(), time + late, right));
      EXPECT_TRUE(Check(sent, vector.MakeSecret(), time - minutes(15), right));
      EXPECT_FALSE(Check(sent, Secret("another"), time, right));
      for (std::size_t i = 0; i < sent.headers.size(); ++i) {
        if (IsUnsigned(vector, sent.headers[i].first)) continue;
        Message less = sent;
        less.headers.erase(less.headers.begin() + static_cast<std::ptrdiff_t>(i));
        ExpectRefused(vector, less, right, time, "header left out", tally);
        Message more = sent;
        more.headers.push_back(sent.headers[i]);
        ExpectRefused(vector, more, right, time, "header twice", tally);
      }
      Message longer = sent;
      longer.body += " ";
      ExpectRefused(vector, longer, right, time, "body", tally);
    }
  });
}

}  // namespace
}  // namespace keyward::auth::testing
