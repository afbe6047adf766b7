// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>

#include "cli/exit_code.h"
#include "cli/signing_input.h"

namespace keyward::cli {

// `keyward sign METHOD URL`: prints the headers to add to a request, one a line, as
// `curl --header @-` takes them; as JSON with the texts that were signed.
//
// Returns kBadInput, with a line on `err`, when it cannot be signed.
ExitCode RunSign(const SignArgs& args, std::istream& in, std::ostream& out, std::ostream& err);

// `keyward presign METHOD URL`: prints the URL with the signature in its query. Whoever holds it
// can make the request until it expires.
ExitCode RunPresign(const SignArgs& args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace keyward::cli
