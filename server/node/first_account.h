// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "core/result.h"
#include "crypto/random.h"
#include "store/store.h"

namespace keyward::server::node {

struct FirstAccountOptions {
  std::string first;    // 12 digits: what is made if there is none; "" = one must be there already
  std::string account;  // one that must be there then; "" = any
  // Where the first credential is put. Beside it FILE.new is used meanwhile.
  std::string file;
};

struct FirstAccount {
  std::string account;  // the organization's management account
  bool made = false;    // just now, or by a start that did not come to its end
};

// Sees to it that the installation has an account whose root credential somebody can read.
//
// The credential goes to `file`: AWS's credentials-file format, profile `default`, readable by its
// owner only. It is durable in FILE.new before the account is committed, and is put in its place
// after; a start that finds FILE.new either completes the one or removes what came to nothing. So
// no crash leaves an account whose secret nobody has. A credentials file that was taken away is not
// made again. No file is ever replaced. One at a time for a store.
//
// Errors: kFailedPrecondition "AccountRequired" when there is no account and `first` is "";
// "AccountMismatch" when there are accounts, and `account` is none of them; kAlreadyExists
// "CredentialsFileExists" when an account is to be made and `file` is there; kInvalidArgument
// "ValidationError" unless `first` is 12 digits; those of store/durable_file.h and of the store.
core::Result<FirstAccount> EnsureFirstAccount(store::Store& store,
                                              const FirstAccountOptions& options,
                                              std::chrono::sys_seconds now, crypto::Random& random);

}  // namespace keyward::server::node
