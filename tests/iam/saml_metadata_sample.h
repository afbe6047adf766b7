// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace keyward::iam {

// Self-signed P-256 certificates of nobody, DER in base64, and when they end.
inline const std::string kCertificate =
    "MIIBgTCCASegAwIBAgIUZ28lavFhZXOiFYhrDz4PNN5yW0gwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLaWRw"
    "LmV4YW1wbGUwHhcNMjYxMTIyMTg1NTI4WhcNMzYxMTE5MTg1NTI4WjAWMRQwEgYDVQQDDAtpZHAuZXhhbXBs"
    "ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNYXT+b/2SNPwC5g4mtDTxpfOhlqgYBPg/AuWWWbhpsLqyWT"
    "2ntly8JBoa++ZECxUmtZ4uTR7TdSFUQ4dRkjMxyjUzBRMB0GA1UdDgQWBBSqP0Kvh7DbgSDQrQ1+/EWytWXB"
    "ezAfBgNVHSMEGDAWgBSqP0Kvh7DbgSDQrQ1+/EWytWXBezAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMC"
    "A0gAMEUCIQClz28ueOhL+KMaconxyHxU+HMUdJj4a2v72i6n5/GtJwIgYYPE+RGbMz83cbWNmO3EdDRWhRBw"
    "TYG+LjD3gl1HDqI=";
inline constexpr long long kCertificateEnd = 2110733728;
inline const std::string kLongerCertificate =
    "MIIBgzCCASmgAwIBAgIUbt4Fd/ONj4CraGAt9uoFJKdcAQ0wCgYIKoZIzj0EAwIwFzEVMBMGA1UEAwwMaWRw"
    "Mi5leGFtcGxlMB4XDTI2MTEyMjE4NTUyOFoXDTQ2MTExNzE4NTUyOFowFzEVMBMGA1UEAwwMaWRwMi5leGFt"
    "cGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8nUEKO4xf17mYvqGCPYPp+gZJqRqUYTzX58a47HRJZVU"
    "muJ8NYRhzfPid7ENs0xKf7A7i1vvXGY/2EwtVLya+aNTMFEwHQYDVR0OBBYEFO5HAG5EwkIhQEi3T4I14+rC"
    "UZlwMB8GA1UdIwQYMBaAFO5HAG5EwkIhQEi3T4I14+rCUZlwMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E"
    "AwIDSAAwRQIgdD/vxdBJkaEquM4zZtXw8DZQrt4YUvrQF5iAwnuTLWQCIQDq/OL1frUQm8rtfj3GCcMM7nSi"
    "ubEicVf2eteRFug/tg==";
inline constexpr long long kLongerCertificateEnd = 2426093728;

inline std::string KeyDescriptor(const std::string& use, const std::string& certificate) {
  return "<md:KeyDescriptor" + (use.empty() ? "" : " use=\"" + use + "\"") +
         "><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n" + certificate +
         "\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
}

// Metadata of an identity provider: attributes of the EntityDescriptor, and what is in its
// IDPSSODescriptor. Over 1,000 characters, as AWS wants it.
inline std::string SamlText(const std::string& attributes, const std::string& keys) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" )" +
         attributes +
         R"(><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">)" +
         keys +
         R"(<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>
<!--)" + std::string(600, ' ') +
         "-->";
}

}  // namespace keyward::iam
