// SPDX-License-Identifier: Apache-2.0
#include "crypto/tls_context.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "crypto/dev_certificate.h"

namespace keyward::crypto {
namespace {

using core::ErrorCode;

class TlsFiles : public testing::Test {
 protected:
  TlsFiles() {
    std::string directory = std::filesystem::temp_directory_path() / "keyward_tls.XXXXXX";
    directory_ = ::mkdtemp(directory.data());
  }
  ~TlsFiles() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ / name; }

  // Makes NAME.pem and NAME.key.
  TlsServerFiles Make(const std::string& name) {
    TlsServerFiles files;
    files.certificate_path = Path(name + ".pem");
    files.key_path = Path(name + ".key");
    const auto written =
        WriteDevelopmentCertificate(files.certificate_path, files.key_path, clock_, random_);
    EXPECT_TRUE(written.has_value()) << core::Describe(written.error());
    return files;
  }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
    ::chmod(Path(name).c_str(), 0600);
    return Path(name);
  }

  static void ExpectRefused(const TlsServerFiles& files, ErrorCode code, const char* name,
                            const std::string& path) {
    const auto made = TlsContext::ForServer(files);
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().code, code);
    EXPECT_EQ(made.error().name, name);
    EXPECT_NE(made.error().message.find(path), std::string::npos) << made.error().message;
  }

  std::filesystem::path directory_;
  core::SystemClock clock_;
  SystemRandom random_;
};

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

X509* ReadCertificate(const std::string& path) {
  const std::string pem = ReadWhole(path);
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  return certificate;
}

TEST_F(TlsFiles, DevelopmentCertificateNamesLoopbackAlone) {
  using namespace std::chrono;
  core::FixedClock clock(sys_days(2030y / March / 1));
  ASSERT_TRUE(WriteDevelopmentCertificate(Path("c"), Path("k"), clock, random_).has_value());
  X509* made = ReadCertificate(Path("c"));
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(X509_check_host(made, "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(made, "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(made, "::1", 0), 1);
  EXPECT_EQ(X509_check_host(made, "example.com", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ca(made), 0);
  EXPECT_EQ(X509_check_purpose(made, X509_PURPOSE_SSL_SERVER, 0), 1);
  EXPECT_EQ(X509_check_purpose(made, X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_EQ(X509_verify(made, X509_get0_pubkey(made)), 1);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(made)), 256);
  std::time_t start = system_clock::to_time_t(sys_days(2030y / March / 1)) - 3600;
  EXPECT_EQ(X509_cmp_time(X509_get0_notBefore(made), &start), -1);  // not later than
  start -= 1;
  EXPECT_EQ(X509_cmp_time(X509_get0_notBefore(made), &start), 1);
  std::time_t end = system_clock::to_time_t(sys_days(2031y / March / 1));
  EXPECT_EQ(X509_cmp_time(X509_get0_notAfter(made), &end), -1);
  X509_free(made);
}

TEST_F(TlsFiles, DevelopmentKeyIsItsOwnersAlone) {
  const TlsServerFiles files = Make("a");
  struct stat status = {};
  ASSERT_EQ(::stat(files.key_path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_TRUE(TlsContext::ForServer(files).has_value());
}

TEST_F(TlsFiles, DevelopmentCertificateOverwritesNothing) {
  const std::string key = Write("k", "precious");
  const auto taken_key = WriteDevelopmentCertificate(Path("c"), key, clock_, random_);
  ASSERT_FALSE(taken_key.has_value());
  EXPECT_EQ(taken_key.error().name, "FileExists");
  EXPECT_EQ(ReadWhole(key), "precious");
  EXPECT_FALSE(std::filesystem::exists(Path("c")));

  const std::string certificate = Write("c", "precious");
  const auto taken = WriteDevelopmentCertificate(certificate, Path("k2"), clock_, random_);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().name, "FileExists");
  EXPECT_EQ(ReadWhole(certificate), "precious");
  EXPECT_FALSE(std::filesystem::exists(Path("k2")));
}

TEST_F(TlsFiles, KeyOpenToEveryUserIsRefused) {
  const TlsServerFiles files = Make("a");
  ::chmod(files.key_path.c_str(), 0604);
  ExpectRefused(files, ErrorCode::kPermissionDenied, "KeyFileExposed", files.key_path);
  ::chmod(files.key_path.c_str(), 0640);
  EXPECT_TRUE(TlsContext::ForServer(files).has_value());
}

TEST_F(TlsFiles, WhatIsMissingIsNamed) {
  TlsServerFiles files = Make("a");
  files.key_path = Path("none");
  ExpectRefused(files, ErrorCode::kNotFound, "FileNotFound", files.key_path);
  files = Make("b");
  files.certificate_path = Path("none");
  ExpectRefused(files, ErrorCode::kNotFound, "FileNotFound", files.certificate_path);
  files = Make("c");
  files.client_ca_path = Path("none");
  ExpectRefused(files, ErrorCode::kNotFound, "FileNotFound", files.client_ca_path);
}

TEST_F(TlsFiles, WhatIsNoPemIsRefused) {
  TlsServerFiles files = Make("a");
  files.certificate_path = Write("junk", "junk");
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidCertificate", files.certificate_path);
  files = Make("b");
  files.key_path = Write("junk.key", "junk");
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidCertificate", files.key_path);
  files = Make("c");
  files.client_ca_path = Write("junk.ca", "junk");
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidCertificate", files.client_ca_path);
}

TEST_F(TlsFiles, KeyOfAnotherCertificateIsRefused) {
  TlsServerFiles files = Make("a");
  files.key_path = Make("b").key_path;
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidCertificate", files.key_path);
}

// It would otherwise ask for the passphrase at the terminal.
TEST_F(TlsFiles, EncryptedKeyIsRefused) {
  TlsServerFiles files = Make("a");
  const std::string plain = ReadWhole(files.key_path);
  BIO* in = BIO_new_mem_buf(plain.data(), static_cast<int>(plain.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  char passphrase[] = "passphrase";
  ASSERT_EQ(
      PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), passphrase, 10, nullptr, nullptr),
      1);
  char* pem = nullptr;
  const long size = BIO_get_mem_data(out, &pem);
  files.key_path = Write("encrypted", std::string(pem, static_cast<std::size_t>(size)));
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidCertificate", files.key_path);
}

TEST_F(TlsFiles, RequiredClientsNeedAnAuthority) {
  TlsServerFiles files = Make("a");
  files.client_certificate_required = true;
  ExpectRefused(files, ErrorCode::kInvalidArgument, "InvalidTlsOptions", "authority");
  files.client_ca_path = files.certificate_path;
  EXPECT_TRUE(TlsContext::ForServer(files).has_value());
}

}  // namespace
}  // namespace keyward::crypto
