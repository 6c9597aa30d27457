#include "tools/flow/hlsc_flow.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"
#include "golden/base/temporary_folder.hpp"
#include "golden/network/words.hpp"
#include "hls/codegen/resources.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "rtl_wrap/cosim/confirm.hpp"
#include "rtl_wrap/verilate/verilate.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/flow/native_program.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

constexpr int kRefused = 2;
constexpr const char* kPeaks = "WEIR_PEAKS";

/// "error[code]: what\n  --> where\n  hint: ..." as weir-hlsc prints it, behind its notes.
Error compiler_error(const std::string& output, const std::string& source) {
  const auto from = output.find("error[");
  if (from == std::string::npos) return Error("internal", "weir-hlsc failed: " + output, source);
  const auto close = output.find("]: ", from);
  const std::string code = output.substr(from + 6, close - from - 6);
  std::istringstream lines(output.substr(close + 3));
  std::string what, line, place, hint;
  std::getline(lines, what);
  while (std::getline(lines, line)) {
    const auto text = line.find_first_not_of(' ');
    if (text == std::string::npos) continue;
    line = line.substr(text);
    if (line.starts_with("--> "))
      place = line.substr(4);
    else
      hint += (hint.empty() ? "" : "\n") + (line.starts_with("hint: ") ? line.substr(6) : line);
  }
  return Error(code, what, place, hint);
}

std::vector<std::string> notes_of(const std::string& output) {
  std::vector<std::string> notes;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("note: "))
      notes.push_back(line.substr(6));
    else if (!notes.empty())
      notes.back() += "\n" + line;
  }
  return notes;
}

/// What one run of all steps knows.
class SourceRun {
 public:
  explicit SourceRun(const HlscRequest& request) : request_(request), scratch_("weir-hlsc-run") {}

  HlscOutcome run() {
    read_top();
    compile();
    run_natively();
    read_words();
    simulate();
    return std::move(outcome_);
  }

 private:
  fs::path rtl() const { return request_.folder / "rtl"; }
  Tick tick(const std::string& text) const {
    return [this, text] { request_.progress(text); };
  }
  std::string compiled_top() const { return outcome_.has_adapter ? top_.adapter_name() : top_.name; }

  void read_top() {
    std::map<std::string, std::int64_t> elements = request_.elements;
    for (const auto& [name, count] : measured_elements(request_.sources, request_.top, elements, request_.test_bench,
                                                       scratch_.path(), request_.progress)) {
      elements[name] = count;
      measured_.push_back(
          fmt::format("{} points at {} element{}, as in the test bench", name, count, count == 1 ? "" : "s"));
    }
    top_ = {request_.top, read_signature(request_.sources, request_.top, elements), request_.constants};
  }

  void compile() {
    outcome_.has_adapter = top_.needs_adapter();
    std::vector<std::string> command{hls::hls_compiler()};
    if (outcome_.has_adapter) {
      const fs::path adapter = request_.folder / (top_.adapter_name() + ".cpp");
      write_text_file(adapter, adapter_source(top_, request_.sources));
      command.push_back(adapter);
    } else {
      command.insert(command.end(), request_.sources.files.begin(), request_.sources.files.end());
      for (const auto& [name, value] : request_.constants)
        command.insert(command.end(), {"--argument", fmt::format("{}={}", name, value)});
    }
    fs::remove_all(rtl());
    create_output_folder(rtl());
    command.insert(command.end(), {"--top", compiled_top(), "--axi-top", "-o", rtl()});
    for (const std::string& define : request_.sources.all_defines()) command.insert(command.end(), {"-D", define});
    for (const std::string& include : request_.sources.include_folders) command.insert(command.end(), {"-I", include});
    command.insert(command.end(), {"-I", hls::hls_resources().include()});
    const ProcessResult result =
        run_process(command, {{}, false, tick("compiling " + request_.top), {"TMPDIR=" + scratch_.path().string()}});
    if (result.exit_code != 0) throw compiler_error(result.output, request_.sources.files.front().string());
    outcome_.notes = measured_;
    for (const std::string& note : notes_of(result.output)) outcome_.notes.push_back(note);
    read_design();
  }

  void read_design() {
    for (const auto& entry : fs::directory_iterator(rtl()))
      if (entry.path().string().ends_with(".kernel.json"))
        outcome_.kernels.push_back(hls::parse_kernel_report(read_text_file(entry.path()), entry.path().string()));
    std::sort(outcome_.kernels.begin(), outcome_.kernels.end(),
              [](const auto& a, const auto& b) { return a.module < b.module; });
    const auto json = nlohmann::json::parse(read_text_file(rtl() / (compiled_top() + ".ports.json")));
    if (json.contains("memories") && !json.at("memories").empty())
      throw Error(
          "memory-top", request_.top + " has pointers into memory behind AXI4, which this comparison does not model",
          request_.sources.files.front().string(), "tools/hls_suites compares such tops; weir-hlsc compiles them");
    for (const auto& p : json.at("ports"))
      outcome_.ports.push_back({p.at("name"), p.at("direction") == "in", p.at("bits"), p.at("argument"),
                                p.at("element"), p.at("words_per_call")});
  }

  void run_natively() {
    std::string source = recorder_source(top_, request_.sources, outcome_.ports);
    if (request_.test_bench.empty()) {
      require_known_words();
      source += random_main(top_, outcome_.ports);
    }
    NativeProgram(request_.sources, request_.top, request_.test_bench, scratch_.path(), request_.progress)
        .run(source, {std::to_string(request_.seed), std::to_string(request_.calls)});
  }

  void require_known_words() const {
    for (const KernelPortFacts& port : outcome_.ports)
      if (!outcome_.has_adapter && port.is_input && port.words_per_call < 0)
        throw Error("no-words", "how many words " + request_.top + " reads from " + port.name + " depends on data",
                    request_.sources.files.front().string(), "a test bench knows: --tb FILE");
  }

  struct Moved {
    std::vector<std::string> words;
    std::vector<std::int64_t> counts;
  };
  Moved moved(const KernelPortFacts& port) const {
    const std::string name = fmt::format("{}_{}", port.argument, port.element);
    Moved result;
    std::istringstream words(read_text_file(scratch_.path() / (name + ".words"))),
        counts(read_text_file(scratch_.path() / (name + ".counts")));
    for (std::string word; words >> word;) result.words.push_back(word);
    for (std::int64_t count = 0; counts >> count;) result.counts.push_back(count);
    return result;
  }

  static golden::Words packed(const std::vector<std::string>& hex, int bits) {
    golden::Words words;
    words.word_bits = bits;
    const auto bytes = static_cast<std::size_t>(words.word_bytes());
    words.bytes.reserve(hex.size() * bytes);
    for (const std::string& text : hex)
      for (std::size_t k = 0; k < bytes; ++k) {
        int byte = 0;
        for (int half = 1; half >= 0; --half) {
          const std::size_t digit = 2 * k + static_cast<std::size_t>(half);
          const char c = digit < text.size() ? text[text.size() - 1 - digit] : '0';
          byte = 16 * byte + (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        words.bytes.push_back(static_cast<std::uint8_t>(byte));
      }
    return words;
  }

  /// The design as one stage: its streams with the words of the native run.
  void read_words() {
    std::map<const KernelPortFacts*, Moved> all;
    outcome_.calls_are_frames = true;
    for (const KernelPortFacts& port : outcome_.ports) {
      Moved& own = all[&port] = moved(port);
      if (own.words.empty())
        throw Error("no-words", "no word passes " + port.name + " of " + request_.top + " when the C++ runs", "",
                    "a test bench that makes it move some: --tb FILE");
      outcome_.calls = static_cast<std::int64_t>(own.counts.size());
      outcome_.calls_are_frames &=
          std::all_of(own.counts.begin(), own.counts.end(), [&](std::int64_t n) { return n == own.counts.front(); });
    }
    const std::int64_t frames = outcome_.calls_are_frames ? outcome_.calls : 1;
    graph_.name = request_.top;
    graph_.stages.push_back({request_.top, golden::Dwc{}, {}, -1, {}, {}, 0});
    for (const KernelPortFacts& port : outcome_.ports) {
      golden::Stream stream;
      stream.name = stream.tensor = port.name;
      stream.type = port.bits <= 32 ? DataType::uint(port.bits) : DataType::binary();
      stream.elements_per_word = port.bits <= 32 ? 1 : port.bits;
      stream.shape = {static_cast<std::int64_t>(all[&port].words.size()) / frames, stream.elements_per_word};
      (port.is_input ? stream.consumer : stream.producer) = 0;
      words_[port.name] = packed(all[&port].words, port.bits);
      graph_.streams.push_back(std::move(stream));
    }
  }

  rtl::RtlFolder rtl_folder() const {
    rtl::RtlFolder folder;
    folder.folder = folder.data = fs::absolute(rtl());
    folder.top = compiled_top();
    fs::copy_file(hls::hls_resources().rtl() / "weir_fifo.sv", rtl() / "weir_fifo.sv",
                  fs::copy_options::overwrite_existing);
    folder.sources = {folder.folder / "weir_fifo.sv", folder.folder / (compiled_top() + ".sv")};
    for (const auto& entry : fs::directory_iterator(folder.folder))
      if (entry.path().string().ends_with(".sim.sv")) folder.sources.push_back(entry.path());
    std::sort(folder.sources.begin(), folder.sources.end());
    return folder;
  }

  /// A name as Verilator has it in C++, where two underlines in a row are its own.
  static std::string verilated(const std::string& name) {
    std::string text;
    for (const char c : name) text += c == '_' && text.ends_with('_') ? std::string("__05F") : std::string(1, c);
    return text;
  }

  /// The bench takes ports in the order of their names.
  void order_streams(const rtl::Design& design) {
    std::vector<golden::Stream> ordered;
    for (const rtl::StreamPort& port : rtl::stream_ports(design)) {
      const auto own = std::find_if(graph_.streams.begin(), graph_.streams.end(), [&](const golden::Stream& s) {
        const std::string name = verilated(s.name);
        return port.name.starts_with(name) && (port.name == name || port.name[name.size()] == '_') &&
               s.producer == (port.is_input ? golden::kOutside : 0) &&
               std::none_of(graph_.streams.begin(), graph_.streams.end(), [&](const golden::Stream& t) {
                 return t.name.size() > s.name.size() && port.name.starts_with(verilated(t.name));
               });
      });
      if (own == graph_.streams.end())
        throw Error("internal", "port " + port.name + " of the RTL is none of the compiler's");
      ordered.push_back(*own);
    }
    graph_.streams = ordered;
    golden::Stage& stage = graph_.stages.front();
    for (std::size_t k = 0; k < ordered.size(); ++k)
      (ordered[k].producer == golden::kOutside ? stage.inputs : stage.outputs).push_back(static_cast<int>(k));
  }

  std::int64_t quiet_cycles() const {
    if (request_.quiet_cycles > 0) return request_.quiet_cycles;
    std::int64_t longest = 0;
    for (const hls::KernelReport& kernel : outcome_.kernels) {
      if (!kernel.is_static) return kHlscQuietCycles;
      longest += 2 * kernel.iterations + kernel.stages;
    }
    return longest + 1000;
  }

  void simulate() {
    const rtl::RtlFolder folder = rtl_folder();
    const auto make = [&](const rtl::Optimisation& optimisation) {
      rtl::VerilateOptions options = verilate_options(optimisation, request_.progress);
      options.defines.push_back(kPeaks);
      return rtl::verilate(folder, options).model->create(rtl::plusargs(folder));
    };
    auto design = make({});
    order_streams(*design);
    rtl::CosimOptions options;
    options.is_foreign = true;
    options.frames = static_cast<int>(outcome_.calls_are_frames ? outcome_.calls : 1);
    options.stalls = {request_.stalls, request_.seed};
    options.quiet_bound_cycles = quiet_cycles();
    // Nothing holds back a kernel without inputs: it makes the words of call after call.
    options.ends_with_output = graph_.stages.front().inputs.empty();
    options.progress = [&](std::int64_t cycle) { request_.progress(fmt::format("RTL: cycle {}", cycle)); };
    for (const hls::KernelReport& kernel : outcome_.kernels)
      if (!kernel.is_static) options.unscheduled_stages.push_back(kernel.top);
    outcome_.result = rtl::cosimulate(*design, graph_, words_, options);
    read_peaks(*design);
    if (outcome_.result.equal()) return;
    outcome_.result = rtl::cosimulate_confirmed(
        [&](const rtl::Optimisation& optimisation) -> std::unique_ptr<rtl::Design> { return make(optimisation); },
        graph_, words_, options);
  }

  void read_peaks(const rtl::Design& design) {
    static const std::string kPrefix = "peak_", kDepth = "depth_";
    const auto value = [](const rtl::Port& port) {
      std::int64_t number = 0;
      for (int k = port.bytes() - 1; k >= 0; --k) number = 256 * number + port.data[k];
      return number;
    };
    for (const rtl::Port& port : design.ports()) {
      if (!port.name.starts_with(kPrefix)) continue;
      const std::string name = port.name.substr(kPrefix.size());
      const rtl::Port* depth = design.find(kDepth + name);
      if (depth != nullptr) outcome_.fifos.push_back({name, static_cast<int>(value(*depth)), value(port)});
    }
  }

  const HlscRequest& request_;
  TemporaryFolder scratch_;
  KernelTop top_;
  std::vector<std::string> measured_;  ///< notes
  HlscOutcome outcome_;
  golden::StageGraph graph_;
  rtl::ExpectedWords words_;
};

}  // namespace

HlscOutcome cosimulate_source(const HlscRequest& request) { return SourceRun(request).run(); }

}  // namespace weir::tools
