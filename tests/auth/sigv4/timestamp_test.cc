// SPDX-License-Identifier: Apache-2.0
#include "auth/sigv4/timestamp.h"

#include <gtest/gtest.h>

#include "tests/auth/sigv4/message.h"

namespace keyward::auth::testing {
namespace {

TEST(BasicTime, IsWrittenAndRead) {
  EXPECT_EQ(FormatBasicTime(kExampleTime), "20150830T123600Z");
  EXPECT_EQ(ParseBasicTime("20150830T123600Z"), kExampleTime);
  EXPECT_EQ(ParseExtendedTime("2015-08-30T12:36:00Z"), kExampleTime);
  EXPECT_EQ(ParseHttpDate("Sun, 30 Aug 2015 12:36:00 GMT"), kExampleTime);
}

TEST(BasicTime, RoundTripsAtEveryBoundary) {
  for (const char* text : {"19700101T000000Z", "20000229T235959Z", "20240229T000000Z",
                           "21001231T235959Z", "99991231T235959Z"}) {
    const auto time = ParseBasicTime(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(FormatBasicTime(*time), text);
  }
}

TEST(BasicTime, RefusesOtherFormsAndDays) {
  for (const char* text :
       {"", "20150830", "20150830T123600", "20150830T1236000", "2015083aT123600Z",
        "20150830 123600Z", "20150231T000000Z", "21000229T000000Z", "20151301T000000Z",
        "20150100T000000Z", "20150830T240000Z", "20150830T126000Z", "20150830T123660Z"}) {
    EXPECT_FALSE(ParseBasicTime(text).has_value()) << text;
  }
}

TEST(HttpDate, RefusesOtherForms) {
  for (const char* text : {"", "Sun, 30 Aug 2015 12:36:00 UTC", "Mon, 30 Aug 2015 12:36:00 GMT",
                           "Sun, 30 aug 2015 12:36:00 GMT", "Sunday, 30-Aug-15 12:36:00 GMT",
                           "Sun Aug 30 12:36:00 2015    ", "Sun, 31 Feb 2015 12:36:00 GMT",
                           "Sun, 3a Aug 2015 12:36:00 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace keyward::auth::testing
