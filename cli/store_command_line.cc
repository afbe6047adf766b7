// SPDX-License-Identifier: Apache-2.0
#include "cli/store_command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <array>
#include <string_view>

#include "cli/audit_root.h"
#include "cli/audit_verify.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/seal_init.h"
#include "cli/seal_rekey.h"
#include "cli/seal_rotate.h"
#include "cli/seal_status.h"
#include "cli/store_anchor.h"
#include "cli/store_backup.h"
#include "cli/store_check.h"
#include "cli/store_command.h"
#include "cli/store_restore.h"
#include "cli/store_stat.h"

namespace keyward::cli {
namespace {

constexpr char kPlace[] = "Installation";
constexpr char kSeal[] = "Seal";
constexpr char kNewSeal[] = "New seal";
constexpr char kKinds[] = "passphrase|keyfile";

constexpr char kPassphraseHelp[] =
    "A passphrase is read from --passphrase-file, else the systemd credential\n"
    "`keyward-passphrase`, else KEYWARD_PASSPHRASE, else the terminal.";
constexpr char kNewPassphraseHelp[] =
    "The new one likewise from --new-passphrase-file, `keyward-new-passphrase`,\n"
    "KEYWARD_NEW_PASSPHRASE, or the terminal.";

void AddPlace(CLI::App* app, StoreParsed* parsed) {
  AddText(app, "--data-dir", &parsed->args.data_dir, "DIR",
          "The data directory; also KEYWARD_DATA_DIR", kPlace);
  AddChoice(app, "--output", &parsed->output, "text|json", "Default: text", "Output");
}

void AddAnchor(CLI::App* app, StoreParsed* parsed) {
  AddText(app, "--anchor", &parsed->args.anchor, "FILE",
          "The store's anchor, on another disk; also KEYWARD_ANCHOR", kPlace);
}

void AddSeal(CLI::App* app, SealArgs* seal) {
  AddChoice(app, "--seal", &seal->kind, kKinds, "Default: as the keyring says", kSeal);
  AddText(app, "--key-file", &seal->key_file, "FILE", "The key file; also KEYWARD_KEY_FILE", kSeal);
  AddText(app, "--passphrase-file", &seal->passphrase_file, "FILE",
          "A file with the passphrase, which nobody else may read", kSeal);
}

void AddNewSeal(CLI::App* app, SealArgs* seal) {
  AddChoice(app, "--new-seal", &seal->kind, kKinds,
            "Default: keyfile with --new-key-file, else passphrase", kNewSeal);
  AddText(app, "--new-key-file", &seal->key_file, "FILE",
          "The new key file; made if it does not exist", kNewSeal);
  AddText(app, "--new-passphrase-file", &seal->passphrase_file, "FILE",
          "A file with the new passphrase", kNewSeal);
}

void Foot(CLI::App* app, const std::string& text) {
  app->footer(text.empty() ? kExitCodeHelp : text + "\n\n" + kExitCodeHelp);
}

// A command that opens the keyring.
CLI::App* AddUnsealing(CLI::App* parent, const char* name, const char* description,
                       StoreParsed* parsed) {
  CLI::App* app = parent->add_subcommand(name, description);
  AddPlace(app, parsed);
  AddAnchor(app, parsed);
  AddSeal(app, &parsed->args.seal);
  Foot(app, kPassphraseHelp);
  return app;
}

// A command that needs no secret.
CLI::App* AddOpen(CLI::App* parent, const char* name, const char* description,
                  StoreParsed* parsed) {
  CLI::App* app = parent->add_subcommand(name, description);
  AddPlace(app, parsed);
  Foot(app, "");
  return app;
}

void AddFile(CLI::App* app, StoreParsed* parsed, const char* description) {
  AddText(app, "FILE", &parsed->args.file, "FILE", description, "Backup");
  app->get_option("FILE")->required();
}

void AddSealCommands(CLI::App* root, StoreParsed* parsed) {
  CLI::App* seal = root->add_subcommand("seal", "Make an installation, and change its seal");
  seal->require_subcommand(1);
  CLI::App* init = AddUnsealing(seal, "init", "Make a store and close it with a seal", parsed);
  init->get_option("--seal")->description("Default: keyfile with --key-file, else passphrase");
  init->get_option("--key-file")
      ->description("The key file, made if it does not exist; also KEYWARD_KEY_FILE");
  AddOpen(seal, "status", "Show what an installation is closed with", parsed);
  AddUnsealing(seal, "rotate", "Seal later writes under a new data key", parsed);
  CLI::App* rekey = AddUnsealing(seal, "rekey", "Close the keyring with another seal", parsed);
  AddNewSeal(rekey, &parsed->args.new_seal);
  Foot(rekey, std::string(kPassphraseHelp) + "\n" + kNewPassphraseHelp);
}

void AddAuditCommands(CLI::App* root, StoreParsed* parsed) {
  CLI::App* audit = root->add_subcommand("audit", "Check an audit log, and keep its root key");
  audit->require_subcommand(1);
  CLI::App* verify = AddUnsealing(
      audit, "verify", "Look for lines that were changed, moved, dropped or cut off", parsed);
  AddTexts(verify, "FILE", &parsed->args.files, "FILE", "All files of the log, from its first",
           "Audit log");
  verify->get_option("FILE")->required();
  AddText(verify, "--root", &parsed->args.root_file, "FILE",
          "What `audit root` wrote; default: the root key in the store", "Audit log");
  CLI::App* take =
      AddUnsealing(audit, "root", "Move the log's root key out of the store, into a file", parsed);
  AddFile(take, parsed, "A new file, to be kept elsewhere");
  take->get_option("FILE")->group("Audit log");
}

}  // namespace

void AddStoreCommands(CLI::App* root, StoreParsed* parsed) {
  AddSealCommands(root, parsed);
  CLI::App* store = root->add_subcommand("store", "Back up, restore and check a store");
  store->require_subcommand(1);
  AddFile(AddOpen(store, "backup", "Write a backup, sealed as the store is", parsed), parsed,
          "A new file");
  CLI::App* restore = AddUnsealing(store, "restore", "Make a store out of a backup", parsed);
  AddFile(restore, parsed, "What `store backup` wrote");
  restore
      ->add_flag("--new-epoch", parsed->args.new_epoch,
                 "Go back on purpose to a backup older than the anchor")
      ->group("Backup");
  AddUnsealing(store, "check", "Look for damage and for records that were tampered with", parsed);
  AddOpen(store, "stat", "Count what the store holds", parsed);
  CLI::App* anchor =
      AddUnsealing(store, "anchor", "Keep the store with another anchor from now on", parsed);
  anchor->add_flag("--none", parsed->args.no_anchor, "Keep it without an anchor")->group(kPlace);
  AddAuditCommands(root, parsed);
}

namespace {

struct Entry {
  std::string_view path;
  ExitCode (*run)(const StoreArgs&, std::ostream&, std::ostream&);
};

constexpr std::array kCommands = {
    Entry{"keyward seal init", RunSealInit},       Entry{"keyward seal status", RunSealStatus},
    Entry{"keyward seal rotate", RunSealRotate},   Entry{"keyward seal rekey", RunSealRekey},
    Entry{"keyward store backup", RunStoreBackup}, Entry{"keyward store restore", RunStoreRestore},
    Entry{"keyward store check", RunStoreCheck},   Entry{"keyward store stat", RunStoreStat},
    Entry{"keyward store anchor", RunStoreAnchor}, Entry{"keyward audit verify", RunAuditVerify},
    Entry{"keyward audit root", RunAuditRoot},
};

}  // namespace

std::optional<ExitCode> DispatchStore(const std::string& path, const Environment& environment,
                                      const StoreParsed& parsed, std::ostream& out,
                                      std::ostream& err) {
  for (const Entry& entry : kCommands) {
    if (entry.path != path) continue;
    StoreArgs args = parsed.args;
    if (args.data_dir.empty()) args.data_dir = environment.data_dir;
    if (args.data_dir.empty()) {
      return Fail(err, InvalidInput("a data directory is needed: give --data-dir or "
                                    "KEYWARD_DATA_DIR"));
    }
    if (args.anchor.empty() && !args.no_anchor) args.anchor = environment.anchor;
    if (args.seal.key_file.empty() && args.seal.kind != "passphrase") {
      args.seal.key_file = environment.key_file;
    }
    args.credentials_dir = environment.credentials_dir;
    args.style.format = parsed.output == "json" ? OutputFormat::kJson : OutputFormat::kText;
    return entry.run(args, out, err);
  }
  return std::nullopt;
}

}  // namespace keyward::cli
