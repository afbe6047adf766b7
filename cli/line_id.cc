// SPDX-License-Identifier: Apache-2.0
#include "cli/line_id.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace keyward::cli {
namespace {

using Json = nlohmann::json;

// Takes the id from the events of a reader that goes on until it has one. The names are nlohmann's.
class IdFinder {
 public:
  std::string Take() && { return std::move(id_); }

  bool null() { return Pass(); }
  bool boolean(bool) { return Pass(); }
  bool number_integer(Json::number_integer_t value) { return Pass(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return Pass(value); }
  bool number_float(Json::number_float_t, const std::string& text) {
    if (expected_) id_ = text;
    return !expected_;
  }
  bool string(std::string& value) { return Pass(value); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return Open(); }
  bool start_array(std::size_t) { return depth_ > 0 && Open(); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(std::string& name) {
    expected_ = depth_ == 1 && name == "id";
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

 private:
  // False ends the reading: the id has been found, or is no scalar.
  bool Pass() { return !std::exchange(expected_, false); }
  template <typename T>
  bool Pass(const T& value) {
    if (expected_) id_ = Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
    return Pass();
  }
  bool Open() {
    ++depth_;
    return Pass();
  }
  bool Close() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  bool expected_ = false;  // the next value is the id
  std::string id_ = "null";
};

}  // namespace

std::string RecoverId(std::string_view line) {
  IdFinder finder;
  Json::sax_parse(line.begin(), line.end(), &finder);
  return std::move(finder).Take();
}

}  // namespace keyward::cli
