#include "tools/weir/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir::tools {

namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

const CLI::App& parsed_command(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : *parsed.front();
}

std::string did_you_mean(const std::string& given, const std::vector<std::string>& names) {
  const std::string near = nearest_name(given, names);
  return near.empty() ? "" : " (did you mean " + near + "?)";
}

/// An option that does not exist, or a word too many.
Error unexpected(const CLI::App& app) {
  const CLI::App& command = parsed_command(app);
  const std::vector<std::string> left = app.remaining(true);
  const auto is_option = [](const std::string& word) { return word.size() > 1 && word.front() == '-'; };
  const auto option = std::find_if(left.begin(), left.end(), is_option);
  const std::string name = &command == &app ? "weir" : "weir " + command.get_name();
  const std::string help = "`" + name + " --help` lists what is legal";
  if (option == left.end())
    return {"usage", fmt::format("\"{}\" is one word too many", left.empty() ? "" : left.front()), "", help};
  const std::string given = option->substr(0, option->find('='));
  std::vector<std::string> known;
  for (const CLI::Option* one : command.get_options())
    for (const std::string& long_name : one->get_lnames()) known.push_back("--" + long_name);
  return {"usage", fmt::format("{} has no option {}{}", name, given, did_you_mean(given, known)), "", help};
}

template <class Number>
bool parse(const std::string& text, Number& value) {
  const char* end = text.data() + text.size();
  const auto [last, problem] = std::from_chars(text.data(), end, value);
  return problem == std::errc() && last == end;
}

bool is_whole(const std::string& text) {
  const std::string digits = text.starts_with('-') ? text.substr(1) : text;
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& problem) {
  const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr;
  if (is_extra || !app.remaining(true).empty()) return unexpected(app);
  const std::string text = problem.what(), command = parsed_command(app).get_name();
  const auto line_end = text.find('\n');
  if (line_end != std::string::npos) return {"usage", text.substr(0, line_end), "", text.substr(line_end + 1)};
  const std::string name = &parsed_command(app) == &app ? "weir" : "weir " + command;
  const std::string help = "`" + name + " --help` lists what is legal";
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&problem) != nullptr) {
    const std::string name_of_option = text.substr(0, text.find(':'));
    const CLI::Option* option = parsed_command(app).get_option_no_throw(name_of_option);
    const bool is_repeated = option != nullptr && option->count() > 1;
    return {"usage", name_of_option + (is_repeated ? " is given more than once" : " takes a value"), "", help};
  }
  return {"usage", text, "", help};
}

void require_command(const CLI::App& app, const std::string& given) {
  const auto names = command_names(app);
  if (std::find(names.begin(), names.end(), given) != names.end()) return;
  throw Error("usage", fmt::format("there is no command \"{}\"{}", given, did_you_mean(given, names)), "",
              fmt::format("commands: {}", fmt::join(names, " ")));
}

void require_command(const CLI::App& app, int argc, const char* const* argv) {
  const std::string given = argc < 2 ? "" : argv[1];
  if (argc < 2)
    throw Error("usage", "which command?", "", fmt::format("commands: {}", fmt::join(command_names(app), " ")));
  if (!given.empty() && given.front() != '-') require_command(app, given);
}

CLI::Validator whole_number(std::int64_t low, std::int64_t high) {
  const auto check = [low, high](const std::string& text) -> std::string {
    std::int64_t value = 0;
    const bool is_number = is_whole(text), fits = is_number && parse(text, value) && value >= low && value <= high;
    if (fits) return {};
    return fmt::format("{} is {}\nlegal: {} .. {}", text, is_number ? "out of range" : "no whole number", low, high);
  };
  return {check, ""};
}

CLI::Validator number(double low, double high) {
  const auto check = [low, high](const std::string& text) -> std::string {
    double value = 0;
    const bool is_number = parse(text, value) && std::isfinite(value);
    if (is_number && value >= low && value <= high) return {};
    return fmt::format("{} is {}\nlegal: {} .. {}", text, is_number ? "out of range" : "no number", low, high);
  };
  return {check, ""};
}

CLI::Validator written_file(Written written) {
  const auto check = [written = std::move(written)](const std::string& given) -> std::string {
    const std::string ending = wrong_ending(given, written);
    if (ending.empty()) return {};
    return fmt::format("what weir writes there is no {} file\nlegal: a name ending in {}", ending,
                       fmt::join(written.endings, ", "));
  };
  return {check, ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
  const auto check = [words = std::move(words)](const std::string& given) -> std::string {
    if (std::find(words.begin(), words.end(), given) != words.end()) return {};
    return fmt::format("there is no \"{}\"{}\nlegal: {}", given, did_you_mean(given, words), fmt::join(words, ", "));
  };
  return {check, ""};
}

}  // namespace weir::tools
