// SPDX-License-Identifier: Apache-2.0
#include "server/node/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

namespace keyward::server::node {
namespace {

using Labels = std::map<std::string, std::string>;

// From a read that the cache answers to an operation that waits for a disk, in seconds.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
  return buckets;
}

std::string OrUnknown(std::string_view text) {
  return std::string(text.empty() ? std::string_view("unknown") : text);
}

double Seconds(std::chrono::steady_clock::duration took) {
  return std::chrono::duration<double>(took).count();
}

prometheus::Family<prometheus::Counter>& MakeCounters(const char* name, const char* help,
                                                      prometheus::Registry& registry) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Gauge& MakeGauge(const char* name, const char* help, prometheus::Registry& registry) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

struct Metrics::State {
  // What one operation's requests are counted in.
  struct Counted {
    prometheus::Counter& total;
    prometheus::Histogram& duration;
    std::map<std::string, prometheus::Counter*, std::less<>> errors;
  };

  Counted& Find(const api::CallOutcome& outcome) {
    std::pair<std::string, std::string> key(OrUnknown(outcome.service),
                                            OrUnknown(outcome.operation));
    const auto found = operations.find(key);
    if (found != operations.end()) return found->second;
    const Labels labels = {{"service", key.first}, {"operation", key.second}};
    Counted counted{totals.Add(labels), durations.Add(labels, Buckets()), {}};
    return operations.emplace(std::move(key), std::move(counted)).first->second;
  }

  prometheus::Counter& FindError(Counted& counted, const api::CallOutcome& outcome) {
    std::string name(outcome.error);
    if (!error_names.contains(name)) {
      if (error_names.size() < kMaxErrorNames) {
        error_names.insert(name);
      } else {
        name = "other";
      }
    }
    prometheus::Counter*& counter = counted.errors[name];
    if (counter == nullptr) {
      counter = &failures.Add({{"service", OrUnknown(outcome.service)},
                               {"operation", OrUnknown(outcome.operation)},
                               {"error", name}});
    }
    return *counter;
  }

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& totals =
      MakeCounters("keyward_requests_total", "Requests answered", registry);
  prometheus::Family<prometheus::Counter>& failures = MakeCounters(
      "keyward_request_errors_total", "Requests answered with an error, by its name", registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("keyward_request_duration_seconds")
          .Help("From a request's being read to its answer")
          .Register(registry);
  prometheus::Gauge& in_flight =
      MakeGauge("keyward_requests_in_flight", "Requests that are worked on", registry);
  prometheus::Gauge& backlog =
      MakeGauge("keyward_audit_backlog_records", "Audit records that wait for the sinks", registry);
  prometheus::Gauge& ready =
      MakeGauge("keyward_ready", "Whether requests can be served: what /readyz says", registry);
  prometheus::Gauge& started =
      MakeGauge("process_start_time_seconds", "When the service started, in Unix time", registry);

  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, Counted> operations;
  std::set<std::string, std::less<>> error_names;
};

Metrics::Metrics(const core::Clock& clock) : state_(std::make_unique<State>()) {
  state_->started.Set(std::chrono::duration<double>(clock.Now().time_since_epoch()).count());
}

Metrics::~Metrics() = default;

void Metrics::Answered(const api::CallOutcome& outcome) {
  const std::lock_guard lock(state_->mutex);
  State::Counted& counted = state_->Find(outcome);
  counted.total.Increment();
  counted.duration.Observe(Seconds(outcome.took));
  if (!outcome.error.empty()) state_->FindError(counted, outcome).Increment();
}

std::string Metrics::Render(const Gauges& gauges) {
  state_->in_flight.Set(static_cast<double>(gauges.requests_in_flight));
  state_->backlog.Set(static_cast<double>(gauges.audit_backlog));
  state_->ready.Set(gauges.ready ? 1 : 0);
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, state_->registry.Collect());
  return std::move(text).str();
}

}  // namespace keyward::server::node
