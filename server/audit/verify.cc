// SPDX-License-Identifier: Apache-2.0
#include "server/audit/verify.h"

#include <streambuf>
#include <utility>

namespace keyward::server::audit {

bool ReadBoundedLine(std::istream& in, std::string& line, bool& whole) {
  line.clear();
  whole = false;
  std::streambuf* const buffer = in.rdbuf();
  while (line.size() <= kMaxLineBytes) {
    const int next = buffer->sbumpc();
    if (next == std::streambuf::traits_type::eof()) return !line.empty();
    if (next == '\n') {
      whole = true;
      return true;
    }
    line.push_back(std::streambuf::traits_type::to_char_type(next));
  }
  return true;
}

std::optional<std::uint64_t> FirstSequence(std::istream& in) {
  std::string text;
  bool whole = false;
  if (!ReadBoundedLine(in, text, whole) || !whole) return std::nullopt;
  const core::Result<ParsedLine> parsed = ParseLine(text);
  if (!parsed) return std::nullopt;
  return parsed->line.sequence;
}

core::Result<Verifier> Verifier::Create(Key root, Position head) {
  core::Result<Chain> chain = Chain::Create(std::move(root));
  if (!chain) return chain.error();
  return Verifier(*std::move(chain), head);
}

void Verifier::Fail(std::string message) {
  if (!report_.fault) report_.fault = Fault{file_, line_, std::move(message)};
}

void Verifier::AddLine(std::string_view text) {
  const core::Result<ParsedLine> parsed = ParseLine(text);
  if (!parsed) return Fail(parsed.error().message);
  if (const core::Result<void> taken = chain_.Accept(*parsed); !taken) {
    return Fail(taken.error().message);
  }
  if (chain_.position().count == head_.count && chain_.position() != head_) {
    return Fail("the line is not the one that the store remembers as the last");
  }
  ++report_.lines;
  if (parsed->line.kind == LineKind::kStart) ++report_.starts;
}

void Verifier::Add(const std::string& file, std::istream& in) {
  if (report_.fault) return;
  ++report_.files;
  file_ = file;
  line_ = 0;
  std::string text;
  bool whole = false;
  while (!report_.fault && ReadBoundedLine(in, text, whole)) {
    ++line_;
    if (!whole) {
      Fail(text.size() > kMaxLineBytes ? "the line is too long" : "the line is cut off");
    } else {
      AddLine(text);
    }
  }
  if (!report_.fault && in.bad()) Fail("the file cannot be read");
}

Report Verifier::Finish() {
  if (!report_.fault && chain_.position().count < head_.count) {
    ++line_;
    Fail("the log ends with line number " + std::to_string(chain_.position().count) +
         ", and the store remembers " + std::to_string(head_.count));
  }
  return report_;
}

}  // namespace keyward::server::audit
