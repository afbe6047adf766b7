// SPDX-License-Identifier: Apache-2.0
// A check finds what somebody did to the files past us, and names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store/local/inspect.h"
#include "tests/store/local/installed.h"

namespace keyward::store {
namespace {

using testing::HasSubstr;

std::string Value(const std::string& directory, const std::string& key) {
  return QuerySql(directory, "SELECT value FROM records WHERE key = CAST('" + key + "' AS BLOB)");
}

void SetValue(const std::string& directory, const std::string& key, const std::string& value) {
  RunSql(directory, "UPDATE records SET value = ?1 WHERE key = CAST('" + key + "' AS BLOB)", value);
}

std::string Flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

// `data` is at revision 7; `old` is what it was at revision 4, with an older keyring.
//   alpha   1, rewritten at 5       beta   2
//   gamma   3, deleted at 6         delta  4, rewritten at 7, the last transaction
class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    Must(local::Initialize(installed_.data(), installed_.seal()));
    installed_.Write(installed_.data(),
                     {{"alpha", "one"}, {"beta", "one"}, {"gamma", "one"}, {"delta", "one"}});
    std::filesystem::copy(data(), old());
    Must(local::Rotate(installed_.data(), installed_.seal()));
    installed_.Write(installed_.data(), {{"alpha", "two"}, {"gamma", "-"}, {"delta", "two"}});
  }

  std::string data() const { return installed_.Path("data"); }
  std::string old() const { return installed_.Path("old"); }

  // The findings, one a line.
  std::string Findings() const {
    const sealed::CheckReport report = Must(local::Check(installed_.data(), installed_.seal()));
    EXPECT_EQ(report.faults, report.findings.size());
    std::string text;
    for (const core::Error& finding : report.findings) text += core::Describe(finding) + "\n";
    return text;
  }

  Installed installed_;
};

TEST_F(CheckTest, FindsNothingInAGoodStore) {
  const sealed::CheckReport report = Must(local::Check(installed_.data(), installed_.seal()));
  EXPECT_EQ(report.faults, 0u);
  EXPECT_EQ(report.records, 3u);
  EXPECT_EQ(report.revision, 7u);
  EXPECT_EQ(Findings(), "");
}

TEST_F(CheckTest, FindsAnEditedRecordWhereverItIsEdited) {
  const std::string value = Value(data(), "beta");
  for (std::size_t at = 0; at < value.size(); ++at) {
    SetValue(data(), "beta", Flipped(value, at));
    const bool key_number = at >= 1 && at < 5;
    EXPECT_THAT(Findings(), HasSubstr(key_number ? "DataKeyUnknown: record `beta` is sealed under"
                                                 : "StoreDamaged: record `beta` is damaged"))
        << "byte " << at;
  }
  SetValue(data(), "beta", "");
  EXPECT_THAT(Findings(), HasSubstr("StoreDamaged: record `beta`"));
  SetValue(data(), "beta", value);
  EXPECT_EQ(Findings(), "");
}

TEST_F(CheckTest, FindsSwappedRecords) {
  const std::string alpha = Value(data(), "alpha");
  SetValue(data(), "alpha", Value(data(), "beta"));
  SetValue(data(), "beta", alpha);
  const std::string findings = Findings();
  EXPECT_THAT(findings, HasSubstr("record `alpha` is damaged, or was moved or exchanged"));
  EXPECT_THAT(findings, HasSubstr("record `beta` is damaged, or was moved or exchanged"));
}

// What leaves every record to open, in SQL with the older store at hand.
struct SetCase {
  const char* name;
  const char* sql;
  std::vector<const char*> findings;
};

constexpr char kPutBack[] = "3 records expected, 3 found; a record was put back to an older value";

const SetCase kSets[] = {
    {"PutBack",
     "UPDATE records SET (value, mod_revision) = (SELECT value, mod_revision FROM old.records "
     "WHERE key = CAST('alpha' AS BLOB)) WHERE key = CAST('alpha' AS BLOB)",
     {kPutBack}},
    {"PutBackUnderTheNewRevision",
     "UPDATE records SET value = (SELECT value FROM old.records WHERE key = CAST('alpha' AS BLOB))"
     " WHERE key = CAST('alpha' AS BLOB)",
     {kPutBack}},
    {"PutBackLast",
     "UPDATE records SET (value, mod_revision) = (SELECT value, mod_revision FROM old.records "
     "WHERE key = CAST('delta' AS BLOB)) WHERE key = CAST('delta' AS BLOB)",
     {kPutBack, "record `delta` was written by the last transaction, 7, and is as of 4"}},
    {"Removed",
     "DELETE FROM records WHERE key = CAST('beta' AS BLOB)",
     {"3 records expected, 2 found; a record was removed"}},
    {"RemovedLast",
     "DELETE FROM records WHERE key = CAST('delta' AS BLOB)",
     {"3 records expected, 2 found; a record was removed",
      "record `delta` was written by the last transaction, 7, and is missing"}},
    {"Added",
     "INSERT INTO records SELECT * FROM old.records WHERE key = CAST('gamma' AS BLOB)",
     {"3 records expected, 4 found; a record was added"}},
    {"RevisionEdited",
     "UPDATE records SET mod_revision = 3 WHERE key = CAST('beta' AS BLOB)",
     {kPutBack}},
    {"CreateRevisionEdited",
     "UPDATE records SET create_revision = 1 WHERE key = CAST('beta' AS BLOB)",
     {kPutBack}},
    {"RevisionOfTheFuture",
     "UPDATE records SET mod_revision = 99 WHERE key = CAST('beta' AS BLOB)",
     {kPutBack, "record `beta` has impossible revisions: made at 2, written at 99"}},
    {"LedgerPutBack",
     "UPDATE meta SET value = (SELECT value FROM old.meta WHERE name = 'ledger') "
     "WHERE name = 'ledger'",
     {"the store's ledger is of keyring generation 1, and the keyring of 2",
      "the store is at revision 7, and its ledger at 4",
      "record `delta` was sealed by write 6, and the ledger knows of 4",
      "4 records expected, 3 found"}},
    {"LedgerGone",
     "DELETE FROM meta WHERE name = 'ledger'",
     {"the store has a keyring and no ledger"}},
    {"LedgerEdited",
     "UPDATE meta SET value = zeroblob(166) WHERE name = 'ledger'",
     {"the store's ledger is damaged"}},
    {"KeyringPutBack",
     "UPDATE meta SET value = (SELECT value FROM old.meta WHERE name = 'keyring') "
     "WHERE name = 'keyring'",
     {"KeyringRolledBack: the keyring has generation 1, and the store's ledger has seen 2",
      "DataKeyUnknown: record `alpha` is sealed under data key 2"}},
};

class SetCheck : public CheckTest, public testing::WithParamInterface<SetCase> {};

TEST_P(SetCheck, TellsWhatTheSetTells) {
  RunSql(data(), GetParam().sql, "", old());
  const std::string findings = Findings();
  for (const char* finding : GetParam().findings) EXPECT_THAT(findings, HasSubstr(finding));
}

TEST_F(CheckTest, FindsDamageInTheEnginesOwnStructures) {
  std::string bytes = ReadWhole(data() + "/store.db");
  const std::size_t at = bytes.find("sealed");  // no value is in the clear
  EXPECT_EQ(at, std::string::npos);
  // The second page is a tree's root; its first byte tells the kind of page.
  constexpr std::size_t kPage = 4096;
  ASSERT_GT(bytes.size(), 2 * kPage);
  bytes[kPage] = '\x77';
  WriteWhole(data() + "/store.db", bytes);
  const auto report = local::Check(installed_.data(), installed_.seal());
  if (report) {
    EXPECT_GT(report->faults, 0u);
  } else {
    EXPECT_EQ(report.error().name, "StoreDamaged");
  }
}

TEST_F(CheckTest, CountsWhatItDoesNotTell) {
  std::vector<Installed::Step> steps;
  steps.reserve(130);
  for (int i = 0; i < 130; ++i) steps.push_back({"many/" + std::to_string(i), "x"});
  installed_.Write(installed_.data(), steps);
  RunSql(data(), "UPDATE records SET value = zeroblob(100) WHERE key >= CAST('many/' AS BLOB)");
  const sealed::CheckReport report = Must(local::Check(installed_.data(), installed_.seal()));
  EXPECT_EQ(report.faults, 130u);
  EXPECT_EQ(report.findings.size(), sealed::CheckReport::kMaxFindings);
}

TEST_F(CheckTest, WorksWhileAServiceHasTheStore) {
  const auto store = Must(local::Open(installed_.data(), installed_.seal()));
  EXPECT_EQ(ErrorName(local::Open(installed_.data(), installed_.seal())), "StoreLocked");
  EXPECT_EQ(Findings(), "");
}

TEST_F(CheckTest, NamesWhatKeepsItFromLooking) {
  EXPECT_EQ(ErrorName(local::Check(installed_.At("nowhere"), installed_.seal())), "StoreNotFound");
  EXPECT_EQ(ErrorName(local::Check(installed_.data(), CheapSeal("correct horse"))), "SealMismatch");
  RunSql(data(), "DELETE FROM meta");
  EXPECT_EQ(ErrorName(local::Check(installed_.data(), installed_.seal())), "NotInitialized");
}

std::string CaseName(const testing::TestParamInfo<SetCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Sets, SetCheck, testing::ValuesIn(kSets), CaseName);

}  // namespace
}  // namespace keyward::store
