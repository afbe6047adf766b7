// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keyward::core {

// The class of a failure. Closed: every switch over it is exhaustive, and each value maps to one
// gRPC status of the same meaning. The public AWS name of an error travels beside it, in
// Error::name.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument,     // the caller's input is malformed, whatever the state of the system
  kNotFound,            // what was named does not exist
  kAlreadyExists,       // what was to be made exists
  kPermissionDenied,    // the caller is known and may not
  kUnauthenticated,     // the caller is not known
  kFailedPrecondition,  // the system's state does not allow it now
  kResourceExhausted,   // a named limit was passed
  kAborted,             // lost a race; trying again may succeed
  kUnavailable,         // a part that is needed does not answer; trying again may succeed
  kUnimplemented,       // known, and not offered here
  kDataLoss,            // stored data is damaged
  kInternal,            // a defect of ours
};

// Returns the enumerator's name in snake_case ("invalid_argument"). Never fails. Thread-safe.
std::string_view ErrorCodeName(ErrorCode code);

// Where in a text a failure lies. All fields are zero or empty when that part is not known.
struct Place {
  std::string pointer;       // RFC 6901 JSON pointer; "" is the whole document
  std::uint32_t line = 0;    // from 1; 0 = not known
  std::uint32_t column = 0;  // from 1, in bytes
};

// A failure, as told to people and programs.
//
// `name` is the public AWS error name where AWS has one ("MalformedPolicyDocument"). `message` is
// one line in lower case, with user input in backticks, and never holds a secret.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string name;
  std::string message;
  Place place = {};
};

// Returns "line 3, column 7, at `/Statement/0`" with the parts that are known; "" when none is.
std::string DescribePlace(const Place& place);

// Returns "NAME: MESSAGE (PLACE)", the one-line form that the commands print. Thread-safe.
std::string Describe(const Error& error);

}  // namespace keyward::core
