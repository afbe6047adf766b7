// SPDX-License-Identifier: Apache-2.0
#include "cli/policy_simulate.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "cli/decide.h"
#include "cli/files.h"
#include "cli/line_id.h"
#include "cli/line_reader.h"
#include "cli/progress.h"
#include "cli/render_json.h"
#include "cli/render_text.h"
#include "cli/report.h"
#include "cli/simulation_input.h"
#include "cli/single_input.h"

namespace keyward::cli {
namespace {

using core::Result;
using policy::catalog::Catalog;

Result<std::optional<Catalog>> OpenCatalog(const SimulateArgs& args) {
  if (args.raw) return std::optional<Catalog>();
  if (args.catalog.empty()) return std::optional<Catalog>(Catalog::Builtin());
  auto loaded = Catalog::Load(args.catalog);
  if (!loaded) return std::move(loaded).error();
  return std::optional<Catalog>(*std::move(loaded));
}

DecideOptions OptionsFor(const SimulateArgs& args, const std::optional<Catalog>& catalog,
                         bool explain) {
  return {.catalog = catalog ? &*catalog : nullptr,
          .keep_every_key = args.raw_context,
          .explain = explain};
}

// Errors of one request name the option instead of a pointer into a batch line.
core::Error InOptions(core::Error error) {
  const std::string option = OptionForPointer(error.place.pointer);
  error.place = {};
  return option.empty() ? error : InSource(std::move(error), option);
}

ExitCode DecideOne(const SimulateArgs& args, const std::optional<Catalog>& catalog,
                   std::istream& in, std::ostream& out, std::ostream& err) {
  auto simulation = BuildSimulation(args.single, args.raw, in);
  if (!simulation) {
    ReportError(err, simulation.error());
    return ExitCode::kBadInput;
  }
  auto decided = Decide(*std::move(simulation), OptionsFor(args, catalog, true));
  if (!decided) {
    ReportError(err, InOptions(std::move(decided).error()));
    return ExitCode::kBadInput;
  }
  const TextStyle style{.colour = args.style.colour, .explain = args.explain, .lines = true};
  switch (args.style.format) {
    case OutputFormat::kText:
      out << RenderText(*decided, {.colour = style.colour, .explain = true, .lines = true});
      break;
    case OutputFormat::kJson:
      out << RenderJson(*decided, args.explain) << '\n';
      break;
    case OutputFormat::kTable:
      out << RenderTableHeader(args.explain) << RenderTableRow(*decided, style);
      break;
  }
  if (!out.flush()) return ExitCode::kBadInput;
  return decided->explanation.decision.allowed() ? ExitCode::kOk : ExitCode::kDenied;
}

// A policy inside a line that is no strict JSON is a malformed policy, as it would be in a file.
core::Error InPolicies(core::Error error) {
  const bool in_policy = error.place.pointer.starts_with("/policies/");
  if (in_policy && error.code == core::ErrorCode::kInvalidArgument) {
    error.name = "MalformedPolicyDocument";
    error.message.insert(0, "this policy contains invalid JSON: ");
  }
  return error;
}

// Answers lines; keeps nothing from one to the next.
class Batch {
 public:
  Batch(const SimulateArgs& args, const std::optional<Catalog>& catalog, std::ostream& out)
      : args_(args),
        options_(OptionsFor(args, catalog, args.explain)),
        style_{.colour = args.style.colour, .explain = args.explain, .lines = false},
        out_(out) {
    if (args.style.format == OutputFormat::kTable) out_ << RenderTableHeader(args.explain);
  }

  // `number`: of the line in the batch, from 1.
  void Answer(const std::string& line, std::uint64_t number) {
    std::string id = "null";
    auto decided = DecideLine(line, &id);
    if (!decided) return AnswerError(id, std::move(decided).error(), number);
    ++answers_;
    switch (args_.style.format) {
      case OutputFormat::kText:
        out_ << EscapeControls(id) << ": " << RenderText(*decided, style_)
             << (args_.explain ? "\n" : "");
        break;
      case OutputFormat::kJson:
        out_ << RenderJson(*decided, args_.explain) << '\n';
        break;
      case OutputFormat::kTable:
        out_ << RenderTableRow(*decided, style_);
        break;
    }
  }

  void AnswerError(const std::string& id, core::Error error, std::uint64_t number) {
    ++errors_;
    if (error.place.line != 0) {
      error.place.line = static_cast<std::uint32_t>(number);  // the JSON text is one line of many
    }
    switch (args_.style.format) {
      case OutputFormat::kText:
        out_ << EscapeControls(id) << ": " << RenderTextError(error, style_)
             << (args_.explain ? "\n" : "");
        break;
      case OutputFormat::kJson:
        out_ << RenderJsonError(id, error) << '\n';
        break;
      case OutputFormat::kTable:
        out_ << RenderTableError(id, error, style_);
        break;
    }
  }

  std::uint64_t answers() const { return answers_; }
  std::uint64_t errors() const { return errors_; }

 private:
  Result<Decided> DecideLine(const std::string& line, std::string* id) const {
    auto document =
        core::JsonDocument::Parse(line, {.max_bytes = kMaxLineBytes, .max_depth = kMaxLineDepth});
    if (!document) {
      *id = RecoverId(line);
      return InPolicies(std::move(document).error());
    }
    *id = ReadId(*document);
    auto simulation = ReadSimulation(*document, args_.raw);
    if (!simulation) return std::move(simulation).error();
    return Decide(*std::move(simulation), options_);
  }

  const SimulateArgs& args_;
  DecideOptions options_;
  TextStyle style_;
  std::ostream& out_;
  std::uint64_t answers_ = 0;
  std::uint64_t errors_ = 0;
};

bool IsBlank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

core::Error LineTooLong(std::uint64_t number) {
  core::Error error{core::ErrorCode::kResourceExhausted,
                    "LimitExceeded",
                    "the line holds more than " + std::to_string(kMaxLineBytes) + " bytes",
                    {}};
  error.place = {.pointer = {}, .line = static_cast<std::uint32_t>(number), .column = 1};
  return error;
}

ExitCode DecideLines(LineReader* reader, Batch* batch, Progress* progress, std::ostream& out,
                     std::ostream& err) {
  std::string line;
  for (std::uint64_t number = 1;; ++number) {
    const LineReader::Status status = reader->Next(&line);
    if (status == LineReader::Status::kFailed) {
      progress->Finish();
      ReportError(err, InvalidInput("the batch could not be read to its end"));
      return ExitCode::kBadInput;
    }
    if (status == LineReader::Status::kEnd) break;
    if (status == LineReader::Status::kTooLong) {
      batch->AnswerError("null", LineTooLong(number), number);
    } else if (!IsBlank(line)) {
      batch->Answer(line, number);
    }
    if (reader->MustWait()) out.flush();
    if (!out) return ExitCode::kBadInput;
    progress->Update(batch->answers(), batch->errors(), reader->bytes_read());
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

ExitCode DecideMany(const SimulateArgs& args, const std::optional<Catalog>& catalog,
                    std::istream& in, std::ostream& out, std::ostream& err) {
  std::ifstream file;
  std::uint64_t size = 0;
  if (args.input != "-") {
    auto readable = CheckReadable(args.input);
    if (!readable) {
      ReportError(err, readable.error());
      return ExitCode::kBadInput;
    }
    size = *readable;
    file.open(args.input, std::ios::binary);
    if (!file) {
      ReportError(err, InvalidInput("`" + args.input + "` cannot be opened"));
      return ExitCode::kBadInput;
    }
  }
  LineReader reader(args.input == "-" ? in : file, kMaxLineBytes);
  Batch batch(args, catalog, out);
  Progress progress(err, args.progress, size);
  return DecideLines(&reader, &batch, &progress, out, err);
}

}  // namespace

ExitCode RunSimulate(const SimulateArgs& args, std::istream& in, std::ostream& out,
                     std::ostream& err) {
  const std::string single_option = FirstSingleOption(args.single);
  if (!args.input.empty() && !single_option.empty()) {
    ReportError(err, InvalidInput("--input takes requests from its lines: it cannot go with " +
                                  single_option));
    return ExitCode::kBadInput;
  }
  const auto catalog = OpenCatalog(args);
  if (!catalog) {
    ReportError(err, catalog.error());
    return ExitCode::kBadInput;
  }
  return args.input.empty() ? DecideOne(args, *catalog, in, out, err)
                            : DecideMany(args, *catalog, in, out, err);
}

}  // namespace keyward::cli
