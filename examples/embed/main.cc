// SPDX-License-Identifier: Apache-2.0
// May alice read this object? Prints the verdict. Exit status: 0 allowed, 1 denied, 2 error.
#include <iostream>

#include "policy/engine/policy_set.h"
#include "policy/language/parse.h"

using namespace keyward::policy;

int Fail(const keyward::core::Error& error) {
  std::cerr << keyward::core::Describe(error) << '\n';
  return 2;
}

int main() {
  auto own_folder = language::ParsePolicy(R"({"Version": "2012-10-17", "Statement": {
      "Effect": "Allow", "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::homes/${aws:username}/*"}})",
                                          "own-folder", language::PolicyKind::kIdentity);
  if (!own_folder) return Fail(own_folder.error());
  engine::Policies policies;
  policies.identity = {*own_folder};
  auto set = engine::PolicySet::Compile(policies);  // once, for any number of requests
  if (!set) return Fail(set.error());

  engine::Request request;
  request.caller = *engine::Caller::FromArn("arn:aws:iam::111122223333:user/alice");
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::homes/alice/notes.txt";
  request.context.Set("aws:username", "alice");
  if (auto ready = request.Prepare(); !ready) return Fail(ready.error());

  auto decision = engine::Evaluate(*set, request);
  if (!decision) return Fail(decision.error());
  std::cout << engine::VerdictName(decision->verdict) << '\n';
  return decision->allowed() ? 0 : 1;
}
