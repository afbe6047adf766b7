// SPDX-License-Identifier: Apache-2.0
// What we sign we accept, and what was changed after signing we do not, for requests at random.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

using std::chrono::seconds;

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : engine_(seed) {}

  std::size_t Below(std::size_t bound) { return engine_() % bound; }
  bool Coin() { return Below(2) == 0; }

  std::string From(std::string_view alphabet, std::size_t least, std::size_t most) {
    std::string text;
    const std::size_t size = least + Below(most - least + 1);
    for (std::size_t i = 0; i < size; ++i) text += alphabet[Below(alphabet.size())];
    return text;
  }

  Message MakeMessage() {
    Message message;
    message.method = From("ABCXYZ", 1, 6);
    message.target = "/" + From("ab/.-_~ +:@\xc3\xa4", 0, 12) + (Coin() ? "%2F" : "");
    if (Coin()) message.target += "?" + From("ab=&+.~/?", 0, 20) + (Coin() ? "%c3=%A4" : "");
    message.headers = {{"HOST", From("abc.", 1, 10)}};
    for (std::size_t i = Below(6); i > 0; --i) {
      message.headers.emplace_back(From("abX-", 1, 8), From("ab \t,\"", 0, 12));
    }
    if (Coin()) message.headers.emplace_back("X-Amz-Meta-" + From("ab", 1, 2), From("a b", 0, 9));
    message.body = From(std::string_view("\0\xff\nab", 5), 0, 40);
    return message;
  }

  ServiceRules MakeRules() {
    ServiceRules rules;
    rules.normalize_path = Coin();
    rules.double_encode_path = Coin();
    rules.allow_unsigned_payload = Coin();
    rules.require_payload_hash = Coin();
    if (Coin()) rules.session_token = SessionTokenPlace::kAddedAfterSigning;
    return rules;
  }

 private:
  std::mt19937 engine_;  // its sequence is fixed by the C++ standard
};

// Signs in one of the forms; the message as it is sent.
Message SignSomehow(Generator& generator, Message message, const SigningOptions& options,
                    bool presign) {
  const Credentials credentials =
      ExampleCredentials(generator.Coin() ? "" : generator.From("ab+/=", 1, 30));
  const View view(message);
  if (presign) {
    auto made = Presign(view.request(), credentials, options, seconds(60));
    EXPECT_TRUE(made) << made.error().message << "\n" << message.Text();
    if (made) message.target = made->target;
  } else {
    auto made = Sign(view.request(), credentials, options);
    EXPECT_TRUE(made) << made.error().message << "\n" << message.Text();
    if (made) message.Add(made->headers);
  }
  return message;
}

TEST(SignAndVerify, AgreeOnRandomRequests) {
  constexpr int kRequests = 20000;
  SigningKeyCache cache(8);
  for (std::uint32_t seed = 0; seed < kRequests; ++seed) {
    Generator generator(seed);
    const Message message = generator.MakeMessage();
    SigningOptions options{"us-east-1", "own", kExampleTime, generator.MakeRules(), false, false};
    options.send_payload_hash = generator.Coin();
    const bool presign = generator.Coin();
    options.unsigned_payload = options.rules.allow_unsigned_payload && generator.Coin();
    const Message sent = SignSomehow(generator, message, options, presign);
    const Expectations right{"us-east-1", "own", options.rules};
    const auto good = Check(sent, Secret(), kExampleTime, right, &cache);
    ASSERT_TRUE(good) << seed << ": " << good.error().message << "\n" << sent.Text();

    Message changed = sent;
    changed.target.insert(1, "z");
    EXPECT_FALSE(Check(changed, Secret(), kExampleTime, right, &cache)) << changed.Text();
    changed = sent;
    changed.method += "Z";
    EXPECT_FALSE(Check(changed, Secret(), kExampleTime, right, &cache)) << changed.Text();
    changed = sent;
    changed.headers[0].second += "z";
    EXPECT_FALSE(Check(changed, Secret(), kExampleTime, right, &cache)) << changed.Text();
    changed = sent;
    changed.body += "z";
    const bool covered =
        !options.unsigned_payload && !(presign && options.rules.allow_unsigned_payload);
    EXPECT_EQ(!Check(changed, Secret(), kExampleTime, right, &cache), covered) << changed.Text();
  }
}

}  // namespace
}  // namespace keyward::auth::testing
