// SPDX-License-Identifier: Apache-2.0
// A damaged backup is refused, whatever is wrong with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/byte_order.h"
#include "crypto/hash.h"
#include "store/backup/format.h"
#include "tests/store/backup/memory_snapshot.h"

namespace keyward::store {
namespace {

using core::AppendBigEndian;

TEST(DamagedBackup, EveryFlippedBitIsFound) {
  MemorySnapshot snapshot = ExampleSnapshot();
  const std::string whole = WrittenBackup(snapshot);
  ASSERT_TRUE(ReadBackup(whole));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      EXPECT_FALSE(ReadBackup(bytes)) << "byte " << at << ", bit " << bit;
    }
  }
}

TEST(DamagedBackup, EveryLengthButTheWholeIsRefused) {
  MemorySnapshot snapshot = ExampleSnapshot();
  const std::string whole = WrittenBackup(snapshot);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const core::Result<WholeBackup> read = ReadBackup(std::string_view(whole).substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().name, "BackupDamaged");
    EXPECT_THAT(read.error().message, testing::HasSubstr("it is cut off"));
  }
  const core::Result<WholeBackup> longer = ReadBackup(whole + '\0');
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().message, "the backup is damaged at byte " +
                                        std::to_string(whole.size()) +
                                        ", in its tail: bytes follow the end");
}

// A backup put together by hand, with a right hash.
class Made {
 public:
  Made() { bytes_ = std::string(backup::kMagic) + '\1'; }
  Made& Add(int section, const std::string& body) {
    AppendBigEndian(bytes_, static_cast<std::uint64_t>(section), 1);
    AppendBigEndian(bytes_, body.size(), 4);
    bytes_ += body;
    return *this;
  }
  std::string Finish() const {
    const crypto::Sha256Digest hash = crypto::Sha256(crypto::AsBytes(bytes_));
    return bytes_ + std::string(crypto::AsText(hash));
  }

 private:
  std::string bytes_;
};

std::string Number(std::uint64_t number, std::size_t bytes = 8) {
  std::string text;
  AppendBigEndian(text, number, bytes);
  return text;
}

std::string Key(const std::string& key) { return Number(key.size(), 2) + key; }

std::string Record(std::uint64_t create, std::uint64_t mod, const std::string& key) {
  return Number(create) + Number(mod) + Key(key) + "value";
}

// Up to the records: revision 3, which wrote `k`.
Made Start() {
  return Made()
      .Add(1, "keyring")
      .Add(2, "ledger")
      .Add(3, Number(3))
      .Add(4, Number(1, 2) + Number(0, 1) + Key("k"));
}

Made WithChanges(std::uint64_t revision, const std::string& changes) {
  return Made().Add(1, "keyring").Add(2, "ledger").Add(3, Number(revision)).Add(4, changes);
}

struct MalformedCase {
  const char* name;
  std::string bytes;
  const char* error;
  const char* message;
};

std::string CaseName(const testing::TestParamInfo<MalformedCase>& info) { return info.param.name; }

class MalformedBackup : public testing::TestWithParam<MalformedCase> {};

TEST_P(MalformedBackup, IsRefusedByName) {
  const core::Result<WholeBackup> read = ReadBackup(GetParam().bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().name, GetParam().error);
  EXPECT_THAT(read.error().message, testing::HasSubstr(GetParam().message));
}

const std::string kEnd0 = Number(0);

const MalformedCase kMalformed[] = {
    {"AnotherFile", "SQLite format 3", "NotABackup", "does not begin as a backup does"},
    {"AnotherVersion", "KWBACKUP\2", "BackupTooNew", "version 2, and this program reads version 1"},
    {"UnknownSection", Start().Add(7, "").Finish(), "BackupDamaged", "there is no section 7"},
    {"SectionZero", Start().Add(0, "").Finish(), "BackupDamaged", "there is no section 0"},
    {"LedgerFirst", Made().Add(2, "ledger").Finish(), "BackupDamaged",
     "at byte 9, in its keyring: the section `ledger` is in its place"},
    {"KeyringTwice", Start().Add(1, "keyring").Finish(), "BackupDamaged",
     "the section `keyring` is in its place"},
    {"EmptyKeyring", Made().Add(1, "").Finish(), "BackupDamaged", "its length is 0"},
    {"KeyringTooLong", Made().Add(1, std::string((1 << 20) + 1, 'k')).Finish(), "BackupDamaged",
     "its length is 1048577"},
    {"RevisionTooShort", Made().Add(1, "k").Add(2, "l").Add(3, Number(3, 7)).Finish(),
     "BackupDamaged", "in its revision: its length is 7"},
    {"RevisionTooHigh", WithChanges(std::uint64_t{1} << 56, Number(0, 2)).Finish(), "BackupDamaged",
     "in its revision: it is out of bounds"},
    {"ChangesWithoutRevision", WithChanges(0, Number(1, 2) + Number(0, 1) + Key("k")).Finish(),
     "BackupDamaged", "revision and changes disagree"},
    {"RevisionWithoutChanges", WithChanges(3, Number(0, 2)).Finish(), "BackupDamaged",
     "revision and changes disagree"},
    {"TooManyChanges", WithChanges(3, Number(129, 2)).Finish(), "BackupDamaged", "129 changes"},
    {"ChangeCutOff", WithChanges(3, Number(1, 2) + Number(0, 1)).Finish(), "BackupDamaged",
     "a change is cut off"},
    {"ChangeOfNoKind", WithChanges(3, Number(1, 2) + Number(2, 1) + Key("k")).Finish(),
     "BackupDamaged", "neither written nor deleted"},
    {"ChangeOfNoKey", WithChanges(3, Number(1, 2) + Number(0, 1) + Key("")).Finish(),
     "BackupDamaged", "a key has an impossible length"},
    {"ChangeKeyCutOff", WithChanges(3, Number(1, 2) + Number(0, 1) + Number(9, 2) + "k").Finish(),
     "BackupDamaged", "a change is cut off"},
    {"ChangedTwice",
     WithChanges(3, Number(2, 2) + Number(0, 1) + Key("k") + Number(1, 1) + Key("k")).Finish(),
     "BackupDamaged", "a key occurs twice"},
    {"AfterTheChanges", WithChanges(3, Number(1, 2) + Number(0, 1) + Key("k") + "x").Finish(),
     "BackupDamaged", "bytes follow the last change"},
    {"RecordTooShort", Start().Add(5, Number(1) + Number(1) + "kk").Finish(), "BackupDamaged",
     "in its record 1: its length is 18"},
    {"EmptyKey", Start().Add(5, Record(1, 1, "") + "x").Finish(), "BackupDamaged",
     "its key has an impossible length"},
    {"KeyTooLong", Start().Add(5, Record(1, 1, std::string(1025, 'k'))).Finish(), "BackupDamaged",
     "its key has an impossible length"},
    {"NeverCreated", Start().Add(5, Record(0, 1, "k")).Finish(), "BackupDamaged",
     "its revisions are out of order"},
    {"CreatedLater", Start().Add(5, Record(2, 1, "k")).Finish(), "BackupDamaged",
     "its revisions are out of order"},
    {"Future", Start().Add(5, Record(1, 4, "k")).Finish(), "BackupDamaged",
     "its revisions are out of order"},
    {"TwiceTheSame", Start().Add(5, Record(1, 1, "k")).Add(5, Record(1, 1, "k")).Finish(),
     "BackupDamaged", "in its record 2: its key is not after the last"},
    {"Descending", Start().Add(5, Record(1, 1, "\xFF")).Add(5, Record(1, 1, "k")).Finish(),
     "BackupDamaged", "its key is not after the last"},
    {"WrongCount", Start().Add(5, Record(1, 1, "k")).Add(6, kEnd0).Finish(), "BackupDamaged",
     "it counts 0 records, and 1 were read"},
    {"NoHash", Start().Add(6, kEnd0).Finish().substr(0, 60), "BackupDamaged", "it is cut off"},
};

INSTANTIATE_TEST_SUITE_P(Malformed, MalformedBackup, testing::ValuesIn(kMalformed), CaseName);

TEST(MadeBackup, IsTakenWhenNothingIsWrong) {
  EXPECT_TRUE(ReadBackup(Start().Add(6, kEnd0).Finish()));
  EXPECT_TRUE(ReadBackup(Start().Add(5, Record(1, 3, "k")).Add(6, Number(1)).Finish()));
}

}  // namespace
}  // namespace keyward::store
