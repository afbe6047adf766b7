// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"

namespace keyward::iam {

// CreateVirtualMFADevice, DeleteVirtualMFADevice, ListVirtualMFADevices, EnableMFADevice,
// DeactivateMFADevice, ResyncMFADevice, ListMFADevices, GetMFADevice, TagMFADevice, UntagMFADevice,
// ListMFADeviceTags. `tokens` must outlive the rows.
//
// Virtual devices alone: a hardware device's serial number is one that is not there. A new device's
// seed is shown once, as text and not as a QR code.
void AddMfaDeviceOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows);

inline constexpr int kMaxMfaDevices = 8;  // a user
// Steps of 30 seconds by which a device's clock may be off: when it is enabled, and when it is
// synchronized again.
inline constexpr std::int64_t kEnableWithin = 10;
inline constexpr std::int64_t kResyncWithin = 120;

}  // namespace keyward::iam
