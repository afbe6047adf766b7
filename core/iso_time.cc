// SPDX-License-Identifier: Apache-2.0
#include "core/iso_time.h"

#include <array>
#include <cstdio>

namespace keyward::core {

std::string IsoTime(std::chrono::sys_time<std::chrono::milliseconds> time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  std::string result(text.data(), static_cast<std::size_t>(size));
  if (const auto millis = static_cast<int>(clock.subseconds().count()); millis != 0) {
    size = std::snprintf(text.data(), text.size(), ".%03d", millis);
    result.append(text.data(), static_cast<std::size_t>(size));
  }
  return result + "Z";
}

}  // namespace keyward::core
