// SPDX-License-Identifier: Apache-2.0
#include "tests/crypto/vectors/cavp.h"

#include <gtest/gtest.h>

#include <fstream>
#include <utility>

namespace keyward::crypto::testing {
namespace {

std::string Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

std::pair<std::string, std::string> Split(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {Trimmed(line), ""};
  return {Trimmed(line.substr(0, equals)), Trimmed(line.substr(equals + 1))};
}

}  // namespace

std::string CavpRecord::Text(const std::string& name) const {
  if (const auto found = fields.find(name); found != fields.end()) return found->second;
  if (const auto found = group.find(name); found != group.end()) return found->second;
  ADD_FAILURE() << "a record has no field " << name;
  return "";
}

std::vector<CavpRecord> ReadCavp(const std::string& name, std::string_view first_field,
                                 Tally& tally) {
  std::ifstream file(CavpFolder() + "/" + name);
  std::vector<CavpRecord> records;
  std::map<std::string, std::string> group;
  bool in_record = false;
  bool in_group = false;
  const auto begin_group = [&] {
    if (!in_group) tally.Group();
    in_group = true;
  };
  for (std::string raw; std::getline(file, raw);) {
    std::string line = Trimmed(raw);
    if (line.empty() || line[0] == '#') continue;
    const bool heading = line[0] == '[';
    if (heading) line = line.substr(1, line.find(']') - 1);
    auto [field, value] = Split(line);
    if (heading) {
      if (in_record) in_group = false;
      in_record = false;
      begin_group();
      group[field] = value;
    } else if (field == first_field) {
      begin_group();
      in_record = true;
      records.push_back({group, {{field, value}}});
    } else if (in_record) {
      records.back().fields[field] = value;
    } else {
      group[field] = value;
    }
  }
  EXPECT_FALSE(records.empty()) << name << " holds no records";
  return records;
}

}  // namespace keyward::crypto::testing
