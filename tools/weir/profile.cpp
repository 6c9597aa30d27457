#include "systemc/profile/profile.hpp"

#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "systemc/calibrate/calibrate.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"

namespace weir::tools {

namespace {

struct ProfileOptions {
  std::string base = "finn-hlslib-2020";
  std::vector<std::string> reports;
  std::string output;
};

Form describe(ProfileOptions& options) {
  Form form{.command = "profile", .summary = "a timing profile of your own, from reports of an HLS synthesis"};
  form.add({{.name = "base",
             .target = &options.base,
             .help = "finn-hlslib-2020, finn-v0.10, or a .json made of them",
             .value = "PROFILE"},
            {.name = "from",
             .target = &options.reports,
             .help = "report of a stage of that kind; without KIND its top function's name begins with it",
             .value = "[KIND=]csynth.xml[#LOOP]",
             .is_required = true},
            output_field(options.output, "the profile (.json)", "FILE", true)});
  return form;
}

/// [KIND=]FILE[#LOOP]
timing::LoopReport read_report(const std::string& argument) {
  timing::LoopReport report;
  std::string file = argument;
  if (const auto equals = file.find('='); equals != std::string::npos) {
    report.kind = file.substr(0, equals);
    file = file.substr(equals + 1);
  }
  if (const auto hash = file.rfind('#'); hash != std::string::npos) {
    report.loop = file.substr(hash + 1);
    file.resize(hash);
  }
  report.source = std::filesystem::path(file).filename();
  report.report = timing::parse_csynth(read_text_file(file), file);
  return report;
}

int make_profile(ProfileOptions& options, const Session& session) {
  const std::string base =
      options.base.ends_with(".json") ? read_text_file(options.base) : timing::profile_text(options.base);
  std::vector<timing::LoopReport> reports;
  for (const std::string& argument : options.reports) reports.push_back(read_report(argument));
  const timing::CalibratedProfile made =
      timing::calibrate(base, options.base, std::filesystem::path(options.output).stem(), reports);
  write_text_file(options.output, made.json);
  if (session.json)
    session.print_json(
        {{"profile", options.output}, {"base", options.base}, {"taken", made.taken}, {"left", made.left}});
  for (const std::string& number : made.taken) session.print("taken      " + number);
  for (const std::string& number : made.left) session.print("left       " + number);
  session.print(fmt::format("use it:    weir simulate NETWORK --profile {}", options.output));
  return kFine;
}

}  // namespace

void add_profile(CLI::App& app, Session& session) { add_command(app, session, &make_profile); }

}  // namespace weir::tools
