// SPDX-License-Identifier: Apache-2.0
#include "policy/language/date_time.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace keyward::policy::language {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes fields off the front of a text; once one is not there, every further one fails.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && text_.empty(); }
  bool at(char c) const { return text_.starts_with(c); }

  // Exactly `width` digits whose number lies in [low, high].
  int Number(std::size_t width, int low, int high) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (i >= text_.size() || !IsDigit(text_[i])) return Fail();
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(width);
    return value >= low && value <= high ? value : Fail();
  }

  void Expect(char c) {
    if (!Take(c)) Fail();
  }

  bool Take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  // One to nine digits, as nanoseconds.
  std::int32_t Fraction() {
    std::int32_t nanos = 0;
    std::int32_t unit = 100'000'000;
    std::size_t count = 0;
    for (; count < text_.size() && IsDigit(text_[count]); ++count, unit /= 10) {
      if (unit == 0) return Fail();
      nanos += unit * (text_[count] - '0');
    }
    if (count == 0) return Fail();
    text_.remove_prefix(count);
    return nanos;
  }

 private:
  int Fail() {
    ok_ = false;
    text_ = {};
    return 0;
  }

  std::string_view text_;
  bool ok_ = true;
};

// Reads `hh:mm[:ss[.fraction]]` and the zone into *time, which holds the day.
void ReadTime(FieldReader* reader, DateTime* time) {
  const int hour = reader->Number(2, 0, 23);
  reader->Expect(':');
  const int minute = reader->Number(2, 0, 59);
  int second = 0;
  if (reader->Take(':')) {
    second = reader->Number(2, 0, 59);
    if (reader->Take('.')) time->nanos = reader->Fraction();
  }
  time->seconds += hour * 3600 + minute * 60 + second;
  if (reader->Take('Z')) return;
  const bool west = reader->at('-');
  if (!reader->Take('-')) reader->Expect('+');
  const int offset_hour = reader->Number(2, 0, 23);
  reader->Expect(':');
  const int offset = offset_hour * 3600 + reader->Number(2, 0, 59) * 60;
  time->seconds += west ? offset : -offset;
}

std::optional<DateTime> ParseIso(std::string_view text) {
  FieldReader reader(text);
  const int year = reader.Number(4, 0, 9999);
  const int month = reader.Take('-') ? reader.Number(2, 1, 12) : 1;
  const int day = text.size() > 7 ? (reader.Expect('-'), reader.Number(2, 1, 31)) : 1;
  if (!reader.ok()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  DateTime time;
  time.seconds = std::chrono::sys_seconds(std::chrono::sys_days(date)).time_since_epoch().count();
  if (reader.Take('T')) ReadTime(&reader, &time);
  if (!reader.at_end()) return std::nullopt;
  return time;
}

}  // namespace

std::optional<DateTime> DateTime::Parse(std::string_view text) {
  const bool whole_number = !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
  if (!whole_number || text.size() == 4) return ParseIso(text);
  DateTime time;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), time.seconds);
  if (failure != std::errc()) return std::nullopt;
  return time;
}

}  // namespace keyward::policy::language
