// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/passphrase_seal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/byte_order.h"
#include "crypto/errors.h"
#include "store/keyring/root_key.h"

namespace keyward::store::keyring {
namespace {

using crypto::Argon2idParameters;

struct Recipe {
  crypto::PasswordSalt salt = {};
  Argon2idParameters cost = {};
};

bool IsWithinBounds(const Argon2idParameters& cost) {
  return cost.passes >= Argon2idParameters::kMinPasses &&
         cost.passes <= Argon2idParameters::kMaxPasses &&
         cost.memory_kib >= Argon2idParameters::kMinMemoryKib &&
         cost.memory_kib <= Argon2idParameters::kMaxMemoryKib;
}

std::optional<Recipe> ReadRecipe(std::string_view parameters) {
  core::ByteReader reader(parameters);
  Recipe recipe;
  std::ranges::copy(crypto::AsBytes(reader.Take(recipe.salt.size())), recipe.salt.begin());
  recipe.cost.memory_kib = reader.U32();
  recipe.cost.passes = reader.U32();
  if (!reader.done() || !IsWithinBounds(recipe.cost)) return std::nullopt;
  return recipe;
}

std::string WriteRecipe(const Recipe& recipe) {
  std::string parameters(crypto::AsText(recipe.salt));
  core::AppendU32(parameters, recipe.cost.memory_kib);
  core::AppendU32(parameters, recipe.cost.passes);
  return parameters;
}

core::Result<KeyringKey> RootKeyOf(const crypto::SecretBytes& passphrase, const Recipe& recipe) {
  return crypto::DeriveFromPassword(passphrase, recipe.salt, recipe.cost, KeyringKey::kSize)
      .and_then(KeyringKey::From);
}

}  // namespace

core::Result<PassphraseSeal> PassphraseSeal::Create(crypto::SecretBytes passphrase,
                                                    const Argon2idParameters& parameters) {
  if (passphrase.size() < kMinBytes || passphrase.size() > kMaxBytes) {
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidPassphrase",
                       "a passphrase has " + std::to_string(kMinBytes) + " to " +
                           std::to_string(kMaxBytes) + " bytes"};
  }
  if (!IsWithinBounds(parameters)) {
    return crypto::InvalidInput("the cost of the passphrase's derivation is out of bounds");
  }
  return PassphraseSeal(std::move(passphrase), parameters);
}

core::Result<WrappedKey> PassphraseSeal::Wrap(const KeyringKey& key, crypto::Random& random) const {
  const Recipe recipe{crypto::RandomArray<16>(random), parameters_};
  core::Result<KeyringKey> root = RootKeyOf(passphrase_, recipe);
  if (!root) return std::move(root).error();
  core::Result<std::string> wrapped = WrapUnder(*root, key);
  if (!wrapped) return std::move(wrapped).error();
  return WrappedKey{WriteRecipe(recipe), *std::move(wrapped)};
}

core::Result<KeyringKey> PassphraseSeal::Unwrap(const WrappedKey& wrapped) const {
  const std::optional<Recipe> recipe = ReadRecipe(wrapped.parameters);
  core::Result<KeyringKey> root = RootKeyOf(passphrase_, recipe.value_or(Recipe{}));
  if (!root) return std::move(root).error();
  if (!recipe) return crypto::InvalidCiphertext();
  return UnwrapUnder(*root, wrapped.wrapped);
}

}  // namespace keyward::store::keyring
