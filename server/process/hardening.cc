// SPDX-License-Identifier: Apache-2.0
#include "server/process/hardening.h"

#include <grp.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>

namespace keyward::server::process {
namespace {

core::Error Failed(core::ErrorCode code, const char* name, const std::string& what) {
  return {code, name, what + ": " + std::generic_category().message(errno)};
}

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

core::Result<Identity> Find(const std::string& name) {
  constexpr std::size_t kRoom = 16384;
  std::array<char, kRoom> room = {};
  passwd entry = {};
  passwd* found = nullptr;
  const int number = ::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
  if (number == 0 && found != nullptr) return Identity{entry.pw_uid, entry.pw_gid};
  return core::Error{core::ErrorCode::kInvalidArgument, "UnknownUser",
                     "there is no user `" + name + "`"};
}

// All three ids of user and group, and no root within reach.
bool IsOnly(const Identity& identity) {
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
  gid_t real_group = 0;
  gid_t effective_group = 0;
  gid_t saved_group = 0;
  if (::getresuid(&real, &effective, &saved) != 0) return false;
  if (::getresgid(&real_group, &effective_group, &saved_group) != 0) return false;
  const bool user = real == identity.user && effective == identity.user && saved == identity.user;
  const bool group = real_group == identity.group && effective_group == identity.group &&
                     saved_group == identity.group;
  return user && group && (identity.user == 0 || ::setuid(0) != 0);
}

// Effective capabilities, as the kernel shows them.
bool HasLockCapability() {
  constexpr unsigned kIpcLock = 14;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("CapEff:\t")) continue;
    const std::string digits = line.substr(8);
    std::uint64_t bits = 0;
    const auto [end, wrong] =
        std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
    return wrong == std::errc() && (bits >> kIpcLock & 1U) != 0;
  }
  return false;
}

}  // namespace

core::Result<void> ForbidCoreDumps() {
  const rlimit none = {0, 0};
  const bool done = ::setrlimit(RLIMIT_CORE, &none) == 0 &&
                    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (done) return {};
  return Failed(core::ErrorCode::kInternal, "HardeningFailed", "core dumps cannot be forbidden");
}

void LiftMemoryLock() {
  const rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  static_cast<void>(::setrlimit(RLIMIT_MEMLOCK, &all));  // LockMemory tells whether it helped
}

core::Result<void> LockMemory() {
  rlimit limit = {};
  const bool unlimited =
      ::getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
  if (!unlimited && !HasLockCapability()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "MemoryLockLimited",
                       "memory can be locked with `LimitMEMLOCK=infinity` (RLIMIT_MEMLOCK) only; "
                       "secrets are locked all the same"};
  }
  if (::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return {};
  return Failed(core::ErrorCode::kFailedPrecondition, "MemoryLockLimited",
                "memory cannot be locked");
}

core::Result<void> BecomeUser(const std::string& name) {
  core::Result<Identity> identity = Find(name);
  if (!identity) return std::move(identity).error();
  if (::geteuid() != 0) {
    if (IsOnly(*identity)) return {};
    return core::Error{core::ErrorCode::kFailedPrecondition, "NotRoot",
                       "only root can become the user `" + name + "`"};
  }
  const bool changed = ::initgroups(name.c_str(), identity->group) == 0 &&
                       ::setresgid(identity->group, identity->group, identity->group) == 0 &&
                       ::setresuid(identity->user, identity->user, identity->user) == 0;
  if (!changed) {
    return Failed(core::ErrorCode::kInternal, "PrivilegesKept",
                  "cannot become the user `" + name + "`");
  }
  if (!IsOnly(*identity)) {
    return core::Error{core::ErrorCode::kInternal, "PrivilegesKept",
                       "the rights of root could be had again"};
  }
  return ForbidCoreDumps();
}

}  // namespace keyward::server::process
