// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <openssl/x509.h>

namespace keyward::server::http_test {

enum class Purpose : std::uint8_t { kClient, kServer, kRsaServer, kExpiredClient };

struct Issued {
  std::string certificate_path;
  std::string key_path;
  std::string sha256;  // of the certificate, hexadecimal
};

// A certificate authority of a test's own, with its files in a directory.
class Authority {
 public:
  Authority(const std::filesystem::path& directory, const std::string& name);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string certificate_path() const;
  // `names` as openssl writes them: "DNS:localhost,URI:spiffe://…".
  Issued Issue(const std::string& name, Purpose purpose,
               const std::string& names = "DNS:localhost") const;

 private:
  std::filesystem::path directory_;
  std::string name_;
  EVP_PKEY* key_;
  X509* certificate_;
};

}  // namespace keyward::server::http_test
