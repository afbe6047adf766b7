// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/sealed_store.h"

#include <atomic>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/wipe.h"
#include "store/sealed/anchor_keeper.h"
#include "store/sealed/cache.h"
#include "store/sealed/ledger.h"
#include "store/sealed/record.h"
#include "store/sealed/setup.h"
#include "store/validate.h"

namespace keyward::store::sealed {
namespace {

// Wipes what a transaction has in the clear, however its commit ends.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(Txn& txn) : txn_(txn) {}
  ~WipeAtEnd() {
    for (auto& op : txn_.ops) {
      if (Put* put = std::get_if<Put>(&op)) crypto::Wipe(put->value);
    }
  }
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

 private:
  Txn& txn_;
};

class SealedStoreImpl final : public SealedStore, private CommitObserver {
 public:
  SealedStoreImpl(std::unique_ptr<Engine> engine, Opened opened, RecordCipher cipher,
                  const Options& options)
      : random_(options.random),
        clock_(options.clock),
        cache_(options.cache_bytes),
        sequence_(opened.state.sequence),
        installation_(opened.state.installation),
        epoch_(opened.state.epoch),
        keyring_(std::move(opened.keyring)),
        cipher_(std::make_shared<const RecordCipher>(std::move(cipher))),
        ledger_(std::move(opened.cipher), opened.state, random_, *this),
        engine_(std::move(engine)) {}

  // Before anything is written.
  void Start(std::optional<Anchor> anchor) {
    if (anchor) keeper_.emplace(*std::move(anchor), ledger_.state());
    engine_->Attach(ledger_);
  }

  core::Result<std::optional<KeyValue>> Get(std::string_view key) override {
    if (std::optional<KeyValue> cached = cache_.Find(key)) return cached;
    const RecordCache::Ticket ticket = cache_.Take(key);
    core::Result<std::optional<KeyValue>> found = engine_->Get(key);
    if (!found || !*found) return found;
    if (core::Result<void> opened = Open(**found, *Cipher()); !opened) return opened.error();
    cache_.Fill(**found, ticket);
    return found;
  }

  core::Result<std::optional<SecretRecord>> GetSecret(std::string_view key) override {
    core::Result<std::optional<KeyValue>> found = engine_->Get(key);
    if (!found) return std::move(found).error();
    if (!*found) return std::optional<SecretRecord>();
    core::Result<crypto::SecretBytes> value = Cipher()->OpenSecret(key, (*found)->value);
    if (!value) return std::move(value).error();
    return std::optional<SecretRecord>(
        {*std::move(value), (*found)->create_revision, (*found)->mod_revision});
  }

  core::Result<RangePage> Range(std::string_view prefix, std::size_t limit,
                                std::string_view after) override {
    core::Result<RangePage> page = engine_->Range(prefix, limit, after);
    if (!page) return page;
    const std::shared_ptr<const RecordCipher> cipher = Cipher();
    for (KeyValue& record : page->items) {
      if (core::Result<void> opened = Open(record, *cipher); !opened) return opened.error();
    }
    return page;
  }

  core::Result<TxnResult> Commit(Txn txn) override {
    const WipeAtEnd wipe(txn);
    if (core::Result<void> good = CheckTxn(txn); !good) return good.error();
    if (keeper_) {
      if (core::Result<void> healthy = keeper_->Healthy(); !healthy) return healthy.error();
    }
    const std::shared_ptr<const RecordCipher> cipher = Cipher();
    Txn sealed{std::move(txn.compares), {}};
    sealed.ops.reserve(txn.ops.size());
    for (auto& op : txn.ops) {
      Put* put = std::get_if<Put>(&op);
      if (put == nullptr) {
        sealed.ops.push_back(std::move(op));
        continue;
      }
      core::Result<std::string> value =
          cipher->Seal(put->key, put->value, sequence_.fetch_add(1) + 1, random_);
      if (!value) return std::move(value).error();
      sealed.ops.emplace_back(Put{std::move(put->key), *std::move(value)});
    }
    return engine_->Commit(std::move(sealed));
  }

  core::Result<std::unique_ptr<ChangeStream>> Watch(std::string_view prefix,
                                                    Revision from) override {
    return engine_->Watch(prefix, from);
  }

  core::Result<Revision> CurrentRevision() override { return engine_->CurrentRevision(); }

  core::Result<std::uint32_t> RotateDataKey() override {
    core::Result<void> done = ChangeKeyring(
        [this](keyring::Keyring& keyring) { return keyring.Rotate(random_, clock_); });
    if (!done) return std::move(done).error();
    const std::lock_guard lock(keyring_mutex_);
    return keyring_.data_keys().back().number;
  }

  core::Result<void> Rekey(const keyring::Seal& seal) override {
    return ChangeKeyring([&](keyring::Keyring& keyring) { return keyring.Rekey(seal, random_); });
  }

  std::uint64_t epoch() const override { return epoch_; }
  const keyring::InstallationId& installation() const override { return installation_; }

 private:
  using ChangeState = std::function<void(LedgerState&)>;

  static core::Result<void> Open(KeyValue& record, const RecordCipher& cipher) {
    core::Result<std::string> value = cipher.Open(record.key, record.value);
    if (!value) return std::move(value).error();
    record.value = *std::move(value);
    return {};
  }

  std::shared_ptr<const RecordCipher> Cipher() const {
    const std::lock_guard lock(cipher_mutex_);
    return cipher_;
  }

  // Writes the ledger as `change` makes it, with `more` beside it.
  core::Result<void> UpdateLedger(const ChangeState& change, std::vector<MetaValue> more = {}) {
    return engine_->UpdateMeta(
        [&]() -> core::Result<std::vector<MetaValue>> {
          core::Result<std::string> ledger = ledger_.Draft(change);
          if (!ledger) return std::move(ledger).error();
          more.push_back({std::string(kLedgerMeta), *std::move(ledger)});
          return more;
        },
        [this] {
          ledger_.Accept();
          if (keeper_) keeper_->Notice(ledger_.state());
        });
  }

  template <typename Change>
  core::Result<void> ChangeKeyring(const Change& change) {
    const std::lock_guard changing(change_mutex_);
    core::Result<keyring::Keyring> next = CloneKeyring();
    if (!next) return std::move(next).error();
    if (core::Result<void> done = change(*next); !done) return done;
    core::Result<RecordCipher> cipher = RecordCipher::Create(*next);
    if (!cipher) return std::move(cipher).error();
    core::Result<std::string> bytes = next->Serialize(random_);
    if (!bytes) return std::move(bytes).error();
    const std::uint64_t generation = next->header().generation;
    core::Result<void> written =
        UpdateLedger([generation](LedgerState& state) { state.keyring_generation = generation; },
                     {{std::string(kKeyringMeta), *std::move(bytes)}});
    if (!written) return written;
    {
      const std::lock_guard lock(keyring_mutex_);
      keyring_ = *std::move(next);
    }
    const std::lock_guard lock(cipher_mutex_);
    cipher_ = std::make_shared<const RecordCipher>(*std::move(cipher));
    return {};
  }

  core::Result<keyring::Keyring> CloneKeyring() const {
    const std::lock_guard lock(keyring_mutex_);
    return keyring_.Clone();
  }

  void Changing(std::string_view key) override { cache_.Changing(key); }
  void Settled(std::string_view key) override { cache_.Settled(key); }
  void Committed(const LedgerState& state) override {
    if (keeper_) keeper_->Notice(state);
  }

  crypto::Random& random_;
  const core::Clock& clock_;
  RecordCache cache_;
  std::atomic<std::uint64_t> sequence_;
  const keyring::InstallationId installation_;
  const std::uint64_t epoch_;
  std::mutex change_mutex_;  // one change of the keyring at a time
  mutable std::mutex keyring_mutex_;
  keyring::Keyring keyring_;
  mutable std::mutex cipher_mutex_;
  std::shared_ptr<const RecordCipher> cipher_;
  SetLedger ledger_;
  // Destroyed in this order, from below: the engine, which calls the ledger, then the keeper, which
  // writes the last state, then the rest.
  std::optional<AnchorKeeper> keeper_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace

core::Result<std::unique_ptr<SealedStore>> SealedStore::Open(std::unique_ptr<Engine> engine,
                                                             const keyring::Seal& seal,
                                                             const Options& options) {
  core::Result<Opened> opened = OpenMetas(*engine, seal);
  if (!opened) return std::move(opened).error();
  core::Result<std::optional<Anchor>> anchor = OpenAnchor(*engine, *opened, options);
  if (!anchor) return std::move(anchor).error();
  core::Result<RecordCipher> cipher = RecordCipher::Create(opened->keyring);
  if (!cipher) return std::move(cipher).error();
  auto store = std::make_unique<SealedStoreImpl>(std::move(engine), *std::move(opened),
                                                 *std::move(cipher), options);
  store->Start(*std::move(anchor));
  return std::unique_ptr<SealedStore>(std::move(store));
}

}  // namespace keyward::store::sealed
