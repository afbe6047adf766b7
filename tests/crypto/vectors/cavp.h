// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/crypto/vectors/tally.h"

namespace keyward::crypto::testing {

// One record of a response file of NIST's Cryptographic Algorithm Validation Program.
struct CavpRecord {
  std::map<std::string, std::string> group;   // the [NAME = VALUE] lines that hold for it
  std::map<std::string, std::string> fields;  // NAME = VALUE; FAIL stands without a value

  bool Has(const std::string& name) const { return fields.count(name) != 0; }
  // The value as it stands, and from hexadecimal; a failed test when there is none.
  std::string Text(const std::string& name) const;
  std::string Hex(const std::string& name) const { return Unhex(Text(name)); }
};

// Reads the file of that name in CavpFolder(). A record begins at a line that names `first_field`;
// fields before the first record of a group belong to the group. Counts groups in `tally`. Fails
// the test when there is no record.
std::vector<CavpRecord> ReadCavp(const std::string& name, std::string_view first_field,
                                 Tally& tally);

}  // namespace keyward::crypto::testing
