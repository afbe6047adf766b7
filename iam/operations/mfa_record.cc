// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/mfa_record.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "crypto/random.h"
#include "crypto/wipe.h"
#include "iam/counts.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"
#include "iam/operations/users.h"
#include "iam/totp.h"

namespace keyward::iam {
namespace {

using api::Call;

constexpr std::size_t kMaxSerial = 256;  // that other operations take

std::string SerialOf(const Call& call, const v1::CreateVirtualMFADeviceRequest& request) {
  return ArnOf(call.account(), Kind::kMfa, request.has_path() ? request.path() : "/",
               request.virtual_mfa_device_name());
}

// Whether other operations take it as SerialNumber.
bool IsSerial(std::string_view serial) {
  return serial.size() <= kMaxSerial && std::ranges::all_of(serial, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view("_+=/:,.@-").find(c) != std::string_view::npos;
         });
}

// Nothing when there is none with that serial number, to the letter.
core::Result<std::optional<rec::MfaDevice>> LoadDevice(Call& call, const std::string& serial) {
  core::Result<std::optional<rec::MfaDevice>> found =
      Load<rec::MfaDevice>(call.unit(), MfaDeviceKey(call.account(), serial));
  if (found && *found && (*found)->serial() != serial) {
    WipeSeed(**found);
    return std::optional<rec::MfaDevice>();
  }
  return found;
}

Targets CreateTarget(Call& call, const v1::CreateVirtualMFADeviceRequest& request) {
  ShowTags(request.tags(), call);
  return std::vector{TaggedTarget(SerialOf(call, request), call, {})};
}

void SetSeed(Call& call, rec::MfaDevice* device, v1::VirtualMFADevice* shown) {
  std::array<std::uint8_t, kTotpSeedBytes> seed =
      crypto::RandomArray<kTotpSeedBytes>(call.random());
  device->set_seed(seed.data(), seed.size());
  crypto::Wipe(seed);
  std::string text = Base32Encode(device->seed());
  shown->set_base32_string_seed(text);
  crypto::Wipe(text);
}

Done Create(Call& call, const v1::CreateVirtualMFADeviceRequest& request,
            v1::CreateVirtualMFADeviceResponse& response) {
  const std::string serial = SerialOf(call, request);
  if (!IsSerial(serial)) {
    return ValidationError("Path and VirtualMFADeviceName make no serial number: it has at most " +
                           std::to_string(kMaxSerial) + " characters of [\\w+=/:,.@-]");
  }
  if (Done may = MayTag(request.tags(), "iam:TagMFADevice", TaggedTarget(serial, call, {}), call);
      !may) {
    return may;
  }
  core::Result<std::optional<std::string>> found =
      call.unit().Get(MfaDeviceKey(call.account(), serial));
  if (!found) return std::move(found).error();
  if (*found) {
    crypto::Wipe(**found);
    return EntityAlreadyExists("MFADevice entity at the same path and name already exists.");
  }
  rec::MfaDevice device;
  device.set_serial(serial);
  device.set_name(request.virtual_mfa_device_name());
  device.set_path(request.has_path() ? request.path() : "/");
  device.set_created(call.now().time_since_epoch().count());
  if (Done tagged = MergeTags(request.tags(), device.mutable_tags()); !tagged) return tagged;
  if (Done counted = Count(call, Kind::kMfa, 1); !counted) return counted;
  v1::VirtualMFADevice* shown = response.mutable_virtual_mfa_device();
  SetSeed(call, &device, shown);
  SaveMfaDevice(call, device);
  WipeSeed(device);
  shown->set_serial_number(serial);
  CopyTags(device.tags(), shown->mutable_tags());
  return {};
}

Done Delete(Call& call, const v1::DeleteVirtualMFADeviceRequest& request,
            v1::DeleteVirtualMFADeviceResponse&) {
  core::Result<rec::MfaDevice> device = FindMfaDevice(call, request.serial_number());
  if (!device) return std::move(device).error();
  WipeSeed(*device);
  if (!device->user().empty()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "DeleteConflict",
                       "MFA VirtualDevice in use. Must deactivate first."};
  }
  call.unit().Delete(MfaDeviceKey(call.account(), device->serial()));
  return Count(call, Kind::kMfa, -1);
}

bool IsListed(const v1::ListVirtualMFADevicesRequest& request, const rec::MfaDevice& device) {
  if (request.assignment_status() == "Assigned") return !device.user().empty();
  if (request.assignment_status() == "Unassigned") return device.user().empty();
  return true;
}

Done Show(Call& call, const rec::MfaDevice& device, v1::VirtualMFADevice* shown) {
  shown->set_serial_number(device.serial());
  if (device.user().empty()) return {};
  SetTime(shown->mutable_enable_date(), device.enabled());
  core::Result<std::optional<rec::User>> user =
      Load<rec::User>(call.unit(), EntityKey(call.account(), Kind::kUser, device.user()));
  if (!user) return std::move(user).error();
  if (!*user) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "device `" + device.serial() + "` is of a user who is not there"};
  }
  *shown->mutable_user() = ShowUser(call, **user);
  shown->mutable_user()->clear_tags();  // as AWS's lists: they are GetUser's
  shown->mutable_user()->clear_permissions_boundary();
  return {};
}

Done List(Paging paging, const v1::ListVirtualMFADevicesRequest& request,
          v1::ListVirtualMFADevicesResponse& response) {
  Done shown_all;
  const std::string prefix = EntityPrefix(paging.call().account(), Kind::kMfa);
  Done listed = ListRecords<rec::MfaDevice>(
      paging, prefix, request, response, [&](const rec::MfaDevice& device) {
        if (!IsListed(request, device)) return false;
        Done shown = Show(paging.call(), device, response.add_virtual_mfa_devices());
        if (!shown && shown_all) shown_all = std::move(shown).error();
        return true;
      });
  return shown_all ? listed : shown_all;
}

}  // namespace

core::Result<rec::MfaDevice> FindMfaDevice(Call& call, const std::string& serial) {
  core::Result<std::optional<rec::MfaDevice>> found = LoadDevice(call, serial);
  if (!found) return std::move(found).error();
  if (!*found) {
    return NoSuchEntity("VirtualMFADevice with serial number " + serial + " doesn't exist.");
  }
  return **std::move(found);
}

void SaveMfaDevice(Call& call, const rec::MfaDevice& device) {
  Save(call.unit(), MfaDeviceKey(call.account(), device.serial()), device);
}

void WipeSeed(rec::MfaDevice& device) { crypto::Wipe(*device.mutable_seed()); }

Targets MfaDeviceTarget(Call& call, const std::string& serial) {
  core::Result<std::optional<rec::MfaDevice>> found = LoadDevice(call, serial);
  if (!found) return std::move(found).error();
  if (*found) {
    WipeSeed(**found);
    return std::vector{TaggedTarget(serial, call, (*found)->tags())};
  }
  // A hardware device's serial number is no ARN.
  const bool is_arn = serial.starts_with("arn:");
  std::string arn = is_arn ? serial : ArnOf(call.account(), Kind::kMfa, "/", serial);
  return std::vector{TaggedTarget(std::move(arn), call, {})};
}

void AddVirtualMfaDeviceOperations(const api::PageTokens& tokens,
                                   std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreateVirtualMFADeviceRequest, v1::CreateVirtualMFADeviceResponse>(
      CreateTarget, Create));
  rows->back().returns_plaintext = true;
  rows->push_back(Mutates<v1::DeleteVirtualMFADeviceRequest, v1::DeleteVirtualMFADeviceResponse>(
      [](Call& call, const v1::DeleteVirtualMFADeviceRequest& request) {
        return MfaDeviceTarget(call, request.serial_number());
      },
      Delete));
  rows->push_back(Reads<v1::ListVirtualMFADevicesRequest, v1::ListVirtualMFADevicesResponse>(
      [](Call& call, const v1::ListVirtualMFADevicesRequest&) { return AnyTarget(call); },
      [&tokens](Call& call, const v1::ListVirtualMFADevicesRequest& request,
                v1::ListVirtualMFADevicesResponse& response) {
        return List({tokens, call, "iam:ListVirtualMFADevices", request.assignment_status()},
                    request, response);
      }));
}

}  // namespace keyward::iam
