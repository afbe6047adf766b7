// SPDX-License-Identifier: Apache-2.0
//
// The AWS SDK for JavaScript, unmodified, against the server at KEYWARD_URL; its credentials come from the file that
// the server wrote (AWS_SHARED_CREDENTIALS_FILE).
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, CreateRoleCommand, CreateUserCommand,
  GetRoleCommand, GetUserCommand, IAMClient, ListPoliciesCommand, PutUserPolicyCommand, paginateListUsers,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const endpoint = process.env.KEYWARD_URL;
const iam = new IAMClient({ endpoint, maxAttempts: 1 });
const document = (effect, action) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: effect, Action: action, Resource: "*" }] });

test("the credentials file's root user is the caller", async () => {
  const answer = await new STSClient({ endpoint, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));
  assert.equal(answer.Arn, "arn:aws:iam::111122223333:root");
  assert.equal(answer.$metadata.httpStatusCode, 200);
  assert.match(answer.$metadata.requestId, /^[0-9a-f-]{36}$/);
});

test("a user is refused until a policy allows", async () => {
  const made = await iam.send(new CreateUserCommand({ UserName: "js", Tags: [{ Key: "k", Value: "v é" }] }));
  assert.ok(made.User.CreateDate instanceof Date);
  assert.deepEqual((await iam.send(new GetUserCommand({ UserName: "js" }))).User.Tags, [{ Key: "k", Value: "v é" }]);
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "js" }));
  const user = new IAMClient({
    endpoint, maxAttempts: 1, credentials: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey },
  });
  await assert.rejects(user.send(new GetUserCommand({})), (error) => {
    assert.equal(error.name, "AccessDenied");
    assert.match(error.message, /^User: arn:aws:iam::111122223333:user\/js is not authorized to perform: iam:GetUser/);
    return true;
  });
  await iam.send(new PutUserPolicyCommand({
    UserName: "js", PolicyName: "p", PolicyDocument: document("Allow", "iam:GetUser"),
  }));
  assert.equal((await user.send(new GetUserCommand({}))).User.UserName, "js");
});

test("errors are the SDK's own classes", async () => {
  await assert.rejects(iam.send(new GetUserCommand({ UserName: "nobody" })), {
    name: "NoSuchEntityException", message: "The user with name nobody cannot be found.",
  });
  await assert.rejects(iam.send(new CreatePolicyCommand({ PolicyName: "bad", PolicyDocument: "{" })), {
    name: "MalformedPolicyDocumentException",
  });
});

test("policies, roles and pages", async () => {
  const { Policy: policy } = await iam.send(new CreatePolicyCommand({
    PolicyName: "js", PolicyDocument: document("Allow", "s3:*"),
  }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "js", PolicyArn: policy.Arn }));
  const { Policies: local } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
  assert.deepEqual(local.map((one) => [one.PolicyName, one.AttachmentCount]), [["js", 1]]);
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  await iam.send(new CreateRoleCommand({ RoleName: "js", AssumeRolePolicyDocument: trust }));
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: "js" }));
  assert.equal(decodeURIComponent(role.AssumeRolePolicyDocument), trust);
  for (const name of ["a", "b", "c"]) await iam.send(new CreateUserCommand({ UserName: name, Path: "/many/" }));
  const names = [];
  for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: "/many/" })) {
    assert.ok(page.Users.length <= 2);
    names.push(...page.Users.map((user) => user.UserName));
  }
  assert.deepEqual(names, ["a", "b", "c"]);
});
