// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

// The refusals of authentication, with AWS's names and, where AWS has one, AWS's text (which begins
// in upper case and ends in a full stop). All but InvalidArgument are kUnauthenticated. Pure;
// thread-safe. Source: IAM User Guide, "Common errors"; what AWS's services answer.
namespace keyward::auth {

// Neither an Authorization header nor a presigned query.
core::Error MissingAuthenticationToken();
// What should say who signed is malformed, incomplete or given twice.
core::Error IncompleteSignature(std::string message);
// The signature was read, and does not hold for this request, time, region or service.
core::Error SignatureDoesNotMatch(std::string message);
// The same where the computed signature differs: AWS's long sentence.
core::Error SignatureMismatch();
// The access key or the session token is not known.
core::Error InvalidClientTokenId();
// A presigned request after its time.
core::Error RequestExpired();
// The session token's time is over.
core::Error ExpiredToken();
// The request cannot be signed: kInvalidArgument named "ValidationException".
core::Error CannotSign(std::string message);

// The name by which AWS's JSON protocols call an error of this file: "SignatureDoesNotMatch" is
// "InvalidSignatureException" there. Names that are not of this file come back as they are.
std::string_view JsonErrorName(std::string_view name);

// Text of the caller's for a message: at most 64 bytes, with anything but printable ASCII as `?`.
std::string Shown(std::string_view text);

}  // namespace keyward::auth
