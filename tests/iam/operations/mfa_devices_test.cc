// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/mfa_devices.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "core/encoding.h"
#include "iam/records.h"
#include "iam/totp.h"
#include "tests/iam/operations/held_operation.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kArn = "arn:aws:iam::111122223333:mfa/";

class MfaDevicesTest : public testing::Test, public IamServer {
 protected:
  MfaDevicesTest() { Root("CreateUser", {{"UserName", "alice"}}); }

  json Make(const std::string& name, json more = json::object()) {
    more["VirtualMFADeviceName"] = name;
    return Root("CreateVirtualMFADevice", more);
  }
  rec::MfaDevice Device(const std::string& serial) {
    api::Unit unit(store());
    return **Load<rec::MfaDevice>(unit, MfaDeviceKey(kAccount, serial));
  }
  // Two codes of the device, the first of which is `behind` steps before the current one's.
  json Codes(const std::string& serial, std::int64_t behind) {
    const rec::MfaDevice device = Device(serial);
    const std::int64_t step =
        TotpStepAt(std::chrono::floor<std::chrono::seconds>(transport.time)) - behind;
    const crypto::Bytes seed = crypto::AsBytes(device.seed());
    return {{"SerialNumber", serial},
            {"UserName", "alice"},
            {"AuthenticationCode1", *TotpCode(seed, step)},
            {"AuthenticationCode2", *TotpCode(seed, step + 1)}};
  }
  json Enable(const std::string& name, std::int64_t behind = 1) {
    return Root("EnableMFADevice", Codes(kArn + name, behind));
  }
  void Later(int steps) { transport.time += std::chrono::seconds(30 * steps); }
  json Of(const std::string& name) {
    return {{"SerialNumber", kArn + name}, {"UserName", "alice"}};
  }
};

TEST_F(MfaDevicesTest, IsMadeWithASeedThatIsShownOnce) {
  const json made = Make("phone", {{"Path", "/team/"},
                                   {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}})["VirtualMFADevice"];
  EXPECT_EQ(made["SerialNumber"], kArn + "team/phone");
  const std::string text = *core::Base64Decode(made["Base32StringSeed"].get<std::string>());
  EXPECT_THAT(text, testing::MatchesRegex("[A-Z2-7]{64}"));
  EXPECT_EQ(text, Base32Encode(Device(kArn + "team/phone").seed()));
  EXPECT_FALSE(made.contains("QRCodePNG"));
  EXPECT_EQ(made["Tags"][0]["Key"], "k");
  EXPECT_EQ(Root("ListVirtualMFADevices")["VirtualMFADevices"],
            (json{{{"SerialNumber", kArn + "team/phone"}}}));
  EXPECT_EQ(Make("PHONE", {{"Path", "/TEAM/"}})["Message"],
            "MFADevice entity at the same path and name already exists.");
  EXPECT_EQ(Make("phone")["VirtualMFADevice"]["SerialNumber"], kArn + "phone");
  for (const std::string& line : audit().lines) EXPECT_THAT(line, testing::Not(HasSubstr(text)));
}

TEST_F(MfaDevicesTest, SerialNumberMustBeOneThatOtherOperationsTake) {
  const std::size_t room = 256 - kArn.size();
  const std::string longest(room, 'n');
  EXPECT_EQ(Make(longest)["VirtualMFADevice"]["SerialNumber"], kArn + longest);
  EXPECT_EQ(Enable(longest).size(), 0U);
  EXPECT_EQ(Make(longest + "n")["Error"], "ValidationError");
  EXPECT_EQ(Make("n", {{"Path", "/a|b/"}})["Error"], "ValidationError");
  // Longer names than a page marker has room for, alike in their first characters.
  Make(longest.substr(1));
  Make(longest.substr(2));
  EXPECT_EQ(All("ListVirtualMFADevices", "VirtualMFADevices", json::object(), 1).size(), 3U);
}

TEST_F(MfaDevicesTest, TwoConsecutiveCodesEnableIt) {
  Make("phone");
  json wrong = Codes(kArn + "phone", 1);
  std::swap(wrong["AuthenticationCode1"], wrong["AuthenticationCode2"]);
  EXPECT_EQ(Root("EnableMFADevice", wrong)["Error"], "InvalidAuthenticationCode");
  EXPECT_EQ(Root("EnableMFADevice", wrong)["Message"],
            "Authentication code for device is not valid.");
  EXPECT_EQ(Enable("phone", kEnableWithin + 2)["Error"], "InvalidAuthenticationCode");
  EXPECT_EQ(Enable("phone", kEnableWithin + 1).size(), 0U);
  EXPECT_EQ(Device(kArn + "phone").drift(), -kEnableWithin);
  EXPECT_EQ(Enable("phone")["Message"], "MFA Device is already in use.");
  const json shown = {
      {"UserName", "alice"}, {"SerialNumber", kArn + "phone"}, {"EnableDate", 1714564800}};
  EXPECT_EQ(Root("ListMFADevices", {{"UserName", "alice"}})["MFADevices"], json::array({shown}));
  EXPECT_EQ(Root("GetMFADevice", Of("phone")), shown);
  const json listed = Root("ListVirtualMFADevices")["VirtualMFADevices"][0];
  EXPECT_EQ(listed["User"]["UserName"], "alice");
  EXPECT_EQ(listed["EnableDate"], 1714564800);
  EXPECT_EQ(Root("DeleteVirtualMFADevice", {{"SerialNumber", kArn + "phone"}})["Message"],
            "MFA VirtualDevice in use. Must deactivate first.");
}

TEST_F(MfaDevicesTest, NoCodeIsTakenTwice) {
  Make("phone");
  const json codes = Codes(kArn + "phone", 1);
  EXPECT_EQ(Root("EnableMFADevice", codes).size(), 0U);
  EXPECT_EQ(Root("ResyncMFADevice", codes)["Error"], "InvalidAuthenticationCode");
  EXPECT_EQ(Root("DeactivateMFADevice", Of("phone")).size(), 0U);
  EXPECT_EQ(Root("EnableMFADevice", codes)["Error"], "InvalidAuthenticationCode");
  Later(2);
  EXPECT_EQ(Enable("phone").size(), 0U);
}

TEST_F(MfaDevicesTest, ResyncFindsAClockThatIsFurtherOff) {
  Make("phone");
  Enable("phone");
  EXPECT_EQ(Root("ResyncMFADevice", Codes(kArn + "phone", -kResyncWithin))["Error"],
            "InvalidAuthenticationCode");
  EXPECT_EQ(Root("ResyncMFADevice", Codes(kArn + "phone", 1 - kResyncWithin)).size(), 0U);
  EXPECT_EQ(Device(kArn + "phone").drift(), kResyncWithin);
}

TEST_F(MfaDevicesTest, IsDeactivatedAndDeleted) {
  Make("phone");
  Make("other");
  Enable("phone");
  Root("CreateUser", {{"UserName", "bob"}});
  EXPECT_EQ(
      Root("DeactivateMFADevice", {{"SerialNumber", kArn + "phone"}, {"UserName", "bob"}})["Error"],
      "NoSuchEntity");
  EXPECT_EQ(Root("DeactivateMFADevice", Of("other"))["Error"], "NoSuchEntity");
  EXPECT_EQ(Root("DeactivateMFADevice", Of("none"))["Message"],
            "VirtualMFADevice with serial number " + kArn + "none doesn't exist.");
  EXPECT_EQ(Root("DeactivateMFADevice", Of("Phone"))["Error"], "NoSuchEntity");
  EXPECT_EQ(Root("DeactivateMFADevice", Of("phone")).size(), 0U);
  EXPECT_EQ(Root("ListMFADevices", {{"UserName", "alice"}})["MFADevices"], json::array());
  EXPECT_EQ(Root("DeleteVirtualMFADevice", {{"SerialNumber", kArn + "phone"}}).size(), 0U);
  EXPECT_EQ(Root("DeleteVirtualMFADevice", {{"SerialNumber", kArn + "phone"}})["Error"],
            "NoSuchEntity");
  EXPECT_EQ(Root("DeleteVirtualMFADevice",
                 {{"SerialNumber", "arn:aws:iam::444455556666:mfa/other"}})["Error"],
            "NoSuchEntity");
}

TEST_F(MfaDevicesTest, AUserHasEightAtMost) {
  for (int i = 0; i < 9; ++i) {
    const std::string name = "d" + std::to_string(i);
    Make(name);
    EXPECT_EQ(Enable(name).value("Message", ""),
              i < 8 ? "" : "Cannot exceed quota for MFADevicesPerUser: 8");
  }
  EXPECT_EQ(All("ListMFADevices", "MFADevices", {{"UserName", "alice"}}, 3).size(), 8U);
  EXPECT_EQ(All("ListVirtualMFADevices", "VirtualMFADevices", json::object()).size(), 9U);
  EXPECT_EQ(
      All("ListVirtualMFADevices", "VirtualMFADevices", {{"AssignmentStatus", "Assigned"}}).size(),
      8U);
  EXPECT_EQ(All("ListVirtualMFADevices", "VirtualMFADevices", {{"AssignmentStatus", "Unassigned"}}),
            (json{{{"SerialNumber", kArn + "d8"}}}));
}

TEST_F(MfaDevicesTest, TagsAreSetAndRemoved) {
  Make("phone");
  Root("TagMFADevice",
       {{"SerialNumber", kArn + "phone"},
        {"Tags", {{{"Key", "a"}, {"Value", "1"}}, {{"Key", "b"}, {"Value", "2"}}}}});
  Root("UntagMFADevice", {{"SerialNumber", kArn + "phone"}, {"TagKeys", {"a"}}});
  EXPECT_EQ(All("ListMFADeviceTags", "Tags", {{"SerialNumber", kArn + "phone"}}),
            (json{{{"Key", "b"}, {"Value", "2"}}}));
  EXPECT_EQ(Enable("phone").size(), 0U);  // the seed is still there
}

TEST_F(MfaDevicesTest, IsAuthorizedOnDeviceOrUser) {
  Make("phone");
  rec::User user = Stored<rec::User>(*this, Kind::kUser, "alice");
  user.mutable_permissions()->add_inline_policies()->set_document(
      json{{"Version", "2012-10-17"},
           {"Statement",
            {{{"Effect", "Allow"},
              {"Action", "iam:*"},
              {"Resource", {kArn + "phone", "arn:aws:iam::111122223333:user/alice"}}}}}}
          .dump());
  Seed(*this, Kind::kUser, user);
  EXPECT_EQ(As("alice", "EnableMFADevice", Codes(kArn + "phone", 1)).size(), 0U);
  EXPECT_EQ(As("alice", "ListMFADevices")["MFADevices"].size(), 1U);
  EXPECT_EQ(As("alice", "DeactivateMFADevice", {{"SerialNumber", kArn + "phone"}}).size(), 0U);
  EXPECT_EQ(As("alice", "DeleteVirtualMFADevice", {{"SerialNumber", kArn + "phone"}}).size(), 0U);
  EXPECT_THAT(
      As("alice", "CreateVirtualMFADevice", {{"VirtualMFADeviceName", "x"}}).value("Message", ""),
      HasSubstr("iam:CreateVirtualMFADevice on resource: " + kArn + "x"));
  EXPECT_EQ(As("alice", "ListMFADevices", {{"UserName", "bob"}})["Error"], "AccessDenied");
}

TEST_F(MfaDevicesTest, OneOfTwoUsersGetsIt) {
  Make("phone");
  Root("CreateUser", {{"UserName", "bob"}});
  json codes = Codes(kArn + "phone", 1);
  codes["UserName"] = "bob";
  HeldOperation enable(*this, "EnableMFADevice", codes);
  HeldOperation remove(*this, "DeleteVirtualMFADevice", {{"SerialNumber", kArn + "phone"}});
  EXPECT_EQ(Enable("phone").size(), 0U);
  EXPECT_EQ(enable.Commit(), api::Unit::Outcome::kConflict);
  EXPECT_EQ(remove.Commit(), api::Unit::Outcome::kConflict);
}

}  // namespace
}  // namespace keyward::iam
