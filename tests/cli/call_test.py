#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keyward call against keyward serve, and against endpoints that misbehave."""

import json
import pathlib
import sys
import tempfile
import unittest
import urllib.parse

from client_process import Fake, Run, unused_port

sys.path.append(str(pathlib.Path(__file__).parent.parent / "clients"))
from keyward_server import KeywardServer  # noqa: E402


def keys(server):
    return server.root.key_id, server.root.secret


def variables(key, url=None, **more):
    known = {"AWS_ACCESS_KEY_ID": key[0], "AWS_SECRET_ACCESS_KEY": key[1], "AWS_REGION": "us-east-1",
             "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"}
    return known | ({"AWS_ENDPOINT_URL": url} if url else {}) | more


class CallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(KeywardServer())
        cls.url = cls.server.url
        cls.root = variables(keys(cls.server), cls.url)

    def call(self, service, operation, value=None, env=None, *more, stdin=""):
        arguments = [] if value is None else ["--json", value if isinstance(value, str) else json.dumps(value)]
        return Run(["call", service, operation, *arguments, *more], env or self.root, stdin)

    def failed(self, run, code, begins):
        self.assertEqual((run.code, run.out), (code, ""), run.err)
        self.assertTrue(run.err.startswith("keyward: " + begins), run.err)
        self.assertEqual(run.err.count("\n"), 1, run.err)
        self.assertNotIn(self.server.root.secret, run.err)
        return run.err

    def new_user(self, name):
        self.call("iam", "CreateUser", {"UserName": name}).json()
        key = self.call("iam", "CreateAccessKey", {"UserName": name}).json()["AccessKey"]
        return variables((key["AccessKeyId"], key["SecretAccessKey"]), self.url)

    def test_who_am_i(self):
        run = self.call("sts", "GetCallerIdentity")
        self.assertEqual(run.json(), {"UserId": "111122223333", "Account": "111122223333",
                                      "Arn": "arn:aws:iam::111122223333:root"})
        self.assertEqual(run.out.count("\n"), 1)

    def test_input_is_text_a_file_or_standard_input(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "input.json"
            path.write_text('{"UserName": "from-file"}')
            made = [self.call("iam", "CreateUser", {"UserName": "from-text"}),
                    self.call("iam", "CreateUser", f"@{path}"),
                    self.call("iam", "CreateUser", "-", stdin='{"UserName": "from-stdin"}\n')]
        self.assertEqual([run.json()["User"]["UserName"] for run in made],
                         ["from-text", "from-file", "from-stdin"])

    def test_lists_structures_texts_and_times_go_both_ways(self):
        tags = [{"Key": "a", "Value": "1 +/=@ 2:3"}, {"Key": "b", "Value": "äß 世界"}]
        made = self.call("iam", "CreateUser", {"UserName": "tagged", "Path": "/tags/", "Tags": tags}).json()
        self.assertGreater(made["User"]["CreateDate"], 1_500_000_000)
        shown = self.call("iam", "GetUser", {"UserName": "tagged"}).json()["User"]
        self.assertEqual((shown["Tags"], shown["Path"]), (tags, "/tags/"))
        listed = self.call("iam", "ListUsers", {"PathPrefix": "/tags/", "MaxItems": 10, "Marker": None}).json()
        self.assertEqual([user["UserName"] for user in listed["Users"]], ["tagged"])
        self.assertIs(listed["IsTruncated"], False)
        self.assertEqual(self.call("iam", "ListUsers", {"PathPrefix": "/none/"}).json()["Users"], [])
        policy = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a&b+<c> %\"ä"}]}, indent=1)
        named = {"UserName": "tagged", "PolicyName": "p"}
        put = self.call("iam", "PutUserPolicy", named | {"PolicyDocument": policy})
        self.assertEqual(put.out, "{}\n", put.err)
        shown = self.call("iam", "GetUserPolicy", named).json()["PolicyDocument"]
        self.assertEqual(urllib.parse.unquote(shown), policy)

    def test_a_denied_user_is_exit_code_1(self):
        alice = self.new_user("alice")
        self.assertEqual(self.call("sts", "GetCallerIdentity", env=alice).json()["Arn"],
                         "arn:aws:iam::111122223333:user/alice")
        told = self.failed(self.call("iam", "ListUsers", env=alice), 1, "AccessDenied: User: arn:aws:iam::")
        self.assertIn("is not authorized to perform: iam:ListUsers", told)

    def test_errors_of_the_service_have_their_names(self):
        call = self.call
        self.failed(call("iam", "GetUser", {"UserName": "nobody"}), 3,
                    "NoSuchEntity: The user with name nobody cannot be found.")
        self.failed(call("iam", "CreateUser", {"UserName": "../x"}), 2, "ValidationError: 1 validation error")
        self.failed(call("iam", "NoSuchOperation", {}), 2, "InvalidAction: Could not find operation NoSuchOperation")
        wrong = variables((self.server.root.key_id, "wrong"), self.url)
        self.failed(call("sts", "GetCallerIdentity", env=wrong), 3, "SignatureDoesNotMatch: ")
        unknown = variables(("AKIAUNKNOWN000000000", "wrong"), self.url)
        self.failed(call("sts", "GetCallerIdentity", env=unknown), 3, "InvalidClientTokenId: ")

    def test_nothing_is_sent_when_the_input_is_wrong(self):
        before = len(self.server.audit())
        call = self.call
        wrong = [
            (call("iam", "CreateUser", '{"UserName": }'), "MalformedJson: "),
            (call("iam", "CreateUser", '{"UserName": "a",\n "UserName": "b"}'), "MalformedJson: "),
            (call("iam", "CreateUser", "[]"), "InvalidInput: expected an object"),
            (call("iam", "CreateUser", '{\n  "UserNam": "a"}'), "InvalidInput: there is no such member"),
            (call("iam", "CreateUser", {"UserName": 1}), "InvalidInput: expected a string"),
            (call("iam", "CreateUser", {"UserName": "a", "Tags": [{"Key": "a", "Value": []}]}),
             "InvalidInput: expected a string"),
            (call("iam", "CreateUser", "@/nonexistent"), "FileNotFound: "),
            (call("s3", "ListBuckets"), "InvalidInput: unknown service `s3`: expected `iam`, `kms`"),
            (call("iam", "../x"), "InvalidInput: an operation is letters and digits"),
            (call("iam", "ListUsers", None, None, "--output", "yaml"), "InvalidInput: --output takes `json`"),
            (call("iam", "ListUsers", None, None, "--endpoint-url", "http://192.0.2.1"),
             "InvalidInput: the endpoint `192.0.2.1` is not this machine: its URL must begin with `https://`"),
            (call("iam", "ListUsers", None, None, "--endpoint-url", "http://localhost.example.com:1"),
             "InvalidInput: the endpoint `localhost.example.com` is not this machine"),
            (call("iam", "ListUsers", None, None, "--endpoint-url", self.url + "/?x=1"),
             "InvalidInput: the endpoint's URL is"),
            (call("iam", "ListUsers", None, None, "--ca-bundle", "/nonexistent"), "InvalidInput: the CA bundle"),
            (call("iam", "ListUsers", env={k: v for k, v in self.root.items() if k != "AWS_ENDPOINT_URL"}),
             "InvalidInput: no endpoint: give --endpoint-url"),
            (call("iam", "ListUsers", env={k: v for k, v in self.root.items() if k != "AWS_REGION"}),
             "InvalidInput: no region: give --region"),
            (call("iam", "ListUsers", env={k: v for k, v in self.root.items() if "KEY" not in k}),
             "NoCredentials: "),
        ]
        for run, begins in wrong:
            self.failed(run, 2, begins)
        self.assertIn("(the input of iam:CreateUser: line 2, column 14, at `/UserNam`)", wrong[3][0].err)
        self.assertIn("line 1, column 14", wrong[0][0].err)
        self.assertEqual(len(self.server.audit()), before)

    def test_endpoints_in_their_order(self):
        def answer(name):
            return Fake(lambda request: (400, f'{{"__type":"a#{name}","message":"here"}}'))
        with answer("Option") as option, answer("Service") as service, answer("Every") as every, \
                answer("Profile") as profile, tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "config"
            config.write_text(f"[profile p]\nendpoint_url = {profile.url}\nregion = eu-west-1\n"
                              "[profile s]\nservices = x\n[services x]\nkms =\n  endpoint_url = http://localhost\n")
            known = variables(("AKID", "secret"), AWS_CONFIG_FILE=str(config), AWS_PROFILE="p")
            steps = [("Profile", {}), ("Every", {"AWS_ENDPOINT_URL": every.url}),
                     ("Service", {"AWS_ENDPOINT_URL_KMS": service.url})]
            for name, more in steps:
                known |= more
                self.failed(self.call("kms", "ListKeys", env=known), 3, f"{name}: here")
            self.failed(self.call("kms", "ListKeys", None, known, "--endpoint-url", option.url), 3, "Option: here")
            known["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
            self.failed(self.call("kms", "ListKeys", env=known), 2, "InvalidInput: no endpoint")
            known = variables(("AKID", "secret"), AWS_CONFIG_FILE=str(config), AWS_PROFILE="s")
            self.failed(self.call("kms", "ListKeys", env=known), 2, "UnsupportedSetting: profile `s`")

    def test_json_services_get_their_target_and_the_text_as_it_is(self):
        with Fake(lambda request: (200, '{"KeyId": "ä"}')) as fake:
            known = variables(("AKID", "secret"), fake.url + "/base", AWS_SESSION_TOKEN="token")
            run = self.call("kms", "DescribeKey", ' {"KeyId" : "k", "Unknown": 1} ', known)
            self.assertEqual(run.out, '{"KeyId": "ä"}\n', run.err)
            [request] = fake.requests
        self.assertEqual((request["method"], request["path"], request["body"]),
                         ("POST", "/base", '{"KeyId" : "k", "Unknown": 1}'))
        self.assertEqual(request["headers"]["x-amz-target"], "TrentService.DescribeKey")
        self.assertEqual(request["headers"]["content-type"], "application/x-amz-json-1.1")
        self.assertEqual(request["headers"]["x-amz-security-token"], "token")
        self.assertIn("/us-east-1/kms/aws4_request", request["headers"]["authorization"])
        self.assertIn("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,",
                      request["headers"]["authorization"])
        self.assertTrue(request["headers"]["user-agent"].startswith("keyward/"))
        self.assertNotIn("accept", request["headers"])

    def test_endpoints_that_misbehave(self):
        big = '{"a": "' + "x" * (5 << 20) + '"}'
        cases = [
            ((302, "", ("Location", "http://127.0.0.1:1/")), "MalformedAnswer: the endpoint answered with status 302"),
            ((200, "no json"), "MalformedAnswer: the endpoint answered with status 200"),
            ((200, "[]"), "MalformedAnswer: "), ((200, big), "LimitExceeded: the answer of `127.0.0.1`"),
            ((503, '{"message":"busy"}'), "MalformedAnswer: the endpoint answered with status 503"),
            ((500, '{"__type":"InternalFailure","message":"a\\nb\\u001b[2J"}'), "InternalFailure: a\\x0ab\\x1b[2J"),
            ((400, "<E><Error><Code>C</Code><Message>m</Message></Error></E>"), "C: m"),
        ]
        for answer, begins in cases:
            with Fake(lambda request, answer=answer: answer) as fake:
                known = variables(("AKID", "secret"), fake.url)
                self.failed(self.call("kms", "ListKeys", env=known), 3, begins)
                self.assertEqual(len(fake.requests), 1)
        with Fake(lambda request: (200, "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")) as fake:
            self.failed(self.call("sts", "GetCallerIdentity", env=variables(("AKID", "s"), fake.url)), 3,
                        "MalformedAnswer: ")
        closed = variables(("AKID", "secret"), f"http://127.0.0.1:{unused_port()}")
        self.failed(self.call("kms", "ListKeys", env=closed), 3, "EndpointUnreachable: cannot connect to `127.0.0.1`")

    def test_proxies_are_not_asked_for_this_machine(self):
        proxy = f"http://127.0.0.1:{unused_port()}"
        known = self.root | {"http_proxy": proxy, "ALL_PROXY": proxy}
        self.assertEqual(self.call("sts", "GetCallerIdentity", env=known).code, 0)


class TlsTest(unittest.TestCase):
    def test_the_certificate_is_verified(self):
        with KeywardServer("--dev-tls") as server:
            certificate = str(server.directory / "dev-certificate.pem")
            address = server.doors["http"]
            known = variables(keys(server), "https://" + address)
            arguments = ["call", "sts", "GetCallerIdentity"]
            self.assertEqual(Run([*arguments, "--ca-bundle", certificate], known).json()["Account"], "111122223333")
            self.assertEqual(Run(arguments, known | {"AWS_CA_BUNDLE": certificate}).code, 0)
            untrusted = Run(arguments, known)
            self.assertEqual(untrusted.code, 3)
            self.assertTrue(untrusted.err.startswith("keyward: CertificateNotTrusted: "), untrusted.err)
            port = address.split(":")[1]
            other = Run([*arguments, "--ca-bundle", certificate, "--endpoint-url", f"https://127.0.0.2:{port}"], known)
            self.assertEqual(other.code, 3)
            self.assertNotIn("111122223333", other.out)


if __name__ == "__main__":
    unittest.main(verbosity=2)
