// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as a line of an audit log, and as a whole log. What is taken as a line has no
// other form; a chain takes it only when that chain made it.
#include <cstddef>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>

#include "crypto/bytes.h"
#include "fuzz/require.h"
#include "server/audit/verify.h"

namespace {

using namespace keyward::server::audit;
using keyward::fuzz::Require;

Key FixedKey() {
  const std::string bytes(kKeyBytes, 'k');
  return Key::Copy(keyward::crypto::AsBytes(bytes)).value();
}

void FuzzLine(std::string_view text) {
  const auto parsed = ParseLine(text);
  if (!parsed) return;
  const Line& line = parsed->line;
  Require(RenderCovered(line) == parsed->covered, "what the MAC is over has no other form");
  Require(CloseLine(std::string(parsed->covered), line.mac) == std::string(text) + "\n",
          "a line has no other form");
  Require(IsEntry(line.entry) && IsEvent(line.event), "what is taken can be written");
  if (line.sequence == 0 || line.key > 0) return;
  const Position before = {line.sequence - 1, {}};
  Chain reader = Chain::At(before, 0, 1, FixedKey()).value();
  Require(!reader.Accept(*parsed), "nobody guesses a MAC");
  Chain writer = Chain::At(before, 0, 1, FixedKey()).value();
  const std::string made = writer.Append(line.kind, line.entry, line.event).value();
  if (made.size() - 1 > kMaxLineBytes) return;
  const auto again = ParseLine(std::string_view(made).substr(0, made.size() - 1));
  Require(again && again->covered == parsed->covered, "what was taken can be written again");
  Require(reader.Accept(*again).has_value(), "what a chain made, a chain takes");
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  const std::string text(keyward::crypto::AsText(bytes));
  FuzzLine(text);
  std::istringstream in(text);
  Verifier verifier = Verifier::Create(FixedKey(), {}).value();
  verifier.Add("log", in);
  const Report report = verifier.Finish();
  Require(report.lines == 0, "no line is right without the key");
  Require(report.fault.has_value() == !text.empty(), "only nothing is without a fault");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
