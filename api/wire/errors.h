// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/schema/service_table.h"
#include "core/error.h"

namespace keyward::api::wire {

// An error as a service's protocol shows it.
struct WireError {
  int http_status = 500;
  std::string name;         // JSON: `__type`; query: `Code`
  std::string message;      // of errors of ours (500), one text that tells nothing
  std::string reason = {};  // JSON: `Reason`; "" = the error has none
};

// Says how an error leaves through a service's wire. A name that the service lists, by shape or
// code, has the status of its shape; one of the errors common to all of AWS the status that AWS
// documents; else, and without a name, the class of the failure decides. Defects and damaged data
// keep a name only that the service lists with a status of 500 or more, and never their message:
// the caller writes that to the log. The message of an error that has a Reason in AWS's model
// (ConstraintViolationException, InvalidInputException) begins with it, in capitals, and ": ";
// there they become two. Thread-safe. Source: the services' models; IAM and STS API Reference,
// "Common Errors".
WireError ToWire(const schema::ServiceTable& service, const core::Error& error);

// `{"__type":"NAME","message":"TEXT"}`, with the service's spelling of `message`; and `"Reason"`
// last where there is one. Thread-safe.
std::string JsonErrorBody(const schema::ServiceTable& service, const WireError& error);

// `<ErrorResponse xmlns="…"><Error><Type>Sender|Receiver</Type><Code>…</Code><Message>…` with the
// request's id. Thread-safe.
std::string XmlErrorBody(const schema::ServiceTable& service, const WireError& error,
                         std::string_view request_id);

}  // namespace keyward::api::wire
