// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

// What a process that holds keys gives up. All change the process, none is for several threads.
namespace keyward::server::process {

// No core dumps, no ptrace by others of the same user, no new privileges by exec.
// Errors: kInternal "HardeningFailed" with the system's reason.
// Source: prctl(2) PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS; getrlimit(2) RLIMIT_CORE.
core::Result<void> ForbidCoreDumps();

// Lifts the limit of locked memory for LockMemory, while the process may. Best before BecomeUser.
void LiftMemoryLock();

// Keeps every page out of swap, those to come included, from the moment each is touched. Does
// nothing unless the process may lock without bound (RLIMIT_MEMLOCK unlimited, or CAP_IPC_LOCK):
// past a bound, allocations to come would fail.
// Errors: kFailedPrecondition "MemoryLockLimited", which says what to set.
// Source: mlockall(2) MCL_ONFAULT.
core::Result<void> LockMemory();

// Becomes another user for good: their groups, primary group and id, in all threads; checks that
// there is no way back. Core dumps are forbidden again, since the kernel forgets. `name` is of
// /etc/passwd and the like.
// Errors: kInvalidArgument "UnknownUser"; kFailedPrecondition "NotRoot" when another is to be
// become and the process may not; kInternal "PrivilegesKept". One who is that user already: nothing
// to do.
core::Result<void> BecomeUser(const std::string& name);

}  // namespace keyward::server::process
