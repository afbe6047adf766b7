// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <string_view>
#include <vector>

#include "cli/report.h"

namespace keyward::cli {
namespace {

// A command with the words that lead to it: "keyward policy simulate".
struct Node {
  std::string path;
  const Command* command;
};

void Collect(const Command& command, const std::string& parent, std::vector<Node>* nodes) {
  const std::string path = parent.empty() ? command.name : parent + " " + command.name;
  nodes->push_back({path, &command});
  for (const Command& child : command.subcommands) Collect(child, path, nodes);
}

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Wraps text in single quotes for the shell.
std::string Quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// The patterns of a `case` that name every option that `test` picks; one that matches nothing when
// it picks none.
template <typename Test>
std::string OptionPatterns(const std::vector<Node>& nodes, Test test) {
  std::string patterns;
  for (const Node& node : nodes) {
    for (const CommandOption& option : node.command->options) {
      if (!test(option)) continue;
      patterns += (patterns.empty() ? "" : " | ") + Quote(node.path + " " + option.name);
    }
  }
  return patterns.empty() ? "''" : patterns;
}

std::string CommandPatterns(const std::vector<Node>& nodes) {
  std::string patterns;
  for (const Node& node : nodes) {
    if (node.path == nodes.front().path) continue;
    patterns += (patterns.empty() ? "" : " | ") + Quote(node.path);
  }
  return patterns;
}

void Case(std::ostream& out, const std::string& patterns, std::string_view action) {
  out << "    " << patterns << ") " << action << " ;;\n";
}

// What bash and zsh share: walks the words before the cursor and leaves the command in `command`
// and the option that waits for a value in `option` ("" when none does).
void WriteWordLoop(std::ostream& out, const std::vector<Node>& nodes) {
  out << "      case \"$command $word\" in\n"
      << "        " << CommandPatterns(nodes)
      << ") command=\"$command $word\"; option=\"\"; continue ;;\n"
      << "      esac\n"
      << "      if [[ \"$word\" == -* ]]; then\n"
      << "        option=\"$word\"\n"
      << "        case \"$command $option\" in\n"
      << "          " << OptionPatterns(nodes, [](const auto& o) { return o.takes_value; })
      << ") ;;\n"
      << "          *) option=\"\" ;;\n"
      << "        esac\n"
      << "        continue\n"
      << "      fi\n"
      << "      case \"$command $option\" in\n"
      << "        " << OptionPatterns(nodes, [](const auto& o) { return o.takes_many; }) << ") ;;\n"
      << "        *) option=\"\" ;;\n"
      << "      esac\n";
}

// The arms of the `case` that completes the values of options, for bash and zsh: what lists files,
// and what lists words (between `words_before` and `words_after`).
void WriteValueCases(std::ostream& out, const std::vector<Node>& nodes, std::string_view files,
                     std::string_view words_before, std::string_view words_after, bool quote) {
  Case(out, OptionPatterns(nodes, [](const auto& o) { return o.takes_file; }), files);
  for (const Node& node : nodes) {
    for (const CommandOption& option : node.command->options) {
      if (option.choices.empty()) continue;
      const std::string words = Join(option.choices);
      Case(out, Quote(node.path + " " + option.name),
           std::string(words_before) + (quote ? Quote(words) : words) + std::string(words_after));
    }
  }
}

constexpr char kBashFiles[] =
    "compopt -o filenames 2>/dev/null; _keyward_reply < <(compgen -f -- \"$cur\")";

void WriteBashNode(std::ostream& out, const Node& node) {
  std::vector<std::string> options;
  std::vector<std::string> words = node.command->positional_choices;
  options.reserve(node.command->options.size());
  for (const auto& option : node.command->options) options.push_back(option.name);
  for (const auto& child : node.command->subcommands) words.push_back(child.name);
  const auto reply = [](const std::vector<std::string>& list) {
    return "_keyward_reply < <(compgen -W " + Quote(Join(list)) + " -- \"$cur\")";
  };
  out << "    " << Quote(node.path) << ")\n"
      << "      if [[ \"$cur\" == -* ]]; then\n"
      << "        " << reply(options) << "\n"
      << "      else\n"
      << "        " << (node.command->takes_files ? kBashFiles : reply(words)) << "\n"
      << "      fi ;;\n";
}

void WriteBash(std::ostream& out, const std::vector<Node>& nodes) {
  out << "# bash completion for keyward\n"
         "_keyward_reply() {\n"
         "  local line\n"
         "  while IFS= read -r line; do COMPREPLY+=(\"$line\"); done\n"
         "}\n"
         "_keyward() {\n"
         "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" command=keyward option=\"\" word i\n"
         "  COMPREPLY=()\n"
         "  [[ \"$cur\" == \"=\" ]] && cur=\"\"\n"
         "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         "      word=\"${COMP_WORDS[i]}\"\n"
         "      [[ \"$word\" == \"=\" ]] && continue\n";
  WriteWordLoop(out, nodes);
  out << "  done\n"
         "  if [[ \"$cur\" != -* && -n \"$option\" ]]; then\n"
         "    case \"$command $option\" in\n";
  WriteValueCases(out, nodes, kBashFiles, "_keyward_reply < <(compgen -W ", " -- \"$cur\")", true);
  out << "    esac\n"
         "    return\n"
         "  fi\n"
         "  case \"$command\" in\n";
  for (const Node& node : nodes) WriteBashNode(out, node);
  out << "  esac\n"
         "}\n"
         "complete -F _keyward keyward\n";
}

void WriteZshEntries(std::ostream& out, const std::vector<std::string>& entries,
                     std::string_view what) {
  out << "        entries=(";
  for (const std::string& entry : entries) out << "\n          " << Quote(entry);
  out << ")\n        _describe " << what << " entries\n";
}

void WriteZshNode(std::ostream& out, const Node& node) {
  std::vector<std::string> options;
  std::vector<std::string> words = node.command->positional_choices;
  // _describe takes NAME:DESCRIPTION; our names hold no colon.
  options.reserve(node.command->options.size());
  for (const auto& option : node.command->options) {
    options.push_back(option.name + ":" + option.description);
  }
  for (const auto& child : node.command->subcommands) {
    words.push_back(child.name + ":" + child.description);
  }
  out << "    " << Quote(node.path) << ")\n"
      << "      if [[ \"$cur\" == -* ]]; then\n";
  WriteZshEntries(out, options, "option");
  out << "      else\n";
  if (node.command->takes_files) {
    out << "        _files\n";
  } else {
    WriteZshEntries(out, words, "command");
  }
  out << "      fi ;;\n";
}

void WriteZsh(std::ostream& out, const std::vector<Node>& nodes) {
  out << "#compdef keyward\n"
         "_keyward() {\n"
         "  local cur=\"${words[CURRENT]}\" command=keyward option=\"\" word i\n"
         "  local -a entries\n"
         "  for ((i = 2; i < CURRENT; ++i)); do\n"
         "      word=\"${words[i]}\"\n";
  WriteWordLoop(out, nodes);
  out << "  done\n"
         "  if [[ \"$cur\" != -* && -n \"$option\" ]]; then\n"
         "    case \"$command $option\" in\n";
  WriteValueCases(out, nodes, "_files", "compadd -- ", "", false);
  out << "    esac\n"
         "    return\n"
         "  fi\n"
         "  case \"$command\" in\n";
  for (const Node& node : nodes) WriteZshNode(out, node);
  // Autoloaded from fpath the file is the function's body; sourced, it registers the function.
  out << "  esac\n"
         "}\n"
         "if [[ \"${funcstack[1]}\" == _keyward ]]; then _keyward \"$@\"; "
         "else compdef _keyward keyward; fi\n";
}

void WriteFishNode(std::ostream& out, const Node& node) {
  const std::string at = "complete -c keyward -n \"__keyward_in '" + node.path + "'\" ";
  for (const Command& child : node.command->subcommands) {
    out << at << "-a " << child.name << " -d " << Quote(child.description) << "\n";
  }
  for (const std::string& choice : node.command->positional_choices) {
    out << at << "-a " << choice << "\n";
  }
  bool files = node.command->takes_files;
  for (const CommandOption& option : node.command->options) {
    files = files || (option.takes_file && option.takes_many);
    out << at << "-l " << option.name.substr(2);
    if (!option.choices.empty()) {
      out << " -x -a " << Quote(Join(option.choices));
    } else if (option.takes_value) {
      out << (option.takes_file ? " -r -F" : " -x");
    }
    out << " -d " << Quote(option.description) << "\n";
  }
  if (files) out << at << "-F\n";
}

void WriteFish(std::ostream& out, const std::vector<Node>& nodes) {
  out << "# fish completion for keyward\n"
         "function __keyward_in\n"
         "    set -l path keyward\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        switch \"$path $word\"\n"
         "            case";
  for (const Node& node : nodes) {
    if (node.path != nodes.front().path) out << " " << Quote(node.path);
  }
  out << "\n"
         "                set path \"$path $word\"\n"
         "        end\n"
         "    end\n"
         "    test \"$path\" = \"$argv[1]\"\n"
         "end\n"
         "complete -c keyward -f\n";
  for (const Node& node : nodes) WriteFishNode(out, node);
}

}  // namespace

ExitCode RunCompletion(const CompletionArgs& args, const Command& root, std::ostream& out,
                       std::ostream& err) {
  std::vector<Node> nodes;
  Collect(root, "", &nodes);
  if (args.shell == "bash") {
    WriteBash(out, nodes);
  } else if (args.shell == "zsh") {
    WriteZsh(out, nodes);
  } else if (args.shell == "fish") {
    WriteFish(out, nodes);
  } else {
    ReportError(err, InvalidInput("`" + args.shell + "` is no `bash`, `zsh` or `fish`"));
    return ExitCode::kBadInput;
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
