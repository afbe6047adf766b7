// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_process.h"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "cli/serve_options.h"
#include "cli/store_command.h"
#include "server/node/node.h"
#include "server/process/hardening.h"
#include "server/process/log.h"
#include "server/process/notify.h"
#include "server/process/signals.h"

namespace keyward::cli {
namespace {

namespace process = server::process;
using server::config::Settings;
using server::node::Node;
using std::chrono::seconds;

// A service from its start to its end.
class Service {
 public:
  Service(const Settings& settings, const std::function<std::string(const char*)>& variable)
      : settings_(settings),
        credentials_dir_(variable("CREDENTIALS_DIRECTORY")),
        log_(STDERR_FILENO, process::LevelOf(settings.log_level), clock_),
        notifier_(variable("NOTIFY_SOCKET")) {}

  core::Result<void> Start();
  void Run();
  void Stop();

  process::Log& log() { return log_; }

 private:
  core::Result<void> Prepare(SealPointer& seal);
  core::Result<void> Harden();
  void Announce();
  void Tell(std::string_view state);
  void Reload();
  void WatchReadiness();

  Settings settings_;
  const std::string credentials_dir_;
  const core::SystemClock clock_;
  crypto::SystemRandom random_;
  process::Log log_;
  const process::Notifier notifier_;
  std::optional<process::SignalWatch> signals_;
  std::unique_ptr<Node> node_;
  bool ready_ = true;  // as last logged
};

// Secrets are read and ports taken with the rights that the process came with; store and audit log
// are opened with those that it keeps.
core::Result<void> Service::Start() {
  if (auto done = process::ForbidCoreDumps(); !done) return done;
  SealPointer seal;
  if (auto prepared = Prepare(seal); !prepared) return prepared;
  signals_.emplace();  // before any thread; not while a passphrase is asked for
  auto node = Node::Listen(ToNodeOptions(settings_), random_, clock_);
  if (!node) return node.error();
  node_ = *std::move(node);
  if (auto hardened = Harden(); !hardened) return hardened;
  if (auto opened = node_->Open(*seal); !opened) return opened;
  Announce();
  return {};
}

core::Result<void> Service::Prepare(SealPointer& seal) {
  core::Result<bool> first = IsFirstStart(settings_.data_dir);
  if (!first) return std::move(first).error();
  settings_ = FillIn(std::move(settings_));
  if (auto made = MakeDevelopmentFiles(settings_, clock_, random_); !made) return made;
  core::Result<SealPointer> opened = ServeSeal(settings_, *first, credentials_dir_);
  if (!opened) return std::move(opened).error();
  seal = *std::move(opened);
  return {};
}

core::Result<void> Service::Harden() {
  const bool lock = settings_.lock_memory != "no";
  if (lock) process::LiftMemoryLock();
  if (!settings_.user.empty()) {
    if (auto done = process::BecomeUser(settings_.user); !done) return done;
  } else if (::geteuid() == 0 && !settings_.dev) {
    log_.Warn("runs as root; name another user with --user");
  }
  if (!lock) return {};
  core::Result<void> locked = process::LockMemory();
  if (!locked && settings_.lock_memory == "require") return locked;
  if (!locked) log_.Warn("memory is not locked", locked.error());
  return {};
}

void Service::Announce() {
  const server::node::FirstAccount& first = node_->core().first_account();
  if (first.made) {
    log_.Info(
        "the first account was made",
        {{"account", first.account}, {"credentials", settings_.data_dir + "/root-credentials"}});
  }
  for (const server::node::FrontDoor* door : node_->doors()) {
    log_.Info("listening", {{"door", door->name()}, {"address", door->address()}});
  }
  log_.Info("serving", {{"account", first.account}});
  Tell("READY=1\nSTATUS=serving");
}

void Service::Tell(std::string_view state) {
  if (auto told = notifier_.Tell(state); !told) log_.Warn("not notified", told.error());
}

void Service::Run() {
  constexpr std::chrono::milliseconds kTick{1000};
  while (true) {
    const std::optional<process::Order> order = signals_->Wait(kTick);
    if (order == process::Order::kStop) return;
    if (order == process::Order::kReload) Reload();
    WatchReadiness();
  }
}

void Service::Reload() {
  // systemd compares the time with that of its own order.
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  Tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros) + "\nSTATUS=reloading");
  const std::vector<core::Error> failed = node_->Reload();
  for (const core::Error& error : failed) log_.Failed("not reloaded", error);
  if (failed.empty()) log_.Info("reloaded");
  Tell("READY=1\nSTATUS=serving");
}

void Service::WatchReadiness() {
  const core::Result<void> ready = node_->Ready();
  if (ready.has_value() == ready_) return;
  ready_ = ready.has_value();
  if (ready) {
    log_.Info("ready again");
  } else {
    log_.Failed("not ready", ready.error());
  }
}

void Service::Stop() {
  Tell("STOPPING=1\nSTATUS=draining");
  log_.Info("draining");
  process::SignalWatch::LetGo();  // who asks twice does not wait
  node_->Leave();
  std::this_thread::sleep_for(seconds(settings_.drain_delay_seconds));
  const bool drained = node_->Drain(seconds(settings_.drain_seconds));
  if (!drained) log_.Warn("requests were cut: they took longer than drain-seconds");
  node_.reset();
  log_.Info("stopped");
}

}  // namespace

ExitCode Serve(const Settings& settings, const std::function<std::string(const char*)>& variable) {
  Service service(settings, variable);
  if (auto started = service.Start(); !started) {
    service.log().Failed("cannot start", started.error());
    return CodeOf(started.error());
  }
  service.Run();
  service.Stop();
  return ExitCode::kOk;
}

}  // namespace keyward::cli
