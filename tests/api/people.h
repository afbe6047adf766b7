// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/authorizer.h"
#include "api/caller.h"

namespace keyward::api {

// Callers and transports for tests. All are of account 111122223333.
inline Caller UserCaller(const std::string& name) {
  const std::string arn = "arn:aws:iam::111122223333:user/" + name;
  Caller caller;
  caller.principal = *policy::match::Caller::FromArn(arn);
  caller.account = "111122223333";
  caller.policy_arn = arn;
  caller.unique_id = "AIDAEXAMPLEEXAMPLE" + name;
  caller.user_id = caller.unique_id;
  caller.access_key_id = "AKIAEXAMPLEEXAMPLE22";
  return caller;
}

inline Caller RoleCaller(const std::string& role, const std::string& session) {
  Caller caller;
  caller.principal = *policy::match::Caller::FromArn("arn:aws:sts::111122223333:assumed-role/" +
                                                     role + "/" + session);
  caller.account = "111122223333";
  caller.policy_arn = "arn:aws:iam::111122223333:role/" + role;
  caller.unique_id = "AROAEXAMPLEEXAMPLE" + role;
  caller.user_id = caller.unique_id + ":" + session;
  caller.access_key_id = "ASIAEXAMPLEEXAMPLE22";
  caller.session = Session{};
  return caller;
}

inline Caller RootCaller() {
  Caller caller;
  caller.principal = *policy::match::Caller::FromArn("arn:aws:iam::111122223333:root");
  caller.account = "111122223333";
  caller.policy_arn = "arn:aws:iam::111122223333:root";
  caller.unique_id = caller.user_id = caller.account;
  return caller;
}

// 2024-05-01T12:00:00Z, over TLS, from 203.0.113.7 to eu-west-1.
inline Transport SomeTransport() {
  return {.source_ip = "203.0.113.7",
          .secure = true,
          .user_agent = "aws-cli/2",
          .region = "eu-west-1",
          .time = std::chrono::sys_seconds(std::chrono::seconds(1'714'564'800))};
}

}  // namespace keyward::api
