// SPDX-License-Identifier: Apache-2.0
#include "server/audit/line.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "crypto/bytes.h"

namespace keyward::server::audit {
namespace {

constexpr std::string_view kKindNames[] = {"change", "read", "start"};
constexpr std::string_view kMacMember = ",\"mac\":\"";
constexpr std::string_view kEnd = "\"}";
constexpr std::size_t kMacDigits = 2 * kMacBytes;
constexpr std::size_t kTailBytes = kMacMember.size() + kMacDigits + kEnd.size();

bool IsEntryByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool TakeText(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

bool TakeNumber(std::string_view& rest, std::uint64_t& number) {
  const char* const end = rest.data() + rest.size();
  const auto [stop, failed] = std::from_chars(rest.data(), end, number);
  if (failed != std::errc()) return false;
  const auto digits = static_cast<std::size_t>(stop - rest.data());
  if (digits > 1 && rest.front() == '0') return false;
  rest.remove_prefix(digits);
  return true;
}

// Text up to the next quotation mark, which is taken too.
std::optional<std::string_view> TakeQuoted(std::string_view& rest) {
  const std::size_t end = rest.substr(0, kMaxEntryBytes + 1).find('"');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return text;
}

bool TakeKind(std::string_view& rest, LineKind& kind) {
  const std::optional<std::string_view> word = TakeQuoted(rest);
  if (!word) return false;
  const auto found = std::ranges::find(kKindNames, *word);
  if (found == std::end(kKindNames)) return false;
  kind = static_cast<LineKind>(found - std::begin(kKindNames));
  return true;
}

bool TakeHead(std::string_view& rest, Line& line) {
  if (!TakeText(rest, "{\"seq\":") || !TakeNumber(rest, line.sequence)) return false;
  if (!TakeText(rest, ",\"key\":") || !TakeNumber(rest, line.key)) return false;
  if (!TakeText(rest, ",\"kind\":\"") || !TakeKind(rest, line.kind)) return false;
  if (!TakeText(rest, ",\"entry\":\"")) return false;
  const std::optional<std::string_view> entry = TakeQuoted(rest);
  if (!entry || !IsEntry(*entry)) return false;
  line.entry = *entry;
  return line.entry.empty() == (line.kind != LineKind::kChange) && TakeText(rest, ",\"event\":");
}

bool ReadTail(std::string_view tail, Mac& mac) {
  if (!TakeText(tail, kMacMember)) return false;
  const std::string_view digits = tail.substr(0, kMacDigits);
  if (std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; })) return false;
  const std::optional<std::string> bytes = core::HexDecode(digits);
  if (!bytes || tail.substr(kMacDigits) != kEnd) return false;
  std::ranges::copy(crypto::AsBytes(*bytes), mac.begin());
  return true;
}

core::Error NotALine() {
  return {core::ErrorCode::kDataLoss, "AuditLogDamaged", "this is no line of an audit log"};
}

}  // namespace

bool IsEntry(std::string_view text) {
  return text.size() <= kMaxEntryBytes && std::ranges::all_of(text, IsEntryByte);
}

bool IsEvent(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return text.size() >= 2 && text.front() == '{' && text.back() == '}' &&
         std::ranges::none_of(text, is_control);
}

std::string RenderCovered(const Line& line) {
  std::string text("{\"seq\":");
  text.append(std::to_string(line.sequence)).append(",\"key\":").append(std::to_string(line.key));
  text.append(",\"kind\":\"").append(kKindNames[static_cast<std::size_t>(line.kind)]);
  text.append("\",\"entry\":\"").append(line.entry).append("\",\"event\":").append(line.event);
  return text;
}

std::string CloseLine(std::string covered, const Mac& mac) {
  covered.append(kMacMember).append(core::HexEncode(crypto::AsText(mac))).append(kEnd);
  covered.push_back('\n');
  return covered;
}

core::Result<ParsedLine> ParseLine(std::string_view text) {
  if (text.size() < kTailBytes || text.size() > kMaxLineBytes) return NotALine();
  ParsedLine parsed;
  parsed.covered = text.substr(0, text.size() - kTailBytes);
  std::string_view rest = parsed.covered;
  if (!TakeHead(rest, parsed.line) || !IsEvent(rest)) return NotALine();
  parsed.line.event = rest;
  if (!ReadTail(text.substr(parsed.covered.size()), parsed.line.mac)) return NotALine();
  return parsed;
}

}  // namespace keyward::server::audit
