#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keyward org against keyward serve: an account, policies, their attachments, and mistakes."""

import json
import pathlib
import sys
import tempfile
import unittest

from client_process import Run

sys.path.append(str(pathlib.Path(__file__).parent.parent / "clients"))
from keyward_server import KeywardServer  # noqa: E402

FULL_ACCESS = "p-FullAWSAccess"
NO_IAM = json.dumps({"Version": "2012-10-17",
                     "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}, indent=1)
NO_S3 = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]})


class OrgTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(KeywardServer())
        cls.variables = cls.of(cls.server.root.key_id, cls.server.root.secret)

    @classmethod
    def of(cls, key_id, secret):
        return {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": cls.server.url, "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"}

    def run_org(self, *arguments, stdin="", variables=None):
        return Run(["org", *arguments], variables or self.variables, stdin)

    def org(self, *arguments, stdin=""):
        return self.run_org(*arguments, stdin=stdin).json()

    def failed(self, code, begins, *arguments, stdin="", variables=None):
        run = self.run_org(*arguments, stdin=stdin, variables=variables)
        self.assertEqual((run.code, run.out), (code, ""), run.err)
        self.assertTrue(run.err.startswith("keyward: " + begins), run.err)
        self.assertEqual(run.err.count("\n"), 1, run.err)
        return run.err

    def new_policy(self, name, kind, document):
        made = self.org("create-policy", "--name", name, "--type", kind, "--document", "-", stdin=document)
        return made["Policy"]["PolicySummary"]["Id"]

    def test_organization_root_and_accounts(self):
        organization = self.org("describe")["Organization"]
        self.assertEqual(organization["MasterAccountId"], "111122223333")
        made = [self.org("create-account", "--name", f"Team {number}", "--email", f"team{number}@example.com")
                for number in range(22)]
        ids = [account["CreateAccountStatus"]["AccountId"] for account in made]
        listed = [account["Id"] for account in self.org("accounts")["Accounts"]]
        self.assertEqual(set(listed) - {"111122223333"} - set(ids), set())
        self.assertEqual(len(listed), 23)  # more than one page has
        self.assertEqual(self.org("account", ids[0])["Account"]["Name"], "Team 0")
        status = self.org("account-status", made[0]["CreateAccountStatus"]["Id"])
        self.assertEqual(status["CreateAccountStatus"]["AccountId"], ids[0])
        run = self.run_org("create-account", "--name", "Again", "--email", "team0@example.com")
        self.assertEqual((run.code, json.loads(run.out)["CreateAccountStatus"]["State"]), (3, "FAILED"))
        self.assertEqual(run.err, "keyward: EMAIL_ALREADY_EXISTS: the account was not made\n")

    def test_policy_from_a_file_is_attached_listed_changed_and_deleted(self):
        root = self.org("roots")["Roots"][0]["Id"]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "no-iam.json"
            path.write_text(NO_IAM)
            made = self.org("create-policy", "--name", "no-iam", "--type", "scp", "--document", str(path),
                            "--description", "Nobody's")
            scp = made["Policy"]["PolicySummary"]["Id"]
            rcp = self.new_policy("no-s3", "rcp", NO_S3)
            self.assertEqual(self.org("policy", scp)["Policy"]["Content"], NO_IAM)
            for policy in (scp, rcp):
                self.assertEqual(self.run_org("attach", policy, root).out, "{}\n")
            self.assertEqual([target["TargetId"] for target in self.org("targets", scp)["Targets"]], [root])
            self.assertEqual({policy["Id"] for policy in self.org("target-policies", root)["Policies"]},
                             {scp, rcp, FULL_ACCESS, "p-RCPFullAWSAccess"})
            self.assertIn(scp, [policy["Id"] for policy in self.org("policies", "--type", "scp")["Policies"]])
            self.assertNotIn(scp, [policy["Id"] for policy in self.org("policies", "--type", "rcp")["Policies"]])
            self.failed(3, "PolicyInUseException: ", "delete-policy", scp)
            path.write_text(NO_IAM.replace("iam", "sts"))
            updated = self.org("update-policy", scp, "--name", "no-sts", "--document", str(path))
            self.assertEqual(updated["Policy"]["PolicySummary"]["Name"], "no-sts")
            self.assertIn("sts:*", updated["Policy"]["Content"])
            self.assertEqual(updated["Policy"]["PolicySummary"]["Description"], "Nobody's")
        for policy in (scp, rcp):
            self.assertEqual(self.org("detach", policy, root), {})
            self.assertEqual(self.org("delete-policy", policy), {})
        self.failed(3, "PolicyNotFoundException: ", "policy", scp)

    def test_tables_and_text(self):
        table = self.run_org("policies", "--type", "scp", "--output", "table").out.splitlines()
        self.assertEqual(table[0].split(), ["Id", "Name", "Type", "Description"])
        self.assertTrue(table[1].startswith(FULL_ACCESS + "  FullAWSAccess"), table)
        text = self.run_org("policies", "--type", "scp", "--output", "text").out.splitlines()
        self.assertEqual(text[0].split("\t")[:2], [FULL_ACCESS, "FullAWSAccess"])
        shown = self.run_org("policy", FULL_ACCESS, "--output", "text").out.splitlines()
        self.assertIn("  AwsManaged: true", shown)

    def test_nothing_is_sent_when_the_input_is_wrong(self):
        before = len(self.server.audit())
        bad = NO_IAM.replace('"Deny"', '"Maybe"')
        told = self.failed(2, "MalformedPolicyDocumentException: ", "create-policy", "--name", "n", "--type", "scp",
                           "--document", "-", stdin=bad)
        self.assertIn("(standard input: line 5, column ", told)
        self.assertIn("/Statement/0/Effect", told)
        self.failed(2, "InvalidInput: TARGET_ID: ", "attach", FULL_ACCESS, "the-root")
        self.failed(2, "InvalidUsage: --type: ", "policies", "--type", "tag")
        self.failed(2, "InvalidUsage: ", "create-policy", "--name", "n", "--type", "scp")
        self.failed(2, "InvalidUsage: a command is needed: expected `describe`, ")
        self.assertEqual(len(self.server.audit()), before)

    def test_a_denied_user_is_exit_code_1(self):
        Run(["call", "iam", "CreateUser", "--json", '{"UserName": "alice"}'], self.variables).json()
        key = Run(["call", "iam", "CreateAccessKey", "--json", '{"UserName": "alice"}'], self.variables).json()
        alice = self.of(key["AccessKey"]["AccessKeyId"], key["AccessKey"]["SecretAccessKey"])
        told = self.failed(1, "AccessDeniedException: ", "accounts", variables=alice)
        self.assertIn("organizations:ListAccounts", told)
        self.failed(3, "ConstraintViolationException: ", "detach", FULL_ACCESS, self.org("roots")["Roots"][0]["Id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
