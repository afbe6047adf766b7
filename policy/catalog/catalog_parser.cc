// SPDX-License-Identifier: Apache-2.0
#include "policy/catalog/catalog_parser.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "policy/catalog/catalog.h"
#include "policy/catalog/fields.h"
#include "policy/catalog/text.h"

namespace keyward::policy::catalog {
namespace {

constexpr std::string_view kMagic = "keyward-catalog ";
constexpr std::string_view kFormatVersion = "1";
constexpr std::size_t kMaxFields = 64;  // of a line; bounds the ARN templates of a type

// Counts of the things in a file, in the order of its last line.
struct Totals {
  std::size_t globals = 0;
  std::size_t services = 0;
  std::size_t keys = 0;
  std::size_t types = 0;
  std::size_t actions = 0;
};

// Counts the lines of each kind, so that the tables are sized once and never move.
Totals CountLines(std::string_view bytes) {
  Totals totals;
  for (std::size_t at = 0; at + 1 < bytes.size();) {
    if (bytes[at + 1] == '\t') {
      totals.globals += bytes[at] == 'g';
      totals.services += bytes[at] == 's';
      totals.keys += bytes[at] == 'k';
      totals.types += bytes[at] == 't';
      totals.actions += bytes[at] == 'a';
    }
    const std::size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return totals;
}

// Reads one file, line by line. A method that returns false has called Fail.
class Parser {
 public:
  Parser(std::string_view bytes, Data* data) : rest_(bytes), data_(data) {}

  bool Run();
  core::Error TakeError() { return std::move(error_); }

 private:
  using Fields = std::span<const std::string_view>;

  bool Fail(std::string message, core::ErrorCode code = core::ErrorCode::kInvalidArgument);
  bool NextLine();
  bool ReadHeader();
  bool ReadBody();
  bool ReadEnd(Fields fields, const Totals& expected);
  bool ReadGlobal(Fields fields);
  bool ReadService(Fields fields);
  bool ReadKey(Fields fields);
  bool ReadType(Fields fields);
  bool ReadAction(Fields fields);
  bool ParseKey(Fields fields, const std::vector<ConditionKey>& table, std::size_t begin,
                ConditionKey* key);
  bool CheckArn(std::string_view arn);
  bool ReadKeyList(std::string_view text, std::span<const ConditionKey* const>* out);
  bool ReadTypeList(std::string_view text, std::span<const TypeUse>* out);
  template <typename Emit>
  bool ReadList(std::string_view text, std::size_t bound, Emit emit);
  void CloseService();

  std::string_view rest_;
  Data* data_;
  core::Error error_;
  std::uint32_t line_ = 0;
  std::vector<std::string_view> fields_;  // of the current line
  char section_ = 'g';                    // the kind of the last line: g, s, k, t or a
  std::size_t keys_begin_ = 0;            // where the current service's rows begin
  std::size_t types_begin_ = 0;
  std::size_t actions_begin_ = 0;
  std::size_t references_ = 0;
  std::vector<const ConditionKey*> key_scratch_;
  std::vector<TypeUse> type_scratch_;
};

bool Parser::Fail(std::string message, core::ErrorCode code) {
  error_ = {code, "InvalidCatalog", std::move(message), {}};
  error_.place.line = line_;
  return false;
}

// Takes the next line into fields_. One pass over its bytes: this is where decoding spends its
// time.
bool Parser::NextLine() {
  ++line_;
  fields_.clear();
  const char* begin = rest_.data();  // of the field
  const char* const end = begin + rest_.size();
  for (const char* at = begin; at != end; ++at) {
    const char byte = *at;
    if (IsPrintable(byte)) continue;
    const auto length = static_cast<std::size_t>(at - begin);
    if ((byte != '\t' && byte != '\n') || length == 0 || length > kMaxFieldBytes) {
      return Fail("a field is empty, too long or not printable ASCII");
    }
    if (fields_.size() == kMaxFields) return Fail("too many fields");
    fields_.emplace_back(begin, length);
    begin = at + 1;
    if (byte == '\n') {
      rest_.remove_prefix(static_cast<std::size_t>(begin - rest_.data()));
      return true;
    }
  }
  return Fail("the catalogue is cut off: no `end` line");
}

bool Parser::ReadHeader() {
  if (!rest_.starts_with(kMagic)) {
    line_ = 1;
    return Fail("not a Keyward catalogue");
  }
  if (!NextLine()) return false;
  if (fields_.size() != 1 || fields_[0].substr(kMagic.size()) != kFormatVersion) {
    return Fail("unknown catalogue format version; this program reads version 1",
                core::ErrorCode::kUnimplemented);
  }
  if (!NextLine()) return false;
  if (fields_.size() != 4 || fields_[0] != "source") return Fail("expected a `source` line");
  data_->package = fields_[1];
  data_->version = fields_[2];
  data_->license = fields_[3];
  return true;
}

bool Parser::Run() {
  if (rest_.size() > kMaxCatalogBytes) {
    return Fail("the catalogue is larger than 16 MiB", core::ErrorCode::kResourceExhausted);
  }
  const Totals totals = CountLines(rest_);
  data_->globals.reserve(totals.globals);
  data_->services.reserve(totals.services);
  data_->keys.reserve(totals.keys);
  data_->types.reserve(totals.types);
  data_->actions.reserve(totals.actions);
  if (!ReadHeader()) return false;
  while (true) {
    if (!NextLine()) return false;
    if (fields_[0] == "end") return ReadEnd(fields_, totals);
    if (!ReadBody()) return false;
  }
}

// Reads a line that is neither of the header nor the last. Kinds come in the order g* (s k* t*
// a*)*.
bool Parser::ReadBody() {
  constexpr std::string_view kOrder = "gskta";
  if (fields_[0].size() != 1) return Fail("unknown kind of line");
  const char kind = fields_[0][0];
  const std::size_t rank = kOrder.find(kind);
  if (rank == std::string_view::npos) return Fail("unknown kind of line");
  const bool first_of_service = section_ == 'g' && kind != 'g' && kind != 's';
  if (kind != 's' && (rank < kOrder.find(section_) || first_of_service)) {
    return Fail("a line of this kind may not stand here");
  }
  section_ = kind;
  switch (kind) {
    case 'g':
      return ReadGlobal(fields_);
    case 's':
      return ReadService(fields_);
    case 'k':
      return ReadKey(fields_);
    case 't':
      return ReadType(fields_);
    default:
      return ReadAction(fields_);
  }
}

bool Parser::ReadEnd(Fields fields, const Totals& expected) {
  const std::size_t counts[] = {expected.globals, expected.services, expected.keys, expected.types,
                                expected.actions};
  if (fields.size() != 1 + std::size(counts)) return Fail("the `end` line needs five counts");
  for (std::size_t i = 0; i < std::size(counts); ++i) {
    if (ReadNumber(fields[i + 1]) != counts[i]) {
      return Fail("the counts of the `end` line differ from what the catalogue holds");
    }
  }
  if (!rest_.empty()) return Fail("text after the `end` line");
  CloseService();
  if (data_->index.Build(data_->actions)) return true;
  return Fail("too many names collide", core::ErrorCode::kResourceExhausted);
}

// Reads `_ TYPE NAME` for the table that the rows from `begin` make up.
bool Parser::ParseKey(Fields fields, const std::vector<ConditionKey>& table, std::size_t begin,
                      ConditionKey* key) {
  if (fields.size() != 3) return Fail("a key's line has three fields");
  const std::string_view code = fields[1];
  const auto type = ReadKeyType(code[0]);
  key->multivalued = code.size() == 2 && code[1] == '+';
  if (!type || (code.size() != 1 && !key->multivalued)) return Fail("unknown type of a key");
  key->type = *type;
  key->name = fields[2];
  if (!IsTemplate(key->name)) return Fail("a `${Name}` is malformed");
  key->is_template = key->name.find("${") != std::string_view::npos;
  if (table.size() > begin && CompareFolded(table.back().name, key->name) >= 0) {
    return Fail("keys are not in ascending order");
  }
  return true;
}

bool Parser::ReadGlobal(Fields fields) {
  ConditionKey key;
  if (!ParseKey(fields, data_->globals, 0, &key)) return false;
  key.listed = true;
  data_->globals.push_back(key);
  return true;
}

bool Parser::ReadKey(Fields fields) {
  ConditionKey key;
  if (!ParseKey(fields, data_->keys, keys_begin_, &key)) return false;
  data_->keys.push_back(key);
  return true;
}

bool Parser::ReadService(Fields fields) {
  CloseService();
  if (fields.size() != 4) return Fail("a service's line has four fields");
  Service service;
  service.prefix = fields[1];
  service.supports_rcp = fields[2] == "r";
  service.name = fields[3];
  if (!IsPrefix(service.prefix)) {
    return Fail("a service prefix is malformed");
  }
  if (!service.supports_rcp && fields[2] != "-") return Fail("unknown flag of a service");
  if (!data_->services.empty() && data_->services.back().prefix >= service.prefix) {
    return Fail("services are not in ascending order");
  }
  data_->services.push_back(service);
  keys_begin_ = data_->keys.size();
  types_begin_ = data_->types.size();
  actions_begin_ = data_->actions.size();
  return true;
}

void Parser::CloseService() {
  if (data_->services.empty()) return;
  Service& service = data_->services.back();
  service.keys = std::span<const ConditionKey>(data_->keys).subspan(keys_begin_);
  service.types = std::span<const ResourceType>(data_->types).subspan(types_begin_);
  service.actions = std::span<const Action>(data_->actions).subspan(actions_begin_);
}

bool Parser::CheckArn(std::string_view arn) {
  if (!arn.starts_with("arn:") || std::count(arn.begin(), arn.end(), ':') < 5) {
    return Fail("an ARN template needs six parts");
  }
  return IsTemplate(arn) || Fail("a `${Name}` is malformed");
}

bool Parser::ReadType(Fields fields) {
  if (fields.size() < 4) return Fail("a resource type's line has four fields or more");
  ResourceType type;
  type.name = fields[1];
  if (data_->types.size() > types_begin_ &&
      CompareFolded(data_->types.back().name, type.name) >= 0) {
    return Fail("resource types are not in ascending order");
  }
  if (!ReadKeyList(fields[2], &type.keys)) return false;
  for (const std::string_view arn : fields.subspan(3)) {
    if (!CheckArn(arn)) return false;
  }
  type.arns = data_->arns.Add(fields.subspan(3));
  data_->types.push_back(type);
  return true;
}

bool Parser::ReadAction(Fields fields) {
  if (fields.size() != 5) return Fail("an action's line has five fields");
  Action action;
  action.service = &data_->services.back();
  action.name = fields[1];
  if (!IsName(action.name)) return Fail("an action's name is malformed");
  if (data_->actions.size() > actions_begin_ &&
      CompareFolded(data_->actions.back().name, action.name) >= 0) {
    return Fail("actions are not in ascending order");
  }
  const auto level = ReadLevel(fields[2][0]);
  action.rcp_exempt = fields[2].substr(1) == "x";
  if (!level || (fields[2].size() != 1 && !action.rcp_exempt)) {
    return Fail("unknown access level");
  }
  action.level = *level;
  if (!ReadTypeList(fields[3], &action.types)) return false;
  if (!ReadKeyList(fields[4], &action.keys)) return false;
  data_->actions.push_back(action);
  return true;
}

// Calls emit(index, marked) for each index of a list such as `0,2-5!,7`, which must be ascending
// and under `bound`. `-` is the empty list.
template <typename Emit>
bool Parser::ReadList(std::string_view text, std::size_t bound, Emit emit) {
  if (text == "-") return true;
  std::size_t next = 0;  // the least index that may follow
  while (true) {
    const auto item = TakeListItem(&text);
    if (!item) return Fail("malformed list of indices");
    if (item->first < next) return Fail("indices are not in ascending order");
    if (item->last >= bound) return Fail("an index is out of range");
    next = item->last + 1;
    references_ += next - item->first;
    if (references_ > kMaxReferences) {
      return Fail("too many references", core::ErrorCode::kResourceExhausted);
    }
    for (std::size_t i = item->first; i < next; ++i) emit(i, item->marked);
    if (text.empty()) return true;
    if (!TakeByte(&text, ',')) return Fail("malformed list of indices");
  }
}

bool Parser::ReadKeyList(std::string_view text, std::span<const ConditionKey* const>* out) {
  ConditionKey* keys = data_->keys.data() + keys_begin_;
  bool any_mark = false;
  key_scratch_.clear();
  const bool good = ReadList(text, data_->keys.size() - keys_begin_, [&](std::size_t i, bool mark) {
    any_mark = any_mark || mark;
    keys[i].listed = true;
    key_scratch_.push_back(&keys[i]);
  });
  if (!good) return false;
  if (any_mark) return Fail("`!` in a list of keys");
  *out = data_->key_refs.Add(key_scratch_);
  return true;
}

bool Parser::ReadTypeList(std::string_view text, std::span<const TypeUse>* out) {
  const ResourceType* types = data_->types.data() + types_begin_;
  type_scratch_.clear();
  const bool good =
      ReadList(text, data_->types.size() - types_begin_, [&](std::size_t i, bool mark) {
        type_scratch_.push_back({&types[i], mark});
      });
  if (!good) return false;
  *out = data_->type_refs.Add(type_scratch_);
  return true;
}

core::Result<std::shared_ptr<const Data>> ParseInto(std::shared_ptr<Data> data,
                                                    std::string_view bytes) {
  Parser parser(bytes, data.get());
  if (!parser.Run()) return parser.TakeError();
  return std::shared_ptr<const Data>(std::move(data));
}

}  // namespace

core::Result<std::shared_ptr<const Data>> ParseStatic(std::string_view bytes) {
  return ParseInto(std::make_shared<Data>(), bytes);
}

core::Result<std::shared_ptr<const Data>> ParseOwnedBytes(std::string bytes) {
  auto data = std::make_shared<Data>();
  data->bytes = std::move(bytes);
  const std::string_view view = data->bytes;
  return ParseInto(std::move(data), view);
}

}  // namespace keyward::policy::catalog
