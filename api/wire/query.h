// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/schema/empty_members.h"
#include "api/schema/service_table.h"
#include "api/wire/form.h"
#include "core/result.h"

namespace keyward::api::wire {

// Finds the operation that a query request names with `Action` and `Version`.
//
// Thread-safe. Errors, as AWS answers them: kInvalidArgument named "MissingAction" without an
// Action, "InvalidAction" ("Could not find operation X for version Y") when the service has no such
// operation or version, "MalformedQueryString" when either comes twice.
core::Result<const schema::MethodTable*> FindAction(const std::vector<FormField>& form,
                                                    const schema::ServiceTable& service);

// Reads a query request's parameters into `message`, which must be empty, and notes in `empty` (may
// be null) the lists and maps that are there and empty (`Tags=`).
//
// `Name=text`, `List.member.1=text`, `List.member.1.Name=text`, `Map.entry.1.key=text` with
// `Map.entry.1.value=text`; flattened and renamed ones as the schema says. Parameters that the
// message does not have are ignored, as AWS does; so `Action`, `Version` and signatures may stay
// in the form. Indexes count from 1 without gaps, in any order. Numbers, blobs and timestamps are
// read strictly: decimal integers, base64, ISO 8601.
//
// Takes the values out of the form. Thread-safe. Recursion is as deep as a parameter's name.
// Errors: kInvalidArgument named "MalformedInput" for a parameter twice, a gap, a bad index, a key
// twice, an entry without its key or value, a value where structure is expected or the other way
// round, or a value that cannot be read; it names the parameter and repeats no value. kInternal
// when the schema is faulty.
core::Result<void> DecodeQuery(std::vector<FormField> form, google::protobuf::Message* message,
                               schema::EmptyMembers* empty);

}  // namespace keyward::api::wire
