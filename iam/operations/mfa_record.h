// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "iam/operations/entity.h"

// Virtual MFA devices as such: their records, and the operations that make, delete and list them.
// The seed in a record is a secret: whoever loads one wipes it (WipeSeed). Thread-safe: a call is
// one thread's.
namespace keyward::iam {

// Errors: kNotFound "NoSuchEntity" unless it is the serial number, to the letter, of one of the
// account's; those of Load.
core::Result<rec::MfaDevice> FindMfaDevice(api::Call& call, const std::string& serial);
void SaveMfaDevice(api::Call& call, const rec::MfaDevice& device);
void WipeSeed(rec::MfaDevice& device);

// The target of an operation on a device, whether it is there or not.
Targets MfaDeviceTarget(api::Call& call, const std::string& serial);

// CreateVirtualMFADevice, DeleteVirtualMFADevice, ListVirtualMFADevices. `tokens` must outlive the
// rows.
void AddVirtualMfaDeviceOperations(const api::PageTokens& tokens,
                                   std::vector<api::Operation>* rows);

}  // namespace keyward::iam
