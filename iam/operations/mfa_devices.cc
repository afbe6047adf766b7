// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/mfa_devices.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "crypto/wipe.h"
#include "iam/operations/entity.h"
#include "iam/operations/mfa_record.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"
#include "iam/operations/tags.h"
#include "iam/operations/users.h"
#include "iam/totp.h"

namespace keyward::iam {
namespace {

using api::Call;

// The target of an operation on the user that a request names.
template <typename Request>
Targets NamedUserTarget(Call& call, const Request& request) {
  return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
}

// The same where the caller is meant when nobody is named.
template <typename Request>
Targets UserOrCallerTarget(Call& call, const Request& request) {
  core::Result<std::string> name = UserNameOf(call, request.user_name());
  if (!name) return std::move(name).error();
  return NamedTarget<rec::User>(call, Kind::kUser, *name);
}

core::Result<rec::User> FindUserOrCaller(Call& call, const std::string& named) {
  core::Result<std::string> name = UserNameOf(call, named);
  if (!name) return std::move(name).error();
  return Find<rec::User>(call, Kind::kUser, *name);
}

// A device that is the user's. Errors: those of FindMfaDevice; kNotFound "NoSuchEntity" when it is
// not.
core::Result<rec::MfaDevice> FindDeviceOf(Call& call, const rec::User& user,
                                          const std::string& serial) {
  core::Result<rec::MfaDevice> device = FindMfaDevice(call, serial);
  if (!device) return device;
  if (device->user() == user.name()) return device;
  WipeSeed(*device);
  return NoSuchEntity("MFA Device with serial number " + serial + " is not assigned to user " +
                      user.name() + ".");
}

// Checks two codes and sets what follows from them: how far the device's clock is off, and that
// they are not taken again. Errors: kPermissionDenied "InvalidAuthenticationCode".
template <typename Request>
Done TakeCodes(const Call& call, const Request& request, std::int64_t within,
               rec::MfaDevice* device) {
  const std::int64_t now = TotpStepAt(call.now());
  const std::array<std::string_view, 2> codes = {request.authentication_code1(),
                                                 request.authentication_code2()};
  core::Result<std::optional<std::int64_t>> step =
      FindTotp(crypto::AsBytes(device->seed()), codes,
               {.around = now, .within = within, .after = device->last_counter()});
  if (!step) return std::move(step).error();
  if (!*step) {
    return core::Error{core::ErrorCode::kPermissionDenied, "InvalidAuthenticationCode",
                       "Authentication code for device is not valid."};
  }
  device->set_last_counter(**step);
  device->set_drift(**step - now);
  return {};
}

Done EnableDevice(Call& call, const v1::EnableMFADeviceRequest& request, rec::User& user,
                  rec::MfaDevice& device) {
  if (!device.user().empty()) return EntityAlreadyExists("MFA Device is already in use.");
  if (user.mfa_devices_size() >= kMaxMfaDevices) {
    return LimitExceeded("MFADevicesPerUser", kMaxMfaDevices);
  }
  if (Done taken = TakeCodes(call, request, kEnableWithin, &device); !taken) return taken;
  device.set_user(user.name());
  device.set_enabled(call.now().time_since_epoch().count());
  user.add_mfa_devices(device.serial());
  SaveMfaDevice(call, device);
  SaveEntity(call, Kind::kUser, user);
  return {};
}

Done Enable(Call& call, const v1::EnableMFADeviceRequest& request, v1::EnableMFADeviceResponse&) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  core::Result<rec::MfaDevice> device = FindMfaDevice(call, request.serial_number());
  if (!device) return std::move(device).error();
  Done done = EnableDevice(call, request, *user, *device);
  WipeSeed(*device);
  return done;
}

Done Deactivate(Call& call, const v1::DeactivateMFADeviceRequest& request,
                v1::DeactivateMFADeviceResponse&) {
  core::Result<rec::User> user = FindUserOrCaller(call, request.user_name());
  if (!user) return std::move(user).error();
  core::Result<rec::MfaDevice> device = FindDeviceOf(call, *user, request.serial_number());
  if (!device) return std::move(device).error();
  auto* serials = user->mutable_mfa_devices();
  serials->erase(std::remove(serials->begin(), serials->end(), device->serial()), serials->end());
  device->clear_user();
  device->clear_enabled();
  SaveMfaDevice(call, *device);
  SaveEntity(call, Kind::kUser, *user);
  WipeSeed(*device);
  return {};
}

Done Resync(Call& call, const v1::ResyncMFADeviceRequest& request, v1::ResyncMFADeviceResponse&) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  core::Result<rec::MfaDevice> device = FindDeviceOf(call, *user, request.serial_number());
  if (!device) return std::move(device).error();
  Done taken = TakeCodes(call, request, kResyncWithin, &*device);
  if (taken) SaveMfaDevice(call, *device);
  WipeSeed(*device);
  return taken;
}

// The devices of a user: each of them must be there.
Done AddShown(Call& call, const rec::User& user, const std::string& serial,
              v1::ListMFADevicesResponse& response) {
  core::Result<rec::MfaDevice> device = FindDeviceOf(call, user, serial);
  if (!device) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "user `" + user.name() + "` has a device that is not there"};
  }
  v1::MFADevice* shown = response.add_mfa_devices();
  shown->set_user_name(user.name());
  shown->set_serial_number(device->serial());
  SetTime(shown->mutable_enable_date(), device->enabled());
  WipeSeed(*device);
  return {};
}

Done List(Paging paging, const v1::ListMFADevicesRequest& request,
          v1::ListMFADevicesResponse& response) {
  core::Result<rec::User> user = FindUserOrCaller(paging.call(), request.user_name());
  if (!user) return std::move(user).error();
  return ListNames(paging, user->mfa_devices(), request, response, [&](const std::string& serial) {
    return AddShown(paging.call(), *user, serial, response);
  });
}

Done Get(Call& call, const v1::GetMFADeviceRequest& request, v1::GetMFADeviceResponse& response) {
  core::Result<rec::User> user = FindUserOrCaller(call, request.user_name());
  if (!user) return std::move(user).error();
  core::Result<rec::MfaDevice> device = FindDeviceOf(call, *user, request.serial_number());
  if (!device) return std::move(device).error();
  response.set_user_name(user->name());
  response.set_serial_number(device->serial());
  SetTime(response.mutable_enable_date(), device->enabled());
  WipeSeed(*device);
  return {};
}

template <typename Request>
Targets DeviceTarget(Call& call, const Request& request) {
  return MfaDeviceTarget(call, request.serial_number());
}

Targets TagTarget(Call& call, const v1::TagMFADeviceRequest& request) {
  ShowTags(request.tags(), call);
  return DeviceTarget(call, request);
}

Done Tag(Call& call, const v1::TagMFADeviceRequest& request, v1::TagMFADeviceResponse&) {
  core::Result<rec::MfaDevice> device = FindMfaDevice(call, request.serial_number());
  if (!device) return std::move(device).error();
  Done tagged = MergeTags(request.tags(), device->mutable_tags());
  if (tagged) SaveMfaDevice(call, *device);
  WipeSeed(*device);
  return tagged;
}

Targets UntagTarget(Call& call, const v1::UntagMFADeviceRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return DeviceTarget(call, request);
}

Done Untag(Call& call, const v1::UntagMFADeviceRequest& request, v1::UntagMFADeviceResponse&) {
  core::Result<rec::MfaDevice> device = FindMfaDevice(call, request.serial_number());
  if (!device) return std::move(device).error();
  RemoveTags(request.tag_keys(), device->mutable_tags());
  SaveMfaDevice(call, *device);
  WipeSeed(*device);
  return {};
}

Done ListDeviceTags(Paging paging, const v1::ListMFADeviceTagsRequest& request,
                    v1::ListMFADeviceTagsResponse& response) {
  core::Result<rec::MfaDevice> device = FindMfaDevice(paging.call(), request.serial_number());
  if (!device) return std::move(device).error();
  WipeSeed(*device);
  return ListTags(std::move(paging), device->tags(), request, response);
}

void AddTagRows(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::TagMFADeviceRequest, v1::TagMFADeviceResponse>(TagTarget, Tag));
  rows->push_back(
      Mutates<v1::UntagMFADeviceRequest, v1::UntagMFADeviceResponse>(UntagTarget, Untag));
  rows->push_back(Reads<v1::ListMFADeviceTagsRequest, v1::ListMFADeviceTagsResponse>(
      DeviceTarget<v1::ListMFADeviceTagsRequest>,
      [&tokens](Call& call, const v1::ListMFADeviceTagsRequest& request,
                v1::ListMFADeviceTagsResponse& response) {
        return ListDeviceTags({tokens, call, "iam:ListMFADeviceTags", request.serial_number()},
                              request, response);
      }));
}

}  // namespace

void AddMfaDeviceOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  AddVirtualMfaDeviceOperations(tokens, rows);
  AddTagRows(tokens, rows);
  rows->push_back(Mutates<v1::EnableMFADeviceRequest, v1::EnableMFADeviceResponse>(
      NamedUserTarget<v1::EnableMFADeviceRequest>, Enable));
  rows->push_back(Mutates<v1::DeactivateMFADeviceRequest, v1::DeactivateMFADeviceResponse>(
      UserOrCallerTarget<v1::DeactivateMFADeviceRequest>, Deactivate));
  rows->push_back(Mutates<v1::ResyncMFADeviceRequest, v1::ResyncMFADeviceResponse>(
      NamedUserTarget<v1::ResyncMFADeviceRequest>, Resync));
  rows->push_back(Reads<v1::GetMFADeviceRequest, v1::GetMFADeviceResponse>(
      UserOrCallerTarget<v1::GetMFADeviceRequest>, Get));
  rows->push_back(Reads<v1::ListMFADevicesRequest, v1::ListMFADevicesResponse>(
      UserOrCallerTarget<v1::ListMFADevicesRequest>,
      [&tokens](Call& call, const v1::ListMFADevicesRequest& request,
                v1::ListMFADevicesResponse& response) {
        return List({tokens, call, "iam:ListMFADevices", request.user_name()}, request, response);
      }));
}

}  // namespace keyward::iam
