#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the worked example of DerivingAead, from the description in crypto/deriving_aead.h and
pyca/cryptography's AES-GCM (python3-cryptography): shares no code with ours."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

key, label, aad, plaintext = b"k" * 32, b"keyward/test/v1", b"record 7", b"attack at dawn"
nonce, iv = bytes(range(16)), bytes(range(16, 28))


def block(i):
    fixed = label + b"\0" + nonce + (512).to_bytes(4, "big")
    return hmac.new(key, i.to_bytes(4, "big") + fixed, hashlib.sha256).digest()


print((nonce + iv + block(2) + AESGCM(block(1)).encrypt(iv, plaintext, aad)).hex())
