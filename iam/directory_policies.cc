// SPDX-License-Identifier: Apache-2.0
#include "iam/directory_policies.h"

#include <chrono>
#include <iterator>
#include <utility>

#include "iam/records.h"

namespace keyward::iam {
namespace {

using Type = policy::match::Caller::Type;

constexpr std::string_view kWatched[] = {"iam/", "org/"};

}  // namespace

core::Result<std::unique_ptr<DirectoryPolicies>> DirectoryPolicies::Create(store::Store& store) {
  std::unique_ptr<DirectoryPolicies> made(new DirectoryPolicies(store));
  if (core::Result<void> watching = made->WatchAnew(); !watching) return watching.error();
  return made;
}

core::Result<api::PolicySource::Applicable> DirectoryPolicies::PoliciesFor(
    const api::Caller& caller, std::string_view resource_account) {
  {
    const std::lock_guard lock(mutex_);
    if (core::Result<void> dropped = DropChanged(); !dropped) return std::move(dropped).error();
  }
  Applicable applicable;
  core::Result<Loaded> principal = FindPrincipal(caller);
  if (!principal) return std::move(principal).error();
  if (*principal) {
    applicable.sets.push_back((*principal)->set);
    applicable.principal_tags = (*principal)->tags;
  }
  const std::string own(caller.account);
  core::Result<Loaded> scp = Find("scp/" + own, [&] { return LoadServiceControl(store_, own); });
  if (!scp) return std::move(scp).error();
  applicable.sets.push_back((*scp)->set);
  const std::string owner(resource_account.empty() ? own : resource_account);
  core::Result<Loaded> rcp =
      Find("rcp/" + owner, [&] { return LoadResourceControl(store_, owner); });
  if (!rcp) return std::move(rcp).error();
  applicable.sets.push_back((*rcp)->set);
  applicable.management_account = (*scp)->management_account;
  return applicable;
}

core::Result<DirectoryPolicies::Loaded> DirectoryPolicies::FindPrincipal(
    const api::Caller& caller) {
  const std::string name(caller.principal.name());
  // Under the unique id too: its policies are not those of a later principal of the same name.
  const std::string kept = caller.account + "/" + caller.unique_id + "/" + name;
  switch (caller.principal.type()) {
    case Type::kUser:
      return Find("user/" + kept,
                  [&] { return LoadUserPolicies(store_, caller.account, name, caller.unique_id); });
    case Type::kRole:
    case Type::kRoleSession:
      return Find("role/" + kept,
                  [&] { return LoadRolePolicies(store_, caller.account, name, caller.unique_id); });
    case Type::kAnonymous:
    case Type::kRoot:
    case Type::kFederatedUser:
    case Type::kOriginAccessIdentity:
    case Type::kService:
    case Type::kFederated:
      break;  // hold no identity policies here
  }
  return Loaded();
}

core::Result<DirectoryPolicies::Loaded> DirectoryPolicies::Find(
    const std::string& name, const std::function<core::Result<LoadedPolicies>()>& load) {
  std::uint64_t before = 0;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return found->second->loaded;
    }
    before = changes_;
  }
  core::Result<LoadedPolicies> loaded = load();
  if (!loaded) return std::move(loaded).error();
  auto shared = std::make_shared<const LoadedPolicies>(*std::move(loaded));
  const std::lock_guard lock(mutex_);
  // What changed while it was read may be what was read: then it serves this request only.
  if (core::Result<void> dropped = DropChanged(); !dropped) return std::move(dropped).error();
  if (changes_ == before) Keep(name, shared);
  return Loaded(std::move(shared));
}

core::Result<void> DirectoryPolicies::DropChanged() {
  for (const auto& stream : streams_) {
    while (true) {
      core::Result<store::WatchEvent> event = stream->Next(std::chrono::milliseconds(0));
      if (!event) return WatchAnew();
      if (event->changes.empty()) break;
      ++changes_;
      for (const store::Change& change : event->changes) {
        for (auto found = by_key_.find(change.key); found != by_key_.end();
             found = by_key_.find(change.key)) {
          Drop(found->second);
        }
      }
    }
  }
  return {};
}

// A watch that fell behind, or failed, says nothing of what changed: nothing that is kept holds.
core::Result<void> DirectoryPolicies::WatchAnew() {
  DropAll();
  ++changes_;
  streams_.clear();
  for (std::string_view prefix : kWatched) {
    core::Result<std::unique_ptr<store::ChangeStream>> stream = store_.Watch(prefix, 0);
    if (!stream) return std::move(stream).error();
    streams_.push_back(*std::move(stream));
  }
  return {};
}

void DirectoryPolicies::DropAll() {
  by_key_.clear();
  by_name_.clear();
  entries_.clear();
}

void DirectoryPolicies::Drop(Entries::iterator entry) {
  for (const std::string& key : entry->loaded->keys) {
    const auto [first, last] = by_key_.equal_range(key);
    for (auto at = first; at != last;) at = at->second == entry ? by_key_.erase(at) : std::next(at);
  }
  by_name_.erase(entry->name);
  entries_.erase(entry);
}

void DirectoryPolicies::Keep(std::string name, Loaded loaded) {
  if (by_name_.contains(name)) return;
  entries_.push_front({std::move(name), std::move(loaded)});
  const Entries::iterator entry = entries_.begin();
  by_name_.emplace(entry->name, entry);
  for (const std::string& key : entry->loaded->keys) by_key_.emplace(key, entry);
  if (entries_.size() > kMaxKept) Drop(std::prev(entries_.end()));
}

}  // namespace keyward::iam
