// SPDX-License-Identifier: Apache-2.0
#include "server/node/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace keyward::server::node {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

const core::FixedClock kClock(core::Clock::TimePoint(std::chrono::seconds(1'800'000'000)));

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Metrics, CountsByOperationAndError) {
  Metrics metrics(kClock);
  metrics.Answered({"iam", "GetUser", "", milliseconds(3)});
  metrics.Answered({"iam", "GetUser", "NoSuchEntity", milliseconds(30)});
  metrics.Answered({"", "", "SignatureDoesNotMatch", milliseconds(0)});
  const std::string text = metrics.Render({.ready = true, .audit_backlog = 7});
  const std::string labels = R"({operation="GetUser",service="iam")";
  EXPECT_THAT(text, HasSubstr("keyward_requests_total" + labels + "} 2\n"));
  EXPECT_THAT(text, HasSubstr(R"(keyward_request_errors_total{error="NoSuchEntity",)"
                              R"(operation="GetUser",service="iam"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(error="SignatureDoesNotMatch",operation="unknown")"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_count" + labels + "} 2\n"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_bucket" + labels + ",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_bucket" + labels + ",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_bucket" + labels + ",le=\"0.05\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("keyward_ready 1\n"));
  EXPECT_THAT(text, HasSubstr("keyward_audit_backlog_records 7\n"));
  EXPECT_THAT(text, HasSubstr("process_start_time_seconds 1800000000\n"));
}

TEST(Metrics, ErrorNamesAreBounded) {
  Metrics metrics(kClock);
  for (std::size_t i = 0; i < Metrics::kMaxErrorNames + 50; ++i) {
    metrics.Answered({"iam", "GetUser", "E" + std::to_string(i), milliseconds(1)});
  }
  const std::string text = metrics.Render({});
  EXPECT_EQ(CountOf(text, "errors_total{"), Metrics::kMaxErrorNames + 1);
  EXPECT_THAT(text, HasSubstr(R"({error="other",operation="GetUser",service="iam"} 50)"));
  EXPECT_THAT(text, Not(HasSubstr("\"E256\"")));
}

}  // namespace
}  // namespace keyward::server::node
