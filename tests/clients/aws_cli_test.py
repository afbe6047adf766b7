#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an administrator does with the unmodified AWS CLI, and what a user without permission sees."""

import json
import sys
import unittest

import aws_cli
from aws_cli import AwsCli, Refused
from keyward_server import Credentials, KeywardServer


def document(effect, action, resource="*"):
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]})


TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}]})


class AdministratorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(KeywardServer())
        cls.root = AwsCli(cls.server.url, cls.server.root)

    def new_user(self, name):
        self.root("iam", "create-user", "--user-name", name)
        key = self.root("iam", "create-access-key", "--user-name", name)["AccessKey"]
        return AwsCli(self.server.url, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))

    def refused(self, code, call, *arguments):
        with self.assertRaises(Refused) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.code, code, caught.exception.message)
        return caught.exception.message

    def test_root_is_the_account(self):
        self.assertEqual(self.root("sts", "get-caller-identity"),
                         {"UserId": "111122223333", "Account": "111122223333",
                          "Arn": "arn:aws:iam::111122223333:root"})
        self.assertEqual(self.root("sts", "get-access-key-info", "--access-key-id", self.server.root.key_id),
                         {"Account": "111122223333"})

    def test_user_may_what_a_policy_allows_and_is_told_what_not(self):
        alice = self.new_user("alice")
        arn = "arn:aws:iam::111122223333:user/alice"
        self.assertEqual(alice("sts", "get-caller-identity")["Arn"], arn)
        self.assertEqual(
            self.refused("AccessDenied", alice, "iam", "get-user", "--user-name", "alice"),
            f"User: {arn} is not authorized to perform: iam:GetUser on resource: user alice because no "
            "identity-based policy allows the iam:GetUser action"
            .replace("user alice", arn))
        self.root("iam", "put-user-policy", "--user-name", "alice", "--policy-name", "self",
                  "--policy-document", document("Allow", "iam:GetUser", arn))
        self.assertEqual(alice("iam", "get-user")["User"]["Arn"], arn)
        self.assertIn("explicit deny in an identity-based policy", self.denied_by_attached(alice, arn))

    def denied_by_attached(self, alice, arn):
        policy = self.root("iam", "create-policy", "--policy-name", "no-alice", "--policy-document",
                           document("Deny", "iam:Get*", arn))["Policy"]["Arn"]
        self.root("iam", "attach-user-policy", "--user-name", "alice", "--policy-arn", policy)
        attached = self.root("iam", "list-attached-user-policies", "--user-name", "alice")
        self.assertEqual(attached["AttachedPolicies"], [{"PolicyName": "no-alice", "PolicyArn": policy}])
        message = self.refused("AccessDenied", alice, "iam", "get-user")
        self.assertEqual("Cannot delete a policy attached to entities.",
                         self.refused("DeleteConflict", self.root, "iam", "delete-policy",
                                      "--policy-arn", policy))
        self.root("iam", "detach-user-policy", "--user-name", "alice", "--policy-arn", policy)
        self.assertEqual(alice("iam", "get-user")["User"]["UserName"], "alice")
        self.root("iam", "delete-policy", "--policy-arn", policy)
        return message

    def test_group_gives_its_members_what_it_may(self):
        bob = self.new_user("bob")
        self.root("iam", "create-group", "--group-name", "readers")
        self.root("iam", "attach-group-policy", "--group-name", "readers", "--policy-arn",
                  "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
        self.refused("AccessDenied", bob, "iam", "list-users")
        self.root("iam", "add-user-to-group", "--group-name", "readers", "--user-name", "bob")
        self.assertIn("bob", [user["UserName"] for user in bob("iam", "list-users")["Users"]])
        self.refused("AccessDenied", bob, "iam", "create-user", "--user-name", "eve")
        self.root("iam", "remove-user-from-group", "--group-name", "readers", "--user-name", "bob")
        self.refused("AccessDenied", bob, "iam", "list-users")

    def test_boundary_takes_away(self):
        carol = self.new_user("carol")
        self.root("iam", "attach-user-policy", "--user-name", "carol", "--policy-arn",
                  "arn:aws:iam::aws:policy/AdministratorAccess")
        bound = self.root("iam", "create-policy", "--policy-name", "bound", "--policy-document",
                          document("Allow", "iam:List*"))["Policy"]["Arn"]
        self.root("iam", "put-user-permissions-boundary", "--user-name", "carol",
                  "--permissions-boundary", bound)
        carol("iam", "list-roles")
        self.assertIn("no permissions boundary allows",
                      self.refused("AccessDenied", carol, "iam", "get-user"))

    def test_role_is_made_changed_and_taken_away(self):
        role = self.root("iam", "create-role", "--role-name", "deploy", "--assume-role-policy-document",
                         TRUST, "--max-session-duration", "7200", "--tags", "Key=team,Value=core")["Role"]
        self.assertEqual(role["Arn"], "arn:aws:iam::111122223333:role/deploy")
        shown = self.root("iam", "get-role", "--role-name", "deploy")["Role"]
        self.assertEqual(shown["AssumeRolePolicyDocument"], json.loads(TRUST))
        self.assertEqual(shown["MaxSessionDuration"], 7200)
        self.root("iam", "put-role-policy", "--role-name", "deploy", "--policy-name", "p",
                  "--policy-document", document("Allow", "s3:GetObject"))
        self.assertEqual(self.root("iam", "get-role-policy", "--role-name", "deploy", "--policy-name",
                                   "p")["PolicyDocument"], json.loads(document("Allow", "s3:GetObject")))
        self.refused("DeleteConflict", self.root, "iam", "delete-role", "--role-name", "deploy")
        self.root("iam", "delete-role-policy", "--role-name", "deploy", "--policy-name", "p")
        self.root("iam", "delete-role", "--role-name", "deploy")
        self.assertEqual(self.refused("NoSuchEntity", self.root, "iam", "get-role", "--role-name", "deploy"),
                         "The role with name deploy cannot be found.")

    def test_access_keys_are_two_and_can_be_switched_off(self):
        dave = self.new_user("dave")
        second = self.root("iam", "create-access-key", "--user-name", "dave")["AccessKey"]
        self.assertEqual(
            self.refused("LimitExceeded", self.root, "iam", "create-access-key", "--user-name", "dave"),
            "Cannot exceed quota for AccessKeysPerUser: 2")
        keys = self.root("iam", "list-access-keys", "--user-name", "dave")["AccessKeyMetadata"]
        self.assertEqual([key["Status"] for key in keys], ["Active", "Active"])
        first = next(key["AccessKeyId"] for key in keys if key["AccessKeyId"] != second["AccessKeyId"])
        self.root("iam", "update-access-key", "--user-name", "dave", "--access-key-id", first, "--status",
                  "Inactive")
        self.refused("InvalidClientTokenId", dave, "sts", "get-caller-identity")
        self.assertNotIn(second["SecretAccessKey"], json.dumps(self.server.audit()))

    def test_lists_page_and_mistakes_are_named(self):
        for number in range(5):
            self.root("iam", "create-group", "--group-name", f"g{number}", "--path", "/pages/")
        names = [group["GroupName"] for group in self.root(
            "iam", "list-groups", "--path-prefix", "/pages/", "--page-size", "2")["Groups"]]
        self.assertEqual(names, [f"g{number}" for number in range(5)])
        self.assertEqual(
            self.refused("NoSuchEntity", self.root, "iam", "get-user", "--user-name", "non-existent-user"),
            "The user with name non-existent-user cannot be found.")
        self.assertIn("1 validation error detected: Value '../../x' at 'userName'",
                      self.refused("ValidationError", self.root, "iam", "create-user", "--user-name", "../../x"))
        self.refused("MalformedPolicyDocument", self.root, "iam", "create-policy", "--policy-name", "bad",
                     "--policy-document", "{}")

    def test_every_region_is_served(self):
        for region in ("eu-central-1", "us-gov-west-1"):
            self.assertEqual(AwsCli(self.server.url, self.server.root, region)("sts", "get-caller-identity")
                             ["Account"], "111122223333")


if __name__ == "__main__":
    reason = aws_cli.missing()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main(verbosity=2)
