// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_end.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <ctime>
#include <limits>
#include <memory>

#include "crypto/errors.h"

namespace keyward::crypto {

core::Result<std::chrono::sys_seconds> CertificateEnd(Bytes der) {
  if (der.size() > static_cast<std::size_t>(std::numeric_limits<long>::max())) {
    return InvalidInput("the certificate is too long");
  }
  const unsigned char* at = der.data();
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free);
  ERR_clear_error();
  if (certificate == nullptr || at != der.data() + der.size()) {
    return InvalidInput("it is no X.509 certificate in DER");
  }
  std::tm end = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    ERR_clear_error();
    return InvalidInput("the certificate's notAfter cannot be read");
  }
  const std::chrono::year_month_day day(std::chrono::year(end.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(end.tm_mon) + 1),
                                        std::chrono::day(static_cast<unsigned>(end.tm_mday)));
  if (!day.ok()) return InvalidInput("the certificate's notAfter cannot be read");
  return std::chrono::sys_days(day) + std::chrono::hours(end.tm_hour) +
         std::chrono::minutes(end.tm_min) + std::chrono::seconds(end.tm_sec);
}

}  // namespace keyward::crypto
