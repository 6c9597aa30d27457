#include "tools/request/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace weir::tools {

namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return letter == '-' ? '_' : static_cast<char>(std::toupper(letter)); });
  return text;
}

bool takes_several(const Field& field) {
  return std::holds_alternative<std::vector<std::string>*>(field.target) ||
         std::holds_alternative<std::vector<int>*>(field.target);
}

/// "--output", "-o", "--no-explain": all that may be typed.
std::vector<std::string> spellings(const Field& field) {
  std::vector<std::string> all;
  if (field.letter != 0) all.push_back({'-', field.letter});
  all.push_back("--" + field.name);
  for (const std::string& alias : field.aliases) all.push_back("--" + alias);
  if (std::holds_alternative<std::optional<bool>*>(field.target)) all.push_back("--no-" + field.name);
  return all;
}

std::vector<const Field*> fields_on(const Form& form, Surface surface) {
  std::vector<const Field*> fields;
  for (const Field& field : form.fields)
    if (field.is_for(surface)) fields.push_back(&field);
  return fields;
}

std::string sentence(std::string text) {
  if (text.empty()) return text;
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text.ends_with('.') ? text : text + ".";
}

/// In a table of Markdown, where these would end a column or begin a tag.
std::string escaped(const std::string& text, const std::string& letters) {
  std::string cell;
  for (const char letter : text)
    cell += (letters.find(letter) == std::string::npos ? "" : "\\") + std::string(1, letter);
  return cell;
}

/// A row for `field`; its last column is empty where Python has no such keyword.
std::string reference_row(const Form& form, const Field& field) {
  const bool is_option = field.is_for(Surface::kCommandLine);
  const bool is_keyword = !form.python.empty() && field.is_for(Surface::kPython);
  std::string python = is_keyword ? "`" + field.key() + "`" : "";
  if (!field.python_default.empty()) python += ", default " + field.python_default;
  if (!is_option && !is_keyword) return "";
  return fmt::format("| {} | {} | {} |\n", is_option ? "`" + escaped(option_text(field), "|") + "`" : "",
                     escaped(meaning(field), "|<"), python);
}

/// One of those that Session adds to every command?
bool is_everywhere(const Field& field) {
  return field.surface == Surface::kCommandLine &&
         (field.name == "json" || field.name == "quiet" || field.name == "seed");
}

/// A backslash, a leading dot or quote and a hyphen mean something to troff.
std::string troff(const std::string& text) {
  std::string escaped;
  for (const char letter : text) escaped += letter == '\\' ? "\\e" : letter == '-' ? "\\-" : std::string(1, letter);
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

std::string range_text(const Field& field) {
  if (const auto* range = std::get_if<WholeNumbers>(&field.legal))
    return fmt::format("{} .. {}", range->least, range->most);
  if (const auto* range = std::get_if<Numbers>(&field.legal)) return fmt::format("{} .. {}", range->least, range->most);
  return "";
}

}  // namespace

bool is_switch(const Field& field) {
  return std::holds_alternative<bool*>(field.target) || std::holds_alternative<Unless>(field.target) ||
         std::holds_alternative<std::optional<bool>*>(field.target);
}

std::string value_text(const Field& field) {
  if (const auto* words = std::get_if<Words>(&field.legal)) return fmt::format("{}", fmt::join(*words, "|"));
  return field.value.empty() ? upper(field.name) : field.value;
}

std::string option_text(const Field& field) {
  if (field.is_argument) return field.value.empty() ? upper(field.name) : field.value;
  std::string text = fmt::format("{}", fmt::join(spellings(field), ", "));
  if (!is_switch(field)) text += " " + value_text(field);
  if (takes_several(field) && field.list == List::kWords) text += "...";
  return text;
}

std::string synopsis(const Form& form) {
  std::string text = "weir " + form.command;
  for (const Field* field : fields_on(form, Surface::kCommandLine))
    if (field->is_argument) text += field->is_required ? " " + option_text(*field) : " [" + option_text(*field) + "]";
  for (const Field* field : fields_on(form, Surface::kCommandLine))
    if (!field->is_argument && field->is_required) text += fmt::format(" --{} {}", field->name, value_text(*field));
  return text + " [OPTION...]";
}

std::string meaning(const Field& field) {
  std::string text = field.help, more = range_text(field);
  if (const std::string usual = default_text(field); !usual.empty()) more += (more.empty() ? "" : "; ") + usual;
  if (!field.instead_of.empty()) more += (more.empty() ? "" : "; ") + ("instead of --" + field.instead_of);
  if (field.is_required) more += more.empty() ? "required" : "; required";
  return more.empty() ? text : text + " (" + more + ")";
}

std::string reference_page(const std::vector<Form>& forms) {
  std::string page =
      "# Commands, options and keywords\n\n"
      "Made by `weir help --write FOLDER` from the descriptions in tools/request and tools/weir; a test compares "
      "them.\n"
      "Every option is a keyword of Python where the last column names a method, with `_` for `-`; `None` stands for\n"
      "the default.\n\n## Every command\n\n| option | meaning | Python |\n|---|---|---|\n";
  if (!forms.empty())
    for (const Field& field : forms.front().fields)
      if (is_everywhere(field)) page += reference_row(forms.front(), field);
  for (const Form& form : forms) {
    page += fmt::format("\n## weir {}\n{}", form.command, sentence(form.summary));
    if (!form.about.empty()) page += " " + form.about;
    page += fmt::format("\n\n    {}\n", synopsis(form));
    if (!form.python.empty())
      page += fmt::format("    Model.{}({}{}...) -> {}\n", form.python, form.data, form.data.empty() ? "" : ", ",
                          form.returns);
    page += "\n| option | meaning | Python |\n|---|---|---|\n";
    for (const Field& field : form.fields)
      if (!is_everywhere(field)) page += reference_row(form, field);
  }
  return page;
}

std::string manual_overview(const std::vector<Form>& forms, const std::string& version) {
  std::string page = fmt::format(
      ".TH WEIR 1 \"\" \"weir {}\" \"User commands\"\n.SH NAME\nweir \\- simulate, size and verify quantized neural "
      "networks built as streaming dataflow accelerators\n.SH SYNOPSIS\n.B weir\n.I COMMAND\n[OPTION...]\n.SH "
      "COMMANDS\n",
      version);
  for (const Form& form : forms)
    page += fmt::format(".TP\n.BR weir\\-{} (1)\n{}\n", troff(form.command), troff(sentence(form.summary)));
  return page +
         ".SH EXIT STATUS\n.TP\n0\nfine\n.TP\n1\na finding: mismatch, deadlock, target missed\n.TP\n2\nbad input or "
         "usage\n.TP\n3\na fault of weir or of what it stands on\n";
}

std::string manual_page(const Form& form, const std::string& version) {
  std::string page =
      fmt::format(".TH WEIR\\-{} 1 \"\" \"weir {}\" \"User commands\"\n.SH NAME\nweir\\-{} \\- {}\n.SH SYNOPSIS\n{}\n",
                  troff(upper(form.command)), version, troff(form.command), troff(form.summary), troff(synopsis(form)));
  if (!form.about.empty()) page += ".SH DESCRIPTION\n" + troff(form.about) + "\n";
  page += ".SH OPTIONS\n";
  for (const Field* field : fields_on(form, Surface::kCommandLine))
    page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(option_text(*field)), troff(sentence(meaning(*field))));
  return page + ".SH SEE ALSO\n.BR weir (1)\n";
}

std::string bash_completion(const std::vector<Form>& forms, const std::vector<std::string>& networks,
                            const std::vector<std::string>& profiles) {
  std::string commands, cases;
  for (const Form& form : forms) {
    commands += (commands.empty() ? "" : " ") + form.command;
    std::string options, words;
    for (const Field* field : fields_on(form, Surface::kCommandLine)) {
      if (field->is_argument) continue;
      const auto names = spellings(*field);
      for (const std::string& name : names) options += (options.empty() ? "" : " ") + name;
      const auto* legal = std::get_if<Words>(&field->legal);
      const std::vector<std::string> offered = legal != nullptr           ? *legal
                                               : field->name == "profile" ? profiles
                                                                          : std::vector<std::string>{};
      if (!offered.empty())
        words += fmt::format("        {}) words=\"{}\" ;;\n", fmt::join(names, "|"), fmt::join(offered, " "));
    }
    cases += fmt::format("    {})\n      options=\"{}\"\n", form.command, options);
    if (!words.empty()) cases += "      case \"$before\" in\n" + words + "      esac\n";
    cases += "      ;;\n";
  }
  return fmt::format(
      "# Completion of weir for bash; made by `weir help --write`.\n"
      "_weir() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\" options=\"\" words=\"\"\n"
      "  local commands=\"{}\"\n"
      "  local networks=\"{}\"\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}  esac\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    words=\"$commands --help --version\"\n"
      "  elif [[ \"$word\" == -* ]]; then\n"
      "    words=\"$options --help\"\n"
      "  elif [ -z \"$words\" ] && [ \"$COMP_CWORD\" -eq 2 ]; then\n"
      "    words=\"$networks\"\n"
      "    [ \"${{COMP_WORDS[1]}}\" = help ] && words=\"$commands\"\n"
      "  fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "}}\n"
      "complete -o default -F _weir weir\n",
      commands, fmt::join(networks, " "), cases);
}

}  // namespace weir::tools
