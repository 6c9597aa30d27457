#include "tools/weir/command.hpp"

#include "tools/request/common.hpp"
#include "tools/request/pages.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

/// "-o,--output" as CLI11 takes names; of an argument its name in capitals.
std::string names_of(const Field& field) {
  if (field.is_argument) return option_text(field);
  std::string names = field.letter == 0 ? "" : std::string("-") + field.letter + ",";
  names += "--" + field.name;
  for (const std::string& alias : field.aliases) names += ",--" + alias;
  return names;
}

/// A validator, unless everything is legal.
struct AddCheck {
  CLI::Option& option;
  void operator()(std::monostate) const {}
  void operator()(const WholeNumbers& range) const { option.check(whole_number(range.least, range.most)); }
  void operator()(const Numbers& range) const { option.check(number(range.least, range.most)); }
  void operator()(const Words& words) const { option.check(one_of(words)); }
  void operator()(const Written& written) const { option.check(written_file(written)); }
};

struct AddOption {
  CLI::App& command;
  const std::string names, help, name;

  CLI::Option* operator()(bool* member) const { return command.add_flag(names, *member, help); }
  CLI::Option* operator()(const Unless& unless) const {
    return command.add_flag_function(
        names, [member = unless.member](std::int64_t) { *member = false; }, help);
  }
  CLI::Option* operator()(std::optional<bool>* member) const {
    const auto set = [member](std::int64_t count) { *member = count > 0; };
    return command.add_flag_function(names + ",!--no-" + name, set, help);
  }
  CLI::Option* operator()(const AsMhz& clock) const {
    return command.add_option_function<double>(
        names, [period = clock.period_ns](double mhz) { *period = 1000 / mhz; }, help);
  }
  CLI::Option* operator()(auto* member) const { return command.add_option(names, *member, help); }
};

void add_field(CLI::App& command, const Field& field) {
  CLI::Option* option = std::visit(AddOption{command, names_of(field), meaning(field), field.name}, field.target);
  std::visit(AddCheck{*option}, field.legal);
  option->required(field.is_required);
  if (!is_switch(field)) option->type_name(field.is_argument ? "" : value_text(field));
  if (field.list == List::kCommas) option->delimiter(',');
  if (field.list == List::kRepeated) option->allow_extra_args(false);
  if (!field.instead_of.empty()) option->excludes(command.get_option("--" + field.instead_of));
}

}  // namespace

CLI::App& add_form(CLI::App& app, Session& session, Form form, std::function<int()> action) {
  form.add(fields_of(session));
  CLI::App* command = app.add_subcommand(form.command, form.summary);
  for (const Field& field : form.fields)
    if (field.is_for(Surface::kCommandLine)) add_field(*command, field);
  session.forms.push_back(form);
  command->callback([&session, command, form = std::move(form), action = std::move(action)] {
    session.form = form;
    for (const CLI::Option* option : command->get_options())
      if (option->count() > 0) session.given.push_back(option->get_single_name());
    session.action = action;
  });
  return *command;
}

}  // namespace weir::tools
