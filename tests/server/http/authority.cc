// SPDX-License-Identifier: Apache-2.0
#include "tests/server/http/authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <stdexcept>

#include "core/encoding.h"

namespace keyward::server::http_test {
namespace {

void Check(bool done) {
  if (!done) throw std::runtime_error("openssl makes no test certificate");
}

void Extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  Check(made != nullptr && X509_add_ext(certificate, made, -1) == 1);
  X509_EXTENSION_free(made);
}

// Not signed yet; an issuer of null is the certificate itself.
X509* Draft(const std::string& name, EVP_PKEY* key, X509* issuer, long from, long to) {
  static long serial = 1;
  X509* made = X509_new();
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made), from);
  X509_gmtime_adj(X509_getm_notAfter(made), to);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made, X509_get_subject_name(issuer != nullptr ? issuer : made));
  X509_set_pubkey(made, key);
  return made;
}

std::string WritePem(const std::string& path, X509* certificate, EVP_PKEY* key) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  Check(file != nullptr);
  const int written = certificate != nullptr
                          ? PEM_write_X509(file, certificate)
                          : PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  Check(std::fclose(file) == 0 && written == 1);
  return path;
}

}  // namespace

Authority::Authority(const std::filesystem::path& directory, const std::string& name)
    : directory_(directory),
      name_(name),
      key_(EVP_EC_gen("P-256")),
      certificate_(Draft(name, key_, nullptr, -3600, 3600)) {
  Extend(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_, certificate_, NID_key_usage, "critical,keyCertSign");
  Check(X509_sign(certificate_, key_, EVP_sha256()) != 0);
  WritePem(certificate_path(), certificate_, nullptr);
}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string Authority::certificate_path() const { return directory_ / (name_ + ".ca.pem"); }

Issued Authority::Issue(const std::string& name, Purpose purpose, const std::string& names) const {
  EVP_PKEY* key = purpose == Purpose::kRsaServer ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
  const bool expired = purpose == Purpose::kExpiredClient;
  X509* made = Draft(name, key, certificate_, -7200, expired ? -3600 : 3600);
  Extend(made, certificate_, NID_basic_constraints, "critical,CA:FALSE");
  Extend(
      made, certificate_, NID_ext_key_usage,
      purpose == Purpose::kServer || purpose == Purpose::kRsaServer ? "serverAuth" : "clientAuth");
  Extend(made, certificate_, NID_subject_alt_name, names.c_str());
  Check(X509_sign(made, key_, EVP_sha256()) != 0);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned size = 0;
  X509_digest(made, EVP_sha256(), digest.data(), &size);
  const std::string base = directory_ / (name_ + "." + name);
  Issued issued = {WritePem(base + ".pem", made, nullptr), WritePem(base + ".key", nullptr, key),
                   core::HexEncode({reinterpret_cast<const char*>(digest.data()), size})};
  X509_free(made);
  EVP_PKEY_free(key);
  return issued;
}

}  // namespace keyward::server::http_test
