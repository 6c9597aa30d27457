/// weir help: a command's options on the screen, and every page that comes from the commands' forms as files.
#include <fmt/format.h>

#include <filesystem>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/request/pages.hpp"
#include "tools/request/version.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

struct HelpOptions {
  std::string topic, folder;
};

Form describe(HelpOptions& options) {
  Form form{.command = "help", .summary = "a command's options; the manual pages, completion and reference as files"};
  form.add({{.name = "topic",
             .target = &options.topic,
             .help = "the command that is meant",
             .otherwise = "all of them, a line each",
             .value = "COMMAND",
             .is_argument = true},
            {.name = "write",
             .target = &options.folder,
             .help = "folder for reference.md, weir.1 and a manual page per command, weir.bash (completion) and "
                     "requests.pyi (Python's stub)",
             .value = "FOLDER"}});
  return form;
}

void write_pages(const std::filesystem::path& folder, const std::vector<Form>& forms) {
  create_output_folder(folder);
  write_text_file(folder / "reference.md", reference_page(forms));
  write_text_file(folder / "weir.1", manual_overview(forms, version_text()));
  for (const Form& form : forms)
    write_text_file(folder / ("weir-" + form.command + ".1"), manual_page(form, version_text()));
  write_text_file(folder / "weir.bash", bash_completion(forms, golden::builtin_names(), timing::profile_names()));
  write_text_file(folder / "requests.pyi", python_stub(forms));
}

nlohmann::ordered_json form_json(const Form& form) {
  nlohmann::ordered_json options = nlohmann::ordered_json::array();
  for (const Field& field : form.fields)
    if (field.is_for(Surface::kCommandLine))
      options.push_back({{"name", field.name},
                         {"aliases", field.aliases},
                         {"help", field.help},
                         {"legal", legal_text(field)},
                         {"default", field.otherwise.empty() ? field.usual : nlohmann::ordered_json(field.otherwise)},
                         {"required", field.is_required}});
  return {{"command", form.command}, {"summary", form.summary}, {"options", options}};
}

int help(const CLI::App& app, const HelpOptions& options, const Session& session) {
  if (!options.folder.empty()) {
    write_pages(options.folder, session.forms);
    session.print("reference, manual pages, completion and stub -> " + options.folder);
  }
  if (!options.topic.empty()) require_command(app, options.topic);
  nlohmann::ordered_json commands = nlohmann::ordered_json::array();
  for (const Form& form : session.forms)
    if (options.topic.empty() || form.command == options.topic) commands.push_back(form_json(form));
  if (session.json) session.print_json({{"commands", commands}});
  if (!options.topic.empty())
    session.print(app.get_subcommand(options.topic)->help("weir"));
  else if (options.folder.empty())
    session.print(app.get_formatter()->make_help(&app, "weir", CLI::AppFormatMode::Normal));
  return kFine;
}

}  // namespace

void add_help(CLI::App& app, Session& session) {
  auto options = std::make_shared<HelpOptions>();
  Form form = describe(*options);
  add_form(app, session, std::move(form), [&app, &session, options] { return help(app, *options, session); });
}

}  // namespace weir::tools
