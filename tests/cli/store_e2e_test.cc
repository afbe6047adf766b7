// SPDX-License-Identifier: Apache-2.0
// `keyward seal` and `keyward store`: where secrets come from, exit codes, answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kRight[] = "correct horse battery";
constexpr char kWrong[] = "incorrect horse battery";
constexpr char kNew[] = "a wholly new passphrase";

using Words = std::vector<std::string>;

class StoreCommands : public testing::Test {
 protected:
  StoreCommands() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "keyward-store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no directory");
    directory_ = pattern;
  }
  ~StoreCommands() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  // A file that only we may read, unless `mode` says otherwise.
  std::string Secret(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    ::chmod(Path(name).c_str(), mode);
    return Path(name);
  }

  // Runs on `data`. Whatever happens, no passphrase may show.
  ProcessResult Run(Words arguments, Words environment = {}) const {
    ProcessOptions options;
    options.arguments = std::move(arguments);
    options.environment = std::move(environment);
    options.environment.push_back("KEYWARD_DATA_DIR=" + Path("data"));
    ProcessResult result = RunKeyward(options);
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("horse battery")));
    EXPECT_EQ(result.exit_code > 1, result.err != "") << result.err;
    if (!result.err.empty()) {
      EXPECT_THAT(result.err, StartsWith("keyward: "));
      EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
    }
    return result;
  }
  int Code(Words arguments, Words environment = {}) const {
    return Run(std::move(arguments), std::move(environment)).exit_code;
  }
  nlohmann::json Json(Words arguments, Words environment = {}) const {
    arguments.insert(arguments.end(), {"--output", "json"});
    const ProcessResult result = Run(std::move(arguments), std::move(environment));
    return nlohmann::json::parse(result.out, nullptr, false);
  }
  // Runs on `data`, on a terminal, with these answers.
  std::string Prompted(const std::string& answers, const std::string& command) const {
    const ProcessResult result =
        RunBash("KEYWARD_DATA_DIR=" + Path("data") + " python3 " + TestDirectory() + "/prompt.py " +
                answers + " -- \"$KEYWARD\" " + command);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, Not(HasSubstr("horse battery")));
    return result.out;
  }

  std::string directory_;
};

class KeyFileCommands : public StoreCommands {
 protected:
  KeyFileCommands() {
    const auto made = Json({"seal", "init", "--key-file", Path("key")});
    EXPECT_EQ(made.value("seal", ""), "keyfile");
    key_ = "KEYWARD_KEY_FILE=" + Path("key");
  }
  std::string key_;
};

TEST_F(KeyFileCommands, MakeShowAndRotate) {
  struct stat status = {};
  ASSERT_EQ(::stat(Path("key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  const auto shown = Json({"seal", "status"});
  EXPECT_EQ(shown["dataDirectory"], Path("data"));
  EXPECT_EQ(shown["installation"].get<std::string>().size(), 32u);
  EXPECT_EQ(shown["generation"], 1);
  EXPECT_EQ(shown["revision"], 0);
  EXPECT_EQ(Json({"seal", "rotate"}, {key_})["dataKey"], 2);
  EXPECT_THAT(Run({"seal", "status"}).out, HasSubstr("keyring generation: 2\n"));
  EXPECT_EQ(Code({"seal", "init", "--key-file", Path("another")}), 3);
  EXPECT_FALSE(std::filesystem::exists(Path("another")));
}

TEST_F(KeyFileCommands, BackUpAndRestore) {
  const auto written = Json({"store", "backup", Path("backup")});
  EXPECT_EQ(written["records"], 0);
  EXPECT_EQ(written["bytes"], std::filesystem::file_size(Path("backup")));
  EXPECT_EQ(Code({"store", "backup", Path("backup")}), 3);
  EXPECT_EQ(Code({"store", "backup", "-"}), 2);
  const Words restore = {"store", "restore", Path("backup"), "--data-dir", Path("fresh")};
  EXPECT_EQ(Code(restore), 2);  // no key file
  EXPECT_EQ(Code(restore, {key_}), 0);
  EXPECT_EQ(Code(restore, {key_}), 3);  // there is one now
  EXPECT_EQ(Code({"store", "restore", Path("nothing")}, {key_}), 2);
  EXPECT_EQ(Code({"store", "restore", Path("key")}, {key_}), 2);
}

TEST_F(KeyFileCommands, CheckTellsDamage) {
  EXPECT_EQ(Code({"store", "check"}, {key_}), 0);
  const std::string insert =
      "INSERT INTO changes VALUES(128, 0, x'6b'); INSERT INTO records VALUES(x'6b0a', 1, 1, x'00')";
  EXPECT_EQ(RunBash("python3 -c \"import sqlite3; sqlite3.connect('" + Path("data") +
                    "/store.db').executescript(\\\"" + insert + "\\\")\"")
                .exit_code,
            0);
  const ProcessResult text = Run({"store", "check"}, {key_});
  EXPECT_EQ(text.exit_code, 1);
  EXPECT_THAT(text.out, HasSubstr("StoreDamaged: record `k\\x0a` is damaged"));
  EXPECT_THAT(text.out, HasSubstr(" faults in 1 record at revision 1\n"));
  const auto json = Json({"store", "check"}, {key_});
  EXPECT_EQ(json["records"], 1);
  EXPECT_EQ(json["faults"], json["findings"].size());
  EXPECT_EQ(json["findings"][0]["name"], "StoreDamaged");
  EXPECT_EQ(Code({"store", "stat"}), 3);
}

TEST_F(KeyFileCommands, AnchorIsSetAndCleared) {
  const std::string anchor = "KEYWARD_ANCHOR=" + Path("anchor");
  EXPECT_EQ(Code({"store", "anchor"}, {key_}), 2);
  EXPECT_EQ(Code({"store", "anchor", "--none", "--anchor", Path("anchor")}, {key_}), 2);
  EXPECT_EQ(Json({"store", "anchor"}, {key_, anchor})["anchor"], Path("anchor"));
  EXPECT_EQ(Code({"seal", "rotate"}, {key_}), 3);
  EXPECT_EQ(Code({"seal", "rotate"}, {key_, anchor}), 0);
  EXPECT_EQ(Code({"store", "check"}, {key_, anchor}), 0);
  EXPECT_TRUE(Json({"store", "anchor", "--none"}, {key_, anchor})["anchor"].is_null());
  EXPECT_EQ(Code({"store", "check"}, {key_}), 0);
}

TEST_F(KeyFileCommands, StatCountsNothingInAnEmptyStore) {
  const auto stat = Json({"store", "stat"});
  EXPECT_EQ(stat["records"], 0);
  EXPECT_EQ(stat["recordsByDataKey"], nlohmann::json::object());
  EXPECT_THAT(Run({"store", "stat"}).out,
              StartsWith("revision: 0\nrecords: 0\nbytes of keys: 0\n"));
}

TEST_F(StoreCommands, SayWhatIsMissing) {
  ProcessOptions nowhere;
  nowhere.arguments = {"seal", "status"};
  const ProcessResult result = RunKeyward(nowhere);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--data-dir"));
  EXPECT_EQ(Code({"seal", "status"}), 3);
  EXPECT_EQ(Code({"store", "backup"}), 2);
  EXPECT_EQ(Code({"seal", "init", "--seal", "pkcs11"}), 2);
  EXPECT_THAT(Run({"seal", "init", "--seal", "keyfile"}).err, HasSubstr("--key-file"));
  EXPECT_EQ(Code({"seal", "init", "--passphrase", kRight}), 2);
}

class PassphraseCommands : public StoreCommands {
 protected:
  PassphraseCommands() {
    EXPECT_EQ(Json({"seal", "init"}, {Right()}).value("seal", ""), "passphrase");
  }
  static std::string Right() { return std::string("KEYWARD_PASSPHRASE=") + kRight; }
  static std::string Wrong() { return std::string("KEYWARD_PASSPHRASE=") + kWrong; }
};

TEST_F(PassphraseCommands, SourcesAreTriedInOrder) {
  const std::string right = Secret("right", std::string(kRight) + "\n");
  const std::string wrong = Secret("wrong", kWrong);
  std::filesystem::create_directory(Path("credentials"));
  const std::string credentials = "CREDENTIALS_DIRECTORY=" + Path("credentials");
  // An option goes before the credential, that before the variable.
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", right}, {credentials, Wrong()}), 0);
  EXPECT_EQ(Code({"seal", "rotate"}, {credentials, Right()}), 0);  // none there
  Secret("credentials/keyward-passphrase", std::string(kRight) + "\n", 0440);
  EXPECT_EQ(Code({"seal", "rotate"}, {credentials, Wrong()}), 0);
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", wrong}, {credentials, Right()}), 3);
  EXPECT_EQ(Code({"seal", "rotate"}, {Wrong()}), 3);
}

TEST_F(PassphraseCommands, OneLineEndIsNotPartOfAFile) {
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", Secret("none", kRight)}), 0);
  EXPECT_EQ(
      Code({"seal", "rotate", "--passphrase-file", Secret("two", std::string(kRight) + "\n\n")}),
      3);
}

TEST_F(PassphraseCommands, BadFilesAreRefusedByName) {
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610}) {
    const ProcessResult open =
        Run({"seal", "rotate", "--passphrase-file", Secret("open", kRight, mode)});
    EXPECT_EQ(open.exit_code, 2) << std::oct << mode;
    EXPECT_THAT(open.err, HasSubstr("PassphraseFilePermissions: passphrase file `" + Path("open")));
  }
  EXPECT_THAT(Run({"seal", "rotate", "--passphrase-file", Path("absent")}).err,
              HasSubstr("FileNotFound"));
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", Secret("long", std::string(1025, 'x'))}),
            2);
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", Secret("short", "short")}), 2);
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", Secret("empty", "\n")}), 2);
  EXPECT_EQ(Code({"seal", "rotate", "--passphrase-file", directory_}), 2);
}

TEST_F(PassphraseCommands, RekeyGoesToAndFro) {
  const std::string next = std::string("KEYWARD_NEW_PASSPHRASE=") + kNew;
  EXPECT_EQ(Json({"seal", "rekey"}, {Right(), next})["generation"], 2);
  EXPECT_EQ(Code({"seal", "rotate"}, {Right()}), 3);
  const std::string now = std::string("KEYWARD_PASSPHRASE=") + kNew;
  EXPECT_EQ(Json({"seal", "rekey", "--new-key-file", Path("key")}, {now})["seal"], "keyfile");
  EXPECT_EQ(Code({"store", "check", "--key-file", Path("key")}), 0);
  EXPECT_EQ(Code({"seal", "rotate", "--seal", "passphrase"}, {now}), 3);
}

TEST_F(PassphraseCommands, TriesAreSlowedDownAcrossProcesses) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Run({"seal", "rotate"}, {Wrong()}).err, HasSubstr("UnsealFailed"));
  }
  // On a slow machine the third lies a second back by now: this one counts, and doubles the wait.
  std::string last;
  for (int i = 0; i < 6 && last.find("UnsealThrottled") == std::string::npos; ++i) {
    last = Run({"store", "check"}, {Wrong()}).err;
  }
  EXPECT_THAT(last, HasSubstr("UnsealThrottled"));
}

TEST_F(PassphraseCommands, VariableIsGoneFromTheProcess) {
  // It has read the old passphrase, and waits for the new one, while its environment is looked at.
  const ProcessResult result =
      RunBash("mkfifo " + Path("fifo") + "; chmod 600 " + Path("fifo") +
              "; export KEYWARD_DATA_DIR=" + Path("data") + " KEYWARD_PASSPHRASE='" + kRight +
              "'; \"$KEYWARD\" seal rekey "
              "--new-passphrase-file " +
              Path("fifo") + " >/dev/null & exec 9>" + Path("fifo") +
              "; tr '\\0' '\\n' < /proc/$!/environ | grep -c 'horse battery'; echo '" + kNew +
              "' >&9; exec 9>&-; wait $!; echo $?");
  EXPECT_EQ(result.out, "0\n0\n");
}

TEST_F(PassphraseCommands, TerminalIsAskedLast) {
  const std::string out = Prompted(std::string("'") + kRight + "'", "seal rotate");
  EXPECT_THAT(out, StartsWith("exit 0\nhidden yes\necho on\n"));
  EXPECT_THAT(out, HasSubstr("Passphrase: "));
  EXPECT_THAT(out, HasSubstr("new data key: 2"));
  EXPECT_THAT(Prompted("'x horse x'", "seal rotate"), StartsWith("exit 2\nhidden yes\necho on\n"));
  EXPECT_THAT(Prompted("^D", "seal rotate"), StartsWith("exit 2\nhidden yes\necho on\n"));
}

TEST_F(PassphraseCommands, NewOneIsAskedTwice) {
  const std::string right = std::string("'") + kRight + "' ";
  const std::string differ =
      Prompted(right + "'the first of two' 'the other of two'", "seal rekey");
  EXPECT_THAT(differ, StartsWith("exit 2\nhidden yes\necho on\n"));
  EXPECT_THAT(differ, HasSubstr("InvalidPassphrase: the two passphrases differ"));
  const std::string same = Prompted(right + "'the one of two' 'the one of two'", "seal rekey");
  EXPECT_THAT(same, StartsWith("exit 0\nhidden yes\necho on\n"));
  EXPECT_THAT(same, HasSubstr("New passphrase again: "));
  EXPECT_EQ(Code({"seal", "rotate"}, {"KEYWARD_PASSPHRASE=the one of two"}), 0);
}

TEST_F(PassphraseCommands, SignalLeavesTheTerminalAsItWas) {
  EXPECT_THAT(Prompted("^C", "seal rotate"), StartsWith("signal 2\nhidden yes\necho on\n"));
  EXPECT_THAT(Prompted("TERM", "seal rotate"), StartsWith("signal 15\nhidden yes\necho on\n"));
  // After a stop the question comes again.
  EXPECT_THAT(Prompted(std::string("^Z '") + kRight + "'", "seal rotate"),
              StartsWith("exit 0\nhidden yes\necho on\n"));
}

}  // namespace
}  // namespace keyward::cli_test
