// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "cli/exit_code.h"
#include "cli/signing_input.h"

namespace keyward::cli {

struct VerifyRequestArgs {
  std::string file = "-";  // a captured request; "-" is standard input
  SecretArgs secret;       // a secret_file is the secret of whatever access key the request names
  ScopeArgs scope;         // its time may be "signed": the time that the request claims
  std::string canonical_request;  // a file with what the signer had; "" = none
  std::string string_to_sign;     // the same
  OutputStyle style;
};

// `keyward verify-request FILE`: checks the signature of a captured request as a service would, and
// tells what is wrong: the rule that refuses it, what would make the signature right, and the texts
// that should have been signed. It shows neither the secret nor the right signature.
//
// Returns kOk when the signature holds, kDenied when it does not, and kBadInput, with a line on
// `err`, when that cannot be found out.
ExitCode RunVerifyRequest(const VerifyRequestArgs& args, std::istream& in, std::ostream& out,
                          std::ostream& err);

}  // namespace keyward::cli
