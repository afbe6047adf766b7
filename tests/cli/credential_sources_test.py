#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the client's credentials come from: endpoints that are asked for them, and their order."""

import json
import pathlib
import tempfile
import unittest
import urllib.parse

from client_process import Fake, Run, unused_port


def document(key, **more):
    return json.dumps({"AccessKeyId": key, "SecretAccessKey": "hidden-secret", "Token": "token-" + key,
                       "Expiration": "2999-01-01T00:00:00Z"} | more)


class SourcesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / ".aws").mkdir()
        self.variables = {"HOME": str(self.folder), "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
                          "http_proxy": f"http://127.0.0.1:{unused_port()}"}
        self.service = self.enterContext(Fake(lambda request: (200, "{}")))

    def call(self, **more):
        """Who signed the request that keyward call sent, or what it said."""
        run = Run(["call", "kms", "ListKeys", "--endpoint-url", self.service.url], self.variables | more)
        self.assertNotIn("hidden-secret", run.err + run.out)
        if run.code == 0:
            headers = self.service.requests[-1]["headers"]
            return headers["authorization"].split("Credential=")[1].split("/")[0], headers.get("x-amz-security-token")
        self.assertEqual(self.service.requests, [])
        self.assertEqual(run.err.count("\n"), 1, run.err)
        return run.err.removeprefix("keyward: ").strip()

    def container(self, answer):
        fake = self.enterContext(Fake(answer))
        return fake, {"AWS_CONTAINER_CREDENTIALS_FULL_URI": fake.url + "/v1/credentials?x=1"}

    def instance(self, answers):
        """A metadata service; `answers` replaces what a path is answered."""
        def answer(request):
            path = request["path"]
            if path in answers:
                return answers[path]
            if path == "/latest/api/token":
                good = request["method"] == "PUT" and request["headers"]["x-aws-ec2-metadata-token-ttl-seconds"]
                return (200, "token-1") if good == "21600" else (400, "")
            if request["headers"].get("x-aws-ec2-metadata-token") != "token-1":
                return 401, ""
            if path == "/latest/meta-data/iam/security-credentials/":
                return 200, "my-role"
            if path == "/latest/meta-data/iam/security-credentials/my-role":
                return 200, document("INSTANCE", Code="Success", Type="AWS-HMAC")
            return 404, ""
        fake = self.enterContext(Fake(answer))
        return fake, {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": fake.url + "/"}

    def test_the_order_is_the_sdks(self):
        _, instance = self.instance({})
        _, container = self.container(lambda request: (200, document("CONTAINER")))
        known = dict(instance)
        self.assertEqual(self.call(**known), ("INSTANCE", "token-INSTANCE"))
        known |= container
        self.assertEqual(self.call(**known), ("CONTAINER", "token-CONTAINER"))
        config = self.folder / ".aws" / "config"
        config.write_text("[default]\naws_access_key_id = CONFIG\naws_secret_access_key = hidden-secret\n")
        self.assertEqual(self.call(**known), ("CONFIG", None))
        config.write_text(config.read_text() + "credential_process = echo '" + document("PROCESS", Version=1) + "'\n")
        self.assertEqual(self.call(**known), ("PROCESS", None))
        (self.folder / ".aws" / "credentials").write_text(
            "[default]\naws_access_key_id = CREDENTIALS\naws_secret_access_key = hidden-secret\n")
        self.assertEqual(self.call(**known), ("CREDENTIALS", None))
        known |= {"AWS_ACCESS_KEY_ID": "VARIABLE", "AWS_SECRET_ACCESS_KEY": "hidden-secret"}
        self.assertEqual(self.call(**known), ("VARIABLE", None))

    def test_a_container_gets_its_token(self):
        fake, known = self.container(lambda request: (200, document("CONTAINER")))
        self.call(**known)
        self.assertNotIn("authorization", fake.requests[-1]["headers"])
        self.assertEqual((fake.requests[-1]["method"], fake.requests[-1]["path"]), ("GET", "/v1/credentials?x=1"))
        known["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic a"
        self.call(**known)
        self.assertEqual(fake.requests[-1]["headers"]["authorization"], "Basic a")
        token = self.folder / "token"
        token.write_text("Basic b")
        known["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = str(token)
        self.call(**known)
        self.assertEqual(fake.requests[-1]["headers"]["authorization"], "Basic b")
        asked = len(fake.requests)
        self.service.requests.clear()
        token.write_text("Basic b\nX: y")
        self.assertIn("InvalidCredentials: the token of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE has line ends",
                      self.call(**known))
        token.unlink()
        self.assertIn("FileNotFound: ", self.call(**known))
        self.assertEqual(len(fake.requests), asked)

    def test_a_container_is_asked_at_known_hosts_only(self):
        for url in ("http://169.254.170.3/", "http://192.0.2.1/", "http://localhost.example.com/", "http://127.1/",
                    "http://2130706433/", "http://user@127.0.0.1/", "http://[::2]/", "ftp://127.0.0.1/", "x",
                    "http://169.254.170.2.example.com/", "http://[fd00:ec2::24]/"):
            self.assertIn("InvalidCredentials: AWS_CONTAINER_CREDENTIALS_FULL_URI ",
                          self.call(AWS_CONTAINER_CREDENTIALS_FULL_URI=url), url)
        self.assertIn("must begin with `/`", self.call(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="@192.0.2.1/"))

    def test_a_container_that_misbehaves_is_an_error(self):
        cases = [((200, "{}"), 1, "answered no `AccessKeyId` and `SecretAccessKey`"), ((200, "x"), 1, "no JSON object"),
                 ((403, document("A")), 1, "status 403"), ((302, "", ("Location", self.service.url)), 1, "status 302"),
                 ((500, ""), 3, "status 500"), ((200, document("A", Token=1)), 1, "a `Token` that is no string"),
                 ((200, document("A", Expiration="2001-01-01T00:00:00Z")), 1, "ExpiredToken"),
                 ((200, " " * (65 << 10)), 1, "LimitExceeded: the container's credentials endpoint")]
        for answer, asked, told in cases:
            fake, known = self.container(lambda request, answer=answer: answer)
            self.assertIn(told, self.call(**known))
            self.assertEqual(len(fake.requests), asked, told)
        known["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f"http://127.0.0.1:{unused_port()}/"
        self.assertIn("EndpointUnreachable: the container's credentials endpoint: ", self.call(**known))

    def test_an_instance_says_why_it_has_none(self):
        role = "/latest/meta-data/iam/security-credentials/"
        cases = [({role: (404, "")}, "NoCredentials: ", "has no role for this instance"),
                 ({role: (200, "../x")}, "InstanceMetadataFailed: ", "no role's name"),
                 ({role: (302, "", ("Location", "/"))}, "InstanceMetadataFailed: ", "status 302"),
                 ({role + "my-role": (200, document("A", Code="Failed"))}, "InstanceMetadataFailed: ", "has no cred"),
                 ({role + "my-role": (200, "[]")}, "InstanceMetadataFailed: ", "answered no JSON object"),
                 ({"/latest/api/token": (403, "")}, "InstanceMetadataFailed: ", "for a token with status 403"),
                 ({"/latest/api/token": (200, "a\r\nb")}, "InstanceMetadataFailed: ", "no token")]
        for answers, name, told in cases:
            _, known = self.instance(answers)
            said = self.call(**known)
            self.assertTrue(said.startswith(name), said)
            self.assertIn(told, said)
        known["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = f"http://127.0.0.1:{unused_port()}"
        self.assertIn("NoCredentials: no credentials: ", self.call(**known))
        self.assertIn("is switched off (AWS_EC2_METADATA_DISABLED)", self.call())
        known |= {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"}
        self.assertIn("InvalidCredentials: the instance metadata service's mode is IPv4 or IPv6", self.call(**known))

    def test_an_instance_is_asked_twice(self):
        fails = [500]
        def token(answers):
            return (fails.pop(), "") if fails else (200, "token-1")
        class Once(dict):
            def __getitem__(self, path):
                return token(path)
        fake, known = self.instance(Once({"/latest/api/token": None}))
        self.assertEqual(self.call(**known), ("INSTANCE", "token-INSTANCE"))
        self.assertEqual([request["method"] for request in fake.requests], ["PUT", "PUT", "GET", "GET"])

    def test_the_profile_can_name_the_metadata_service(self):
        fake, known = self.instance({})
        del known["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
        (self.folder / ".aws" / "config").write_text(f"[default]\nec2_metadata_service_endpoint = {fake.url}\n")
        self.assertEqual(self.call(**known), ("INSTANCE", "token-INSTANCE"))

    def role(self, profile, answer=None):
        """A fake STS, and the variables with which its role is assumed as `profile` of the config file says."""
        (self.folder / ".aws" / "config").write_text(
            "[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/r\n" + profile)
        member = "".join(f"<{name}>{value}</{name}>" for name, value in
                         (("AccessKeyId", "ROLE"), ("SecretAccessKey", "hidden-secret"), ("SessionToken", "token-ROLE"),
                          ("Expiration", "2999-01-01T00:00:00Z")))
        good = ('<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
                member + "</Credentials></AssumeRoleResult></AssumeRoleResponse>")
        fake = self.enterContext(Fake(lambda request: answer or (200, good)))
        return fake, {"AWS_PROFILE": "dev", "AWS_ENDPOINT_URL_STS": fake.url}

    def signer(self, fake):
        headers = fake.requests[-1]["headers"]
        return headers["authorization"].split("Credential=")[1].split(",")[0], headers.get("x-amz-security-token")

    def test_a_role_is_assumed(self):
        base = "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = hidden-secret\n"
        sts, known = self.role("source_profile = base\nexternal_id = a b\n" + base)
        self.assertEqual(self.call(**known), ("ROLE", "token-ROLE"))
        scope, token = self.signer(sts)
        self.assertTrue(scope.startswith("BASE/") and scope.endswith("/us-east-1/sts/aws4_request"), scope)
        self.assertIsNone(token)
        fields = urllib.parse.parse_qs(sts.requests[-1]["body"], strict_parsing=True)
        self.assertTrue(fields.pop("RoleSessionName")[0].startswith("keyward-"))
        self.assertEqual(fields, {"Action": ["AssumeRole"], "Version": ["2011-06-15"], "ExternalId": ["a b"],
                                  "RoleArn": ["arn:aws:iam::111122223333:role/r"]})
        self.assertNotIn("hidden-secret", str(sts.requests))
        secret = self.folder / "secret"
        secret.write_text("hidden-secret")
        request = sts.requests[-1]
        captured = "".join(f"{name}: {value}\n" for name, value in request["headers"].items())
        verified = Run(["verify-request", "-", "--service", "sts", "--region", "us-east-1", "--secret-file", str(secret)],
                       stdin=f"POST / HTTP/1.1\n{captured}\n{request['body']}")
        self.assertEqual(verified.code, 0, verified.out + verified.err)

    def test_who_assumes_a_role_is_named(self):
        _, container = self.container(lambda request: (200, document("CONTAINER")))
        _, instance = self.instance({})
        for source, key in (("EcsContainer", "CONTAINER"), ("Ec2InstanceMetadata", "INSTANCE")):
            sts, known = self.role(f"credential_source = {source}\n")
            self.assertEqual(self.call(**known, **container, **instance), ("ROLE", "token-ROLE"))
            self.assertEqual((self.signer(sts)[0].split("/")[0], self.signer(sts)[1]), (key, "token-" + key))
        sts, known = self.role("source_profile = dev\naws_access_key_id = OWN\naws_secret_access_key = hidden-secret\n")
        self.assertEqual(self.call(**known), ("ROLE", "token-ROLE"))
        self.assertEqual(self.signer(sts)[0].split("/")[0], "OWN")

    def test_a_role_that_is_not_assumed_says_why(self):
        keys = "aws_access_key_id = A\naws_secret_access_key = hidden-secret\n"
        cases = [("", "a role has `source_profile` or `credential_source`, one of them"),
                 ("source_profile = dev\ncredential_source = Environment\n", "one of them"),
                 ("source_profile = none\n", "ProfileNotFound: profile `dev` ("),
                 ("source_profile = dev\n", "the source profiles go in a circle"),
                 ("source_profile = b\n[profile b]\nrole_arn = b\nsource_profile = dev\n", "go in a circle"),
                 ("source_profile = b\n[profile b]\nregion = x\n", "NoCredentials: the source profile `b` has no"),
                 ("source_profile = b\n[profile b]\nsso_session = x\n", "has `sso_session`"),
                 ("credential_source = Environment\n", "NoCredentials: profile `dev` ("),
                 ("credential_source = EcsContainer\n", "NoCredentials: profile `dev` ("),
                 ("credential_source = ecs\n", "`credential_source` is Environment, EcsContainer or"),
                 ("source_profile = dev\nmfa_serial = x\n" + keys, "has `mfa_serial`, which is not supported yet")]
        for profile, told in cases:
            sts, known = self.role(profile)
            self.assertIn(told, self.call(**known), profile)
            self.assertEqual(sts.requests, [])
        error = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>"
        for answer, told in (((403, error), "AssumeRoleFailed: profile `dev` ("), ((403, error), ": AccessDenied: not you"),
                             ((500, "x"), "sts answered with status 500"), ((200, "<x/>"), "is no AssumeRoleResponse"),
                             ((200, "<AssumeRoleResponse/>"), "no `Expiration` and `SessionToken`")):
            _, known = self.role("source_profile = dev\n" + keys, answer)
            self.assertIn(told, self.call(**known))
        for url, told in (("http://192.0.2.1", "its URL must begin with `https://`"), ("", "no endpoint to assume a role"),
                          ("http://127.0.0.1/?a", "the endpoint of sts is a scheme, a host")):
            self.assertIn(told, self.call(**known | {"AWS_ENDPOINT_URL_STS": url}))

    def test_what_is_not_offered_says_so(self):
        self.assertIn("UnsupportedCredentialSource: AWS_WEB_IDENTITY_TOKEN_FILE asks for a role by web identity",
                      self.call(AWS_WEB_IDENTITY_TOKEN_FILE="/x", AWS_ROLE_ARN="arn:aws:iam::111122223333:role/r"))
        (self.folder / ".aws" / "config").write_text("[default]\nsso_session = x\n[sso-session x]\n")
        self.assertIn("UnsupportedCredentialSource: profile `default`", self.call())


if __name__ == "__main__":
    unittest.main(verbosity=2)
