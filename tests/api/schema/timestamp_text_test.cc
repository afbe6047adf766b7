// SPDX-License-Identifier: Apache-2.0
#include "api/schema/timestamp_text.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>

namespace keyward::api::schema {

void PrintTo(const Moment& moment, std::ostream* out) {
  *out << moment.seconds << "s " << moment.nanos << "ns";
}

namespace {

struct WriteCase {
  const char* name;
  Moment moment;
  const char* epoch;
  const char* iso;
};

constexpr WriteCase kWrites[] = {
    {"Zero", {0, 0}, "0", "1970-01-01T00:00:00Z"},
    {"Whole", {1700000000, 0}, "1700000000", "2023-11-14T22:13:20Z"},
    {"Millis", {1700000000, 123000000}, "1700000000.123", "2023-11-14T22:13:20.123Z"},
    {"LeadingZeros", {1, 7000000}, "1.007", "1970-01-01T00:00:01.007Z"},
    {"FinerIsDropped", {1, 999999}, "1", "1970-01-01T00:00:01Z"},
    {"Before1970", {-1, 0}, "-1", "1969-12-31T23:59:59Z"},
    {"FractionBefore1970", {-1, 250000000}, "-0.750", "1969-12-31T23:59:59.250Z"},
    {"LeapDay", {951782400, 0}, "951782400", "2000-02-29T00:00:00Z"},
    {"First", {kMinSeconds, 0}, "-62135596800", "0001-01-01T00:00:00Z"},
    {"Last", {kMaxSeconds, 0}, "253402300799", "9999-12-31T23:59:59Z"},
};

TEST(TimestampText, WritesAndReadsBack) {
  for (const WriteCase& row : kWrites) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(EpochText(row.moment), row.epoch);
    EXPECT_EQ(Iso8601Text(row.moment), row.iso);
    const Moment kept{row.moment.seconds, row.moment.nanos / 1000000 * 1000000};
    EXPECT_EQ(ParseEpoch(row.epoch), kept);
    EXPECT_EQ(ParseIso8601(row.iso), kept);
  }
}

struct ReadCase {
  const char* text;
  std::optional<Moment> moment;
};

constexpr ReadCase kEpochs[] = {
    {"1.5e9", Moment{1500000000, 0}},
    {"1.7000000005E9", Moment{1700000000, 500000000}},
    {"1700000000.1234567891", Moment{1700000000, 123456789}},
    {"-0.5", Moment{-1, 500000000}},
    {"", std::nullopt},
    {"-", std::nullopt},
    {"1.", std::nullopt},
    {".5", std::nullopt},
    {"1x", std::nullopt},
    {"0x10", std::nullopt},
    {" 1", std::nullopt},
    {"1e400", std::nullopt},
    {"1e12", std::nullopt},
    {"nane", std::nullopt},
    {"253402300800", std::nullopt},
    {"-62135596801", std::nullopt},
    {"9999999999999", std::nullopt},
};

TEST(TimestampText, EpochIsReadStrictly) {
  for (const ReadCase& row : kEpochs) EXPECT_EQ(ParseEpoch(row.text), row.moment) << row.text;
}

constexpr ReadCase kIso[] = {
    {"2023-11-14T23:13:20+01:00", Moment{1700000000, 0}},
    {"2023-11-14T21:43:20-00:30", Moment{1700000000, 0}},
    {"2023-11-14T22:13:20.5Z", Moment{1700000000, 500000000}},
    {"2023-11-14T22:13:20.123456Z", Moment{1700000000, 123456000}},
    {"2023-02-29T00:00:00Z", std::nullopt},
    {"2023-13-01T00:00:00Z", std::nullopt},
    {"2023-00-01T00:00:00Z", std::nullopt},
    {"2023-11-14T24:00:00Z", std::nullopt},
    {"2023-11-14T22:60:00Z", std::nullopt},
    {"2023-11-14T22:13:60Z", std::nullopt},
    {"2023-11-14T22:13:20", std::nullopt},
    {"2023-11-14 22:13:20Z", std::nullopt},
    {"2023-11-14t22:13:20z", std::nullopt},
    {"2023-11-14T22:13:20.Z", std::nullopt},
    {"2023-11-14T22:13:20+24:00", std::nullopt},
    {"2023-11-14T22:13:20+0100", std::nullopt},
    {"2023-11-14T22:13:20Zx", std::nullopt},
    {"20231114T221320Z", std::nullopt},
    {"0001-01-01T00:00:00+00:01", std::nullopt},
    {"0000-12-31T00:00:00Z", std::nullopt},
    {"1700000000", std::nullopt},
    {"", std::nullopt},
};

TEST(TimestampText, Iso8601IsReadStrictly) {
  for (const ReadCase& row : kIso) EXPECT_EQ(ParseIso8601(row.text), row.moment) << row.text;
}

}  // namespace
}  // namespace keyward::api::schema
