#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests that AWS's own signer (botocore) made, then altered: each is refused with AWS's error."""

import datetime
import os
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "api"))
import python_with_botocore  # noqa: E402

python_with_botocore.require()
from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth, SigV4QueryAuth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from keyward_server import KeywardServer  # noqa: E402

FORM = "application/x-www-form-urlencoded; charset=utf-8"
WHO = "Action=GetCallerIdentity&Version=2011-06-15"


class At:
    """A signer whose clock is wrong."""

    def __init__(self, base, **wrong):
        offset = datetime.timedelta(**wrong)

        class Signer(base):
            def add_auth(self, request):
                now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + offset
                request.context["timestamp"] = now.strftime(SIGV4_TIMESTAMP)
                self._modify_request_before_signing(request)
                signature = self.signature(self.string_to_sign(
                    request, self.canonical_request(request)), request)
                self._inject_signature_to_request(request, signature)

        self.signer = Signer


class SignatureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(KeywardServer())

    def signed(self, signer=SigV4Auth, service="sts", region="us-east-1", secret=None, token=None,
               method="POST", body=WHO, url=None, headers=None, **options):
        root = self.server.root
        request = AWSRequest(method, url or self.server.url + "/", data=body,
                             headers={"Content-Type": FORM, **(headers or {})} if method == "POST" else {})
        credentials = Credentials(root.key_id, secret or root.secret, token)
        signer(credentials, service, region, **options).add_auth(request)
        return request.prepare()

    def send(self, prepared, **changes):
        path = prepared.url[len(self.server.url):]
        headers = {**prepared.headers, **changes.get("headers", {})}
        headers = {name: value.decode() if isinstance(value, bytes) else value
                   for name, value in headers.items() if value is not None}
        status, body = self.server.request(changes.get("method", prepared.method), changes.get("path", path),
                                           changes.get("body", prepared.body), headers)
        code = re.search(r"<Code>(\w+)</Code>", body)
        message = re.search(r"<Message>(.*?)</Message>", body, re.DOTALL)
        return status, code and code[1], message and message[1]

    def test_what_was_signed_is_answered_again_and_again(self):
        request = self.signed()
        for _ in range(2):
            self.assertEqual(self.send(request), (200, None, None))
        presigned = self.signed(SigV4QueryAuth, method="GET", body=None,
                                url=f"{self.server.url}/?{WHO}", expires=60)
        self.assertEqual(self.send(presigned), (200, None, None))

    def test_what_was_altered_is_refused(self):
        request = self.signed()
        self.assertEqual(self.send(request, body=WHO.replace("15", "16"))[:2], (403, "SignatureDoesNotMatch"))
        self.assertEqual(self.send(request, headers={"Host": "sts.amazonaws.com"})[:2],
                         (403, "SignatureDoesNotMatch"))
        self.assertEqual(self.send(self.signed(secret="wrong"))[:2], (403, "SignatureDoesNotMatch"))
        presigned = self.signed(SigV4QueryAuth, method="GET", body=None,
                                url=f"{self.server.url}/?{WHO}", expires=60)
        self.assertEqual(self.send(presigned, method="POST", body="")[:2], (403, "SignatureDoesNotMatch"))
        self.assertEqual(self.send(presigned, path="/?" + presigned.url.split("?")[1] + "&X=1")[:2],
                         (403, "SignatureDoesNotMatch"))

    def test_clock_may_be_off_by_a_quarter_of_an_hour(self):
        for minutes in (-14, 14):
            self.assertEqual(self.send(self.signed(At(SigV4Auth, minutes=minutes).signer))[0], 200)
        for minutes in (-16, 16):
            status, code, message = self.send(self.signed(At(SigV4Auth, minutes=minutes).signer))
            self.assertEqual((status, code), (403, "SignatureDoesNotMatch"))
            self.assertRegex(message, "Signature expired" if minutes < 0 else "Signature not yet current")
        late = self.signed(At(SigV4QueryAuth, minutes=-2).signer, method="GET", body=None,
                           url=f"{self.server.url}/?{WHO}", expires=60)
        self.assertEqual(self.send(late), (400, "RequestExpired", "Request has expired."))

    def test_unknown_and_missing_credentials_are_refused(self):
        stranger = self.signed()
        changed = stranger.headers["Authorization"].replace(self.server.root.key_id, "AKIAAAAAAAAAAAAAAAAA")
        self.assertEqual(self.send(stranger, headers={"Authorization": changed}),
                         (403, "InvalidClientTokenId", "The security token included in the request is invalid."))
        self.assertEqual(self.send(stranger, headers={"Authorization": None})[:2],
                         (403, "MissingAuthenticationToken"))
        self.assertEqual(self.send(self.signed(token="swapped"))[:2], (403, "InvalidClientTokenId"))

    def test_scope_must_be_the_services(self):
        for service, region, refusal in (("s3", "us-east-1", (403, "SignatureDoesNotMatch")),
                                         ("sts", "no region", (400, "IncompleteSignature"))):
            self.assertEqual(self.send(self.signed(service=service, region=region))[:2], refusal)

    def test_security_headers_must_be_one_and_signed(self):
        request = self.signed()
        both = self.send(request, path="/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00")
        self.assertIn(both[0], (400, 403))
        self.assertEqual(self.send(request, headers={"X-Amz-Date": "20200101T000000Z"})[0], 403)
        self.assertEqual(self.send(request, headers={"X-Amz-Security-Token": "unsigned"})[0], 403)
        self.assertEqual(self.send(request, headers={"X-Amz-Target": "AWSSecurityTokenServiceV20110615.X"})[0], 403)


if __name__ == "__main__":
    unittest.main(verbosity=2)
