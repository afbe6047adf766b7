// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/call_observer.h"
#include "core/clock.h"

namespace keyward::server::node {

// What is measured at the moment of asking.
struct Gauges {
  bool ready = false;
  std::int64_t requests_in_flight = 0;
  std::uint64_t audit_backlog = 0;  // changes whose records wait in the store for the sinks
};

// Counts what the front doors answer, for Prometheus:
//
//   keyward_requests_total{service,operation}
//   keyward_request_errors_total{service,operation,error}
//   keyward_request_duration_seconds{service,operation}    histogram; signature and decoding
//   included keyward_requests_in_flight, keyward_audit_backlog_records, keyward_ready,
//   process_start_time_seconds
//
// Labels are bounded, so that no client makes series without end: service and operation are those
// of tables, or `unknown`; errors are names that operations gave, and `other` past kMaxErrorNames.
// Thread-safe.
class Metrics final : public api::CallObserver {
 public:
  static constexpr std::size_t kMaxErrorNames = 256;

  explicit Metrics(const core::Clock& clock);
  ~Metrics() override;

  void Answered(const api::CallOutcome& outcome) override;

  // Everything in the text format, version 0.0.4.
  // Source: prometheus.io, "Exposition formats".
  std::string Render(const Gauges& gauges);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keyward::server::node
