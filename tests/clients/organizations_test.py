#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The unmodified AWS CLI on AWS Organizations' operations: accounts, SCPs, their attachments and effect."""

import json
import sys
import unittest

import aws_cli
from aws_cli import AwsCli, Refused
from keyward_server import Credentials, KeywardServer

MANAGEMENT = "111122223333"
FULL_ACCESS = "p-FullAWSAccess"
SCP = "SERVICE_CONTROL_POLICY"
NO_IAM = json.dumps({"Version": "2012-10-17",
                     "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]})


class OrganizationsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(KeywardServer())
        cls.aws = AwsCli(cls.server.url, cls.server.root)
        cls.root = cls.org("list-roots")["Roots"][0]

    @classmethod
    def org(cls, command, *arguments):
        return cls.aws("organizations", command, *arguments)

    def refused(self, code, call, *arguments):
        with self.assertRaises(Refused) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.code, code, caught.exception.message)
        return caught.exception.message

    def policy(self, name, content=NO_IAM, kind=SCP):
        return self.org("create-policy", "--name", name, "--description", "", "--type", kind, "--content",
                        content)["Policy"]["PolicySummary"]

    def ids(self, *arguments):
        return sorted(policy["Id"] for policy in self.org(*arguments)["Policies"])

    def test_organization_and_its_root(self):
        organization = self.org("describe-organization")["Organization"]
        self.assertRegex(organization["Id"], "^o-[a-z0-9]{10,32}$")
        self.assertEqual((organization["MasterAccountId"], organization["FeatureSet"]), (MANAGEMENT, "ALL"))
        self.assertEqual(organization["Arn"],
                         f"arn:aws:organizations::{MANAGEMENT}:organization/{organization['Id']}")
        self.assertRegex(self.root["Id"], "^r-[0-9a-z]{4,32}$")
        self.assertEqual({(kind["Type"], kind["Status"]) for kind in self.root["PolicyTypes"]},
                         {(SCP, "ENABLED"), ("RESOURCE_CONTROL_POLICY", "ENABLED")})

    def test_policy_is_attached_listed_and_taken_away(self):
        asked = self.org("create-account", "--account-name", "Data", "--email", "data@example.com")
        request = asked["CreateAccountStatus"]["Id"]
        status = self.org("describe-create-account-status", "--create-account-request-id", request)
        self.assertEqual(status["CreateAccountStatus"]["State"], "SUCCEEDED")
        account = status["CreateAccountStatus"]["AccountId"]
        policy = self.policy("no-iam")
        self.assertEqual((policy["Name"], policy["Type"], policy["AwsManaged"]), ("no-iam", SCP, False))
        both = [("--policy-id", policy["Id"], "--target-id", target) for target in (account, self.root["Id"])]
        for pair in both:
            self.assertIsNone(self.org("attach-policy", *pair))
        self.refused("DuplicatePolicyAttachmentException", self.org, "attach-policy", *both[0])
        self.assertEqual(self.ids("list-policies", "--filter", SCP, "--page-size", "1"),
                         sorted([FULL_ACCESS, policy["Id"]]))
        self.assertEqual(self.ids("list-policies-for-target", "--target-id", account, "--filter", SCP),
                         sorted([FULL_ACCESS, policy["Id"]]))
        targets = self.org("list-targets-for-policy", "--policy-id", policy["Id"])["Targets"]
        self.assertEqual({(target["TargetId"], target["Type"], target["Name"]) for target in targets},
                         {(account, "ACCOUNT", "Data"), (self.root["Id"], "ROOT", "Root")})
        self.has_no_effect_on_the_management_account()
        self.refused("PolicyInUseException", self.org, "delete-policy", "--policy-id", policy["Id"])
        for pair in both:
            self.assertIsNone(self.org("detach-policy", *pair))
        self.refused("PolicyNotAttachedException", self.org, "detach-policy", *both[0])
        self.assertIsNone(self.org("delete-policy", "--policy-id", policy["Id"]))
        self.refused("PolicyNotFoundException", self.org, "describe-policy", "--policy-id", policy["Id"])

    def has_no_effect_on_the_management_account(self):
        """While the policy that denies iam:* is attached to the root."""
        self.aws("iam", "create-user", "--user-name", "alice")
        key = self.aws("iam", "create-access-key", "--user-name", "alice")["AccessKey"]
        alice = AwsCli(self.server.url, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
        message = self.refused("AccessDeniedException", alice, "organizations", "list-roots")
        self.assertIn("is not authorized to perform: organizations:ListRoots", message)
        self.aws("iam", "attach-user-policy", "--user-name", "alice", "--policy-arn",
                 "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
        self.assertEqual(alice("iam", "get-user")["User"]["UserName"], "alice")

    def test_mistakes_have_their_names(self):
        malformed = self.refused("MalformedPolicyDocumentException", self.policy, "bad",
                                 '{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}')
        self.assertIn("/Statement/0", malformed)
        self.refused("PolicyTypeNotAvailableForOrganizationException", self.policy, "tags", "{}", "TAG_POLICY")
        self.refused("TargetNotFoundException", self.org, "attach-policy", "--policy-id", FULL_ACCESS,
                     "--target-id", "999988887777")
        self.assertIn("You cannot remove the last policy", self.refused(
            "ConstraintViolationException", self.org, "detach-policy", "--policy-id", FULL_ACCESS,
            "--target-id", self.root["Id"]))
        self.refused("InvalidInputException", self.org, "delete-policy", "--policy-id", FULL_ACCESS)


if __name__ == "__main__":
    reason = aws_cli.missing()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main(verbosity=2)
