#include "systemc/profile/profile.hpp"

#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/model/model.hpp"
#include "golden/network/blocks.hpp"
#include "systemc/calibrate/calibrate.hpp"
#include "tools/flow/declared_types.hpp"
#include "tools/flow/rtl_profile.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"

namespace weir::tools {

namespace {

struct ProfileOptions {
  NetworkRequest network;
  std::string rtl, top, stage;
  int random = 3;
  std::string base = "finn-hlslib-2020";
  std::vector<std::string> reports;
  std::string output;
};

Form describe(ProfileOptions& options) {
  Form form{.command = "profile",
            .summary = "a timing profile of your own, from reports of an HLS synthesis or from RTL"};
  form.add(fields_of(options.network));
  form.fields.front().is_required = false;
  form.add(
      {{.name = "from-rtl",
        .target = &options.rtl,
        .help = "a stitched design, or the project of one layer: pipeline depths measured on each layer alone",
        .value = "FOLDER"},
       {.name = "top", .target = &options.top, .help = "its top module", .value = "MODULE"},
       {.name = "stage", .target = &options.stage, .help = "one stage alone", .value = "STAGE"},
       {.name = "random",
        .target = &options.random,
        .help = "random frames that it is measured with",
        .legal = kFrameCounts,
        .value = "N"},
       {.name = "base",
        .target = &options.base,
        .help = "a profile of HLS layers (finn-hlslib-2020, finn-0.10 ...), or a .json made of one",
        .value = "PROFILE"},
       {.name = "from",
        .target = &options.reports,
        .help = "report of a stage of that kind; without KIND its top function's name begins with it",
        .value = "[KIND=]csynth.xml[#LOOP]"},
       written_field(options.output, "the profile, of --from-rtl the pipeline depths (.json)", {{".json"}}, true)});
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

int measure_profile(const ProfileOptions& options, const Session& session) {
  if (options.network.network.empty() || options.top.empty() || !options.reports.empty())
    throw Error("usage", "--from-rtl DIR goes with NETWORK and --top T, not with --from", "",
                "weir profile NETWORK --from-rtl DIR --top T -o DEPTHS.json");
  if (options.random < 2) throw Error("usage", "an interval needs two frames: --random 2 or more");
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::StageGraph whole = golden::build_stage_graph(loaded.network, loaded.folding);
  const golden::StageGraph graph = options.stage.empty() ? whole : golden::part_named(whole, options.stage);
  CosimRequest request;
  request.rtl = options.rtl;
  request.foreign_top = options.top;
  request.frames = golden::random_frames(*loaded.network, options.random, session.seed);
  request.declared_types = declared_types(whole);
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const RtlProfile profile = rtl_profile(graph, measure_layers(graph, request));
  session.progress_done();
  write_text_file(options.output, profile.depths_json);
  if (session.json)
    session.print_json({{"pipeline_depths", options.output}, {"taken", profile.taken}, {"left", profile.left}});
  for (const std::string& line : profile.taken) session.print("measured   " + line);
  for (const std::string& line : profile.left) session.print("left       " + line);
  session.print(fmt::format("use it:    weir simulate NETWORK --pipeline-depths {}", options.output));
  return kFine;
}

int profile(ProfileOptions& options, const Session& session) {
  if (!options.rtl.empty()) return measure_profile(options, session);
  if (!options.network.network.empty() || !options.top.empty() || !options.stage.empty())
    throw Error("usage", "NETWORK, --top and --stage go with --from-rtl DIR");
  if (options.reports.empty()) throw Error("usage", "give --from REPORT or --from-rtl DIR");
  return make_profile(options, session);
}

}  // namespace

void add_profile(CLI::App& app, Session& session) { add_command(app, session, &profile); }

}  // namespace weir::tools
