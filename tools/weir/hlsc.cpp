/// weir hlsc: HLS C++ of anybody to RTL, compared with its own native run.
#include <fmt/core.h>

#include <regex>

#include "golden/base/file.hpp"
#include "golden/base/temporary_folder.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "tools/flow/hlsc_flow.hpp"
#include "tools/report/cosim_report.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct HlscOptions {
  std::vector<std::string> sources, include_folders, defines, arguments, elements;
  std::string top, test_bench, output;
  int calls = 2;
  double stalls = 0;
  std::int64_t quiet_cycles = 0;
};

Form describe(HlscOptions& options) {
  Form form{.command = "hlsc",
            .summary = "compile a function of HLS C++, and compare its RTL with its own native run",
            .about =
                "The report tells II, depth, cycles and what the FIFOs held at most. Arguments that are arrays or "
                "integers, and a result, become streams of an adapter, which is told."};
  form.add(
      {{.name = "source",
        .target = &options.sources,
        .help = "C++ source, or several that belong together",
        .value = "FILE",
        .is_argument = true,
        .is_required = true},
       {.name = "top", .target = &options.top, .help = "function to compile", .value = "FUNCTION", .is_required = true},
       {.name = "tb",
        .target = &options.test_bench,
        .help = "C++ program with main() that calls the function; it may be the source itself",
        .otherwise = "random words",
        .value = "FILE"},
       {.name = "calls",
        .target = &options.calls,
        .help = "calls with random words",
        .legal = WholeNumbers{1, 1'000'000},
        .value = "N"},
       {.name = "include",
        .target = &options.include_folders,
        .help = "folder of headers, may be repeated",
        .value = "FOLDER",
        .letter = 'I',
        .list = List::kRepeated},
       {.name = "define",
        .target = &options.defines,
        .help = "macro, may be repeated",
        .value = "NAME[=VALUE]",
        .letter = 'D',
        .list = List::kRepeated},
       {.name = "argument",
        .target = &options.arguments,
        .help = "value of an integer argument, which becomes a constant; may be repeated",
        .value = "NAME=N",
        .list = List::kRepeated},
       {.name = "elements",
        .target = &options.elements,
        .help = "of a pointer, or an array without a size: it points at N elements; may be repeated",
        .value = "NAME=N",
        .list = List::kRepeated},
       {.name = "quiet-cycles",
        .target = &options.quiet_cycles,
        .help = "give the RTL up after so many cycles of standstill",
        .legal = WholeNumbers{1, 1'000'000'000'000},
        .otherwise = fmt::format("from the schedule, {} without one", kHlscQuietCycles),
        .value = "CYCLES"},
       stalls_field(options.stalls),
       output_field(options.output, "folder for the RTL, the adapter and hlsc.json", "FOLDER")});
  return form;
}

std::map<std::string, std::int64_t> named_numbers(const std::vector<std::string>& texts, const std::string& option) {
  static const std::regex form(R"((\w+)=(-?\d{1,18}))");
  std::map<std::string, std::int64_t> values;
  for (const std::string& text : texts) {
    std::smatch parts;
    if (!std::regex_match(text, parts, form)) throw Error("usage", option + " is \"" + text + "\"", "", "NAME=N");
    if (!values.emplace(parts[1], std::stoll(parts[2])).second)
      throw Error("usage", option + " " + parts[1].str() + " is given twice");
  }
  return values;
}

Json design_json(const HlscOutcome& outcome) {
  Json kernels = Json::array(), ports = Json::array(), fifos = Json::array();
  for (const hls::KernelReport& k : outcome.kernels)
    kernels.push_back({{"module", k.module},
                       {"function", k.top},
                       {"ii", k.ii},
                       {"depth_stages", k.stages},
                       {"cycles_per_call", k.is_static ? Json(k.iterations) : Json(nullptr)},
                       {"static", k.is_static}});
  for (const KernelPortFacts& p : outcome.ports)
    ports.push_back({{"name", p.name},
                     {"direction", p.is_input ? "in" : "out"},
                     {"bits", p.bits},
                     {"words_per_call", p.words_per_call < 0 ? Json(nullptr) : Json(p.words_per_call)}});
  for (const FifoPeak& f : outcome.fifos)
    fifos.push_back({{"name", f.name}, {"depth_words", f.depth_words}, {"peak_words", f.peak_words}});
  return {{"adapter", outcome.has_adapter},
          {"calls", outcome.calls},
          {"kernels", kernels},
          {"ports", ports},
          {"fifos", fifos},
          {"notes", outcome.notes}};
}

std::string design_text(const HlscOutcome& outcome) {
  std::string text;
  for (const std::string& note : outcome.notes) text += "note: " + note + "\n";
  if (outcome.has_adapter)
    text +=
        "note: arrays, integers and the result are streams of an adapter: arrays arrive before the call and leave "
        "behind it\n";
  for (const hls::KernelReport& k : outcome.kernels)
    text += fmt::format(
        "kernel     {}: II {}, depth {} stages, {}\n", k.module, k.ii, k.stages,
        k.is_static ? fmt::format("{} cycles per call", k.iterations) : std::string("cycles depend on data"));
  for (const FifoPeak& f : outcome.fifos)
    text += fmt::format("fifo       {}: at most {} of {} words\n", f.name, f.peak_words, f.depth_words);
  return text;
}

std::string cycles_text(const HlscOutcome& outcome) {
  const rtl::CosimResult& r = outcome.result;
  if (!outcome.calls_are_frames || outcome.calls == 1)
    return fmt::format("cycles     {} for {} call{}\n", r.cycles_rtl, outcome.calls, outcome.calls == 1 ? "" : "s");
  return fmt::format("cycles     {} for {} calls: latency {}, interval {:g}\n", r.cycles_rtl, outcome.calls,
                     r.latency_cycles,
                     r.steady_interval_cycles > 0 ? r.steady_interval_cycles : static_cast<double>(r.interval_cycles));
}

int run_hlsc(HlscOptions& options, const Session& session) {
  HlscRequest request;
  request.sources.files = {options.sources.begin(), options.sources.end()};
  for (const auto& file : request.sources.files)
    if (!std::filesystem::exists(file)) throw Error("file-missing", "\"" + file.string() + "\" does not exist");
  if (!options.test_bench.empty() && !std::filesystem::exists(options.test_bench))
    throw Error("file-missing", "\"" + options.test_bench + "\" does not exist");
  const auto absolute = [](const std::string& folder) { return std::filesystem::absolute(folder).string(); };
  for (const std::string& folder : options.include_folders) request.sources.include_folders.push_back(absolute(folder));
  request.sources.defines = options.defines;
  request.top = options.top;
  request.test_bench = options.test_bench;
  request.constants = named_numbers(options.arguments, "--argument");
  request.elements = named_numbers(options.elements, "--elements");
  request.calls = options.calls;
  request.stalls = options.stalls;
  request.seed = session.seed;
  request.quiet_cycles = options.quiet_cycles;
  request.progress = [&session](const std::string& text) { session.progress(text); };
  const TemporaryFolder scratch("weir-hlsc");
  if (!options.output.empty()) create_output_folder(options.output);
  request.folder = options.output.empty() ? scratch.path() : std::filesystem::path(options.output);
  const HlscOutcome outcome = cosimulate_source(request);
  session.progress_done();
  Json json{{"top", options.top}};
  json.update(design_json(outcome));
  json.update(cosim_json(outcome.result));
  json = session.with_request(std::move(json));
  if (!options.output.empty()) write_text_file(request.folder / "hlsc.json", json.dump(2) + "\n");
  if (session.json) session.print_json(json);
  session.print(design_text(outcome) + cycles_text(outcome) + rtl::render(outcome.result));
  if (outcome.result.is_compiler_fault()) return kInternal;
  return outcome.result.equal() ? kFine : kFinding;
}

}  // namespace

void add_hlsc(CLI::App& app, Session& session) { add_command(app, session, &run_hlsc); }

}  // namespace weir::tools
