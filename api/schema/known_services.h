// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "api/schema/service_table.h"

namespace keyward::api::schema {

// The tables of every service that has messages here, by signing name, whether or not a server
// offers it. Thread-safe.
std::span<const ServiceTable* const> KnownServices();

// By signing name ("iam"); null when there is none. Thread-safe.
const ServiceTable* FindKnownService(std::string_view signing_name);

}  // namespace keyward::api::schema
