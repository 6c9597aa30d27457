#include "systemc/generators/finn/finn_stages.hpp"

#include <algorithm>
#include <bit>

#include "golden/finn/hardware_node.hpp"
#include "golden/finn/target.hpp"
#include "golden/network/fifos.hpp"
#include "systemc/generators/finn/hls_blocks.hpp"

namespace weir::timing {

namespace {

using golden::Backend;

constexpr const char* kDepth = ".pipeline_depth";

bool is_set(const golden::Stage& stage, const char* attribute, const char* otherwise) {
  const auto found = stage.folding.stated.find(attribute);
  return (found == stage.folding.stated.end() ? stage.implementation.attribute(attribute, otherwise) : found->second) !=
         otherwise;
}

/// One of the two that FINN makes as one node, which its RTL library does not have: nothing is between them.
bool is_half_of_converter(const golden::StageGraph& graph, const golden::Stage& stage) {
  if (stage.layer >= 0) return false;
  const auto is_inside = [&](int s) {
    const golden::Stream& stream = graph.streams[static_cast<std::size_t>(s)];
    return !stream.has_fifo && golden::is_inside_converter(graph, stream);
  };
  return is_inside(stage.inputs.front()) || is_inside(stage.outputs.front());
}

Backend backend_of(const golden::StageGraph& graph, const golden::Stage& stage) {
  if (stage.implementation.backend) return *stage.implementation.backend;
  if (is_half_of_converter(graph, stage)) return Backend::Hls;
  const auto style = stage.folding.stated.find("preferred_impl_style");
  if (style != stage.folding.stated.end() && golden::backend_of(style->second))
    return *golden::backend_of(style->second);
  return golden::preferred_backend(stage.kind, graph.parameters(stage), golden::dsp_block(golden::kDefaultPart));
}

bool has_const_weights(const golden::Stage& stage) {
  const auto stated = stage.folding.stated.find("mem_mode");
  return stated != stage.folding.stated.end() && stated->second == "internal_embedded";
}

/// Kinds whose units of FINN's RTL library have a law here.
template <class Kind>
constexpr bool kHasRtlLaw = std::is_same_v<Kind, golden::SlidingWindow> || std::is_same_v<Kind, golden::FmPadding> ||
                            std::is_same_v<Kind, golden::Dwc> || std::is_same_v<Kind, golden::Thresholding> ||
                            std::is_same_v<Kind, golden::Mvau> || std::is_same_v<Kind, golden::Vvau>;

class Maker {
 public:
  Maker(const golden::StageGraph& graph, const golden::Stage& stage, const FinnNumbers& numbers)
      : graph_(graph), stage_(stage), numbers_(numbers), backend_(backend_of(graph, stage)) {}

  finn::Block make() const {
    if (stage_.folding.MMV != 1) refuse("MMV above 1");
    for (const auto& [attribute, otherwise] : {std::pair{"M", "1"},
                                               {"TH", "1"},
                                               {"dynamic_mode", "0"},
                                               {"dynamic_input", "0"},
                                               {"pumpedMemory", "0"},
                                               {golden::kPixelSimd, "0"},
                                               {"pumpedCompute", "0"}})
      refuse_unless_default(attribute, otherwise);
    return std::visit(
        [&]<class Kind>(const Kind& kind) -> finn::Block {
          if (is_rtl() && !kHasRtlLaw<Kind>) refuse("this kind by RTL");
          if constexpr (requires { block(kind); }) return block(kind);
          refuse("this kind");
        },
        stage_.kind);
  }

  std::int64_t unread_words() const {
    const auto* window = std::get_if<golden::SlidingWindow>(&stage_.kind);
    if (window == nullptr || is_rtl()) return 0;
    return window_loop(*window, window->channels / stage_.folding.SIMD, is_set(stage_, "parallel_window", "0"))
        .unread_words;
  }

  template <class Kind>
  static constexpr bool knows() {
    return requires(const Maker& maker, const Kind& kind) { maker.block(kind); };
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    const std::string& file = stage_.implementation.file_name;
    throw Error("no-schedule",
                "stage " + stage_.name +
                    (file.empty() || file == stage_.name ? "" : ", node " + file + " of the file,") + " (" +
                    golden::op_type(stage_.kind) + ", " + golden::backend_name(backend_) + "): no law is known for " +
                    what,
                "", "known laws: systemc/generators/finn/README.md; golden values are not touched by it");
  }

  void refuse_unless_default(const char* attribute, const char* otherwise) const {
    if (!is_set(stage_, attribute, otherwise)) return;
    const auto found = stage_.folding.stated.find(attribute);
    refuse(std::string(attribute) + " = " +
           (found == stage_.folding.stated.end() ? stage_.implementation.attribute(attribute) : found->second) +
           ", which changes its cycles");
  }

  bool is_rtl() const { return backend_ == Backend::Rtl; }
  int number(const std::string& name) const { return numbers_(name).value(); }
  PipelineDepth depth() const { return pipeline_depth(stage_, numbers_); }

  std::int64_t words_in() const {
    return graph_.streams[static_cast<std::size_t>(stage_.inputs.front())].words_per_frame();
  }

  /// A loop that reads a word per iteration and writes one in the last of each group of `taps`.
  finn::Loop loop(const finn::Pipeline& pipeline, std::int64_t groups, std::int64_t taps = 1) const {
    finn::Loop l;
    static_cast<finn::Pipeline&>(l) = pipeline;
    l.groups = groups;
    l.pass_iterations = l.reads = taps;
    l.first_write = taps - 1;
    return l;
  }
  finn::Loop calibrated_loop() const {
    const int stages = number(golden::op_type(stage_.kind) + std::string(".pipeline_stages"));
    return loop({stages, number("*.restart_gap_cycles")}, words_in());
  }
  finn::Sequence sequence(std::vector<finn::Part> parts) const {
    finn::Sequence s;
    static_cast<finn::Pipeline&>(s) = hls_pipeline(depth());
    s.parts = std::move(parts);
    return s;
  }

  finn::Block block(const golden::FmPadding& p) const {
    const std::int64_t fold = p.channels / stage_.folding.SIMD;
    if (!is_rtl()) return sequence(hls_padding(p, fold));
    return finn::Padding{p.in_size[0], p.in_size[1], p.padding[0], p.padding[1], p.padding[2], p.padding[3], fold};
  }

  finn::Block block(const golden::SlidingWindow& s) const {
    const bool wants_parallel = is_set(stage_, "parallel_window", "0");
    const std::int64_t fold = s.channels / stage_.folding.SIMD;
    if (!is_rtl()) return sequence(window_loop(s, fold, wants_parallel).parts);
    finn::Window w{s.in_size[0], s.in_size[1], s.kernel[0], s.kernel[1],   s.stride[0],
                   s.stride[1],  fold,         s.depthwise, s.dilation[0], s.dilation[1]};
    const bool is_point = s.kernel[0] * s.kernel[1] == 1;
    if (!wants_parallel && !is_point) return w;
    if (fold > 1 && !s.depthwise && !is_point)
      refuse("parallel_window = 1 with SIMD " + std::to_string(stage_.folding.SIMD) + " of " +
             std::to_string(s.channels) + " channels; FINN wants all, or a depthwise window");
    return finn::ParallelWindow{w};
  }

  WindowLoop window_loop(const golden::SlidingWindow& s, std::int64_t fold, bool wants_parallel) const {
    const bool is_line = s.in_size[0] == 1 || s.in_size[1] == 1;
    const bool is_plain = s.dilation == std::vector<std::int64_t>{1, 1};
    const bool is_before_0_8 = !stage_.implementation.attribute(golden::kOpType).empty();
    if (wants_parallel) {
      const bool has_steps = s.stride != std::vector<std::int64_t>{1, 1} || !is_plain || s.depthwise || fold > 1;
      if (!is_line || has_steps)
        refuse("parallel_window = 1, but for a line of stride and dilation 1 with SIMD of all channels");
      return hls_parallel_line(s);
    }
    if (s.kernel[0] * s.kernel[1] == 1) refuse("ConvKernelDim = " + to_string(s.kernel));
    if (is_line && is_before_0_8)
      refuse("a line of pixels before FINN 0.8, whose loops changed from release to release");
    if (is_line) {
      if (!s.depthwise && !is_plain) refuse("Dilation = " + to_string(s.dilation) + " of a line that is not depthwise");
      return hls_line_window(s, fold);
    }
    const std::string strides = "Stride = " + to_string(s.stride);
    const bool is_square = s.in_size[0] == s.in_size[1] && s.kernel[0] == s.kernel[1];
    if (s.stride[0] != s.stride[1]) refuse(strides);
    if ((!is_square || !is_plain) && s.kernel[0] % s.stride[0] != 0)
      refuse("ConvKernelDim = " + to_string(s.kernel) + " with " + strides + " on other than squares without dilation");
    if (s.kernel[0] * s.dilation[0] > s.in_size[0]) refuse("Dilation = " + to_string(s.dilation));
    return hls_window(s, fold);
  }

  finn::Block block(const golden::Dwc& d) const {
    if (backend_ == Backend::Hls) return sequence(hls_converter(d));
    if (d.in_elements == d.out_elements) return finn::Wire{words_in()};
    // A vendor's converter takes a cycle, as the RTL library's does that makes words wider.
    if (d.in_elements < d.out_elements) return finn::Widen{d.out_elements / d.in_elements, words_in()};
    return finn::Narrow{d.in_elements / d.out_elements, words_in()};
  }

  /// RTL: a binary search, one step per bit of the number of results, of one or two cycles, and two more at its ends;
  /// at most one word more in flight than it takes cycles.
  finn::Block block(const golden::Thresholding& t) const {
    if (!is_rtl()) return loop(hls_pipeline(depth()), words_in());
    const int steps = std::bit_width(static_cast<unsigned>(t.levels));
    const int latency = (is_set(stage_, "deep_pipeline", "1") ? 1 : 2) * steps + 2;
    return finn::Threshold{latency, latency + 1, words_in()};
  }

  /// Of the RTL units: DSP48 have five stages, DSP58 two and one per segment of their chain.
  int core_stages(int otherwise) const {
    const std::string stated = stage_.implementation.attribute("core_stages");
    const bool is_number = !stated.empty() && stated.size() <= 2 && stated[0] != '0' &&
                           std::all_of(stated.begin(), stated.end(), [](char c) { return c >= '0' && c <= '9'; });
    return is_number ? std::stoi(stated) : otherwise;
  }

  /// With DSP48: since FINN 1.0 (its RTL of July 2025) each level of the adders over SIMD products is a stage.
  int dsp48_stages() const {
    constexpr int kUpTo0_10 = 5, kWithoutAdders = 4;
    if (stage_.implementation.release != "1.0") return kUpTo0_10;
    const auto SIMD = static_cast<unsigned>(stage_.folding.SIMD);
    return kWithoutAdders + std::bit_width(SIMD - 1) + (SIMD == 1 ? 1 : 0);
  }

  template <class Matrix>
  void require_weights_inside(const Matrix&) const {
    refuse_unless(stage_.folding.stated, "mem_mode", {"internal_decoupled", "internal_embedded"});
  }
  void refuse_unless(const std::map<std::string, std::string>& stated, const char* key,
                     std::initializer_list<const char*> legal) const {
    const auto found = stated.find(key);
    if (found == stated.end()) return;
    if (std::find(legal.begin(), legal.end(), found->second) == legal.end())
      refuse(std::string(key) + " = " + found->second + ", which changes its cycles");
  }

  finn::Block block(const golden::Mvau& m) const {
    if (m.external_weights) refuse("weights from memory");
    require_weights_inside(m);
    const std::int64_t SF = m.MW / stage_.folding.SIMD, NF = m.MH / stage_.folding.PE;
    if (is_rtl()) return finn::Multiplier{vectors_per_frame(m), NF, SF, core_stages(dsp48_stages())};
    finn::Loop l = loop(hls_pipeline(depth()), vectors_per_frame(m), SF);
    l.passes = NF;
    return l;
  }

  finn::Block block(const golden::Vvau& m) const {
    require_weights_inside(m);
    const std::int64_t taps = m.kernel[0] * m.kernel[1];
    if (taps % stage_.folding.SIMD != 0) refuse("SIMD = " + std::to_string(stage_.folding.SIMD));
    const std::int64_t SF = taps / stage_.folding.SIMD;
    const std::int64_t results = m.out_size[0] * m.out_size[1] * m.channels / stage_.folding.PE;
    constexpr int kDsp58 = 3;  // it has a unit for DSP58 alone; a chain of one segment
    if (is_rtl()) return finn::Multiplier{results, 1, SF, core_stages(kDsp58)};
    return loop(hls_pipeline(depth()), results, SF);
  }

  finn::Block block(const golden::Pool& p) const {
    const std::int64_t taps = p.kernel[0] * p.kernel[1];
    return loop(hls_pipeline(depth()), words_in() / taps, taps);
  }

  finn::Block block(const golden::MaxPool& p) const {
    const bool is_column = p.in_size[1] == 1 && p.window[1] == 1, is_row = p.in_size[0] == 1 && p.window[0] == 1;
    if (is_column || is_row) {
      const std::size_t side = is_column ? 0 : 1;
      return hls_line_pool(p.in_size[side], p.window[side], words_in() / p.in_size[side]);
    }
    const std::int64_t window = p.window[0];
    if (p.window[1] != window || p.in_size[0] % window != 0 || p.in_size[1] % window != 0)
      refuse("PoolDim = " + to_string(p.window) + " on a picture of " + to_string(p.in_size) +
             ": a square that divides it is");
    const bool is_binary = p.type.bits == 1;
    return is_binary ? hls_binary_pool(p.in_size[0], p.in_size[1], window)
                     : hls_precision_pool(p.in_size[0], p.in_size[1], window);
  }

  finn::Block block(const golden::AccumulatePool& p) const {
    return hls_accumulate_pool(words_in(), p.channels / stage_.folding.PE);
  }
  finn::Block block(const golden::Upsample& u) const { return sequence(hls_upsample(u)); }
  finn::Block block(const golden::Eltwise&) const { return loop(hls_pipeline(depth()), words_in()); }
  finn::Block block(const golden::Lookup&) const {
    refuse_unless(stage_.folding.stated, "mem_mode", {"internal_decoupled", "internal_embedded"});
    return loop(hls_pipeline(depth()), words_in());
  }

  finn::Block block(const golden::DownSampler& d) const {
    finn::Loop l = calibrated_loop();
    l.stride = d.stride;
    l.columns = d.in_size[1];
    l.fold = d.channels / stage_.folding.SIMD;
    return l;
  }

  finn::Block block(const golden::LabelSelect& s) const { return hls_label_select(words_in(), s.K, depth()); }
  finn::Block block(const golden::AddStreams&) const { return calibrated_loop(); }
  finn::Block block(const golden::DuplicateStreams&) const { return calibrated_loop(); }
  finn::Block block(const golden::ChannelwiseOp&) const { return loop(hls_pipeline(depth()), words_in()); }

  const golden::StageGraph& graph_;
  const golden::Stage& stage_;
  const FinnNumbers& numbers_;
  const Backend backend_;
};

int stated_depth(const golden::Stage& stage) {
  constexpr int kMost = 1000;
  const std::string text = stage.implementation.attribute("pipeline_depth");
  const bool is_number = !text.empty() && text.size() <= 4 &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const int depth = is_number ? std::stoi(text) : 0;
  if (depth < 1 || depth > kMost)
    throw Error("bad-depth", "stage " + stage.name + ": its pipeline depth is \"" + text + "\"", "",
                "iterations in flight, 1.." + std::to_string(kMost));
  return depth;
}

}  // namespace

const std::vector<FinnParameter>& finn_parameters() {
  static const std::vector<FinnParameter> parameters{{"AddStreams.pipeline_stages", 1},
                                                     {"DuplicateStreams.pipeline_stages", 1},
                                                     {"DownSampler.pipeline_stages", 1},
                                                     {"*.restart_gap_cycles", 0},
                                                     {"StreamingFIFO.vivado_hops", 1}};
  return parameters;
}

bool is_pipeline_depth(const std::string& parameter) {
  return parameter.ends_with(kDepth) && parameter.size() > std::string(kDepth).size();
}

std::vector<std::string> finn_kinds() {
  return golden::kinds_where([]<class Kind>(const Kind&) { return Maker::knows<Kind>(); });
}

bool has_pipeline_depth(const golden::StageGraph& graph, const golden::Stage& stage) {
  if (backend_of(graph, stage) != Backend::Hls) return false;
  return std::visit(
      []<class Kind>(const Kind&) {
        return std::is_same_v<Kind, golden::Mvau> || std::is_same_v<Kind, golden::Vvau> ||
               std::is_same_v<Kind, golden::Thresholding> || std::is_same_v<Kind, golden::SlidingWindow> ||
               std::is_same_v<Kind, golden::FmPadding> || std::is_same_v<Kind, golden::Pool> ||
               std::is_same_v<Kind, golden::Upsample> || std::is_same_v<Kind, golden::Eltwise> ||
               std::is_same_v<Kind, golden::Lookup> || std::is_same_v<Kind, golden::ChannelwiseOp> ||
               std::is_same_v<Kind, golden::LabelSelect> || std::is_same_v<Kind, golden::Dwc>;
      },
      stage.kind);
}

PipelineDepth pipeline_depth(const golden::Stage& stage, const FinnNumbers& numbers) {
  PipelineDepth depth =
      class_depth(stage.kind, stage.folding, has_const_weights(stage), golden::stated_clk_ns(stage.implementation));
  const auto state = [&](int iterations) {
    depth.iterations = depth.low = depth.high = iterations;
    depth.is_stated = true;
  };
  const auto& attributes = stage.implementation.attributes;
  if (attributes.contains("in_submodule")) depth.in_submodule = attributes.at("in_submodule") == "1";
  if (attributes.contains("pipeline_depth")) {
    state(stated_depth(stage));
    return depth;
  }
  const std::string kind = golden::op_type(stage.kind);
  const auto* m = std::get_if<golden::Mvau>(&stage.kind);
  std::vector<std::string> names{stage.implementation.file_name, stage.name};
  if (m != nullptr && m->MW == stage.folding.SIMD) names.push_back(kind + ".one_word");
  names.push_back(kind);
  for (const std::string& name : names)
    if (const std::optional<int> found = name.empty() ? std::nullopt : numbers(name + kDepth)) {
      state(*found);
      return depth;
    }
  return depth;
}

DepthAssumption assumed_depths(const golden::StageGraph& graph, const FinnNumbers& numbers) {
  DepthAssumption assumed{{}, graph, graph};
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const golden::Stage& stage = graph.stages[i];
    if (!has_pipeline_depth(graph, stage)) continue;
    const PipelineDepth depth = pipeline_depth(stage, numbers);
    if (depth.is_stated) continue;
    assumed.stages.push_back(stage.name);
    assumed.low.stages[i].implementation.attributes["pipeline_depth"] = std::to_string(depth.low);
    assumed.high.stages[i].implementation.attributes["pipeline_depth"] = std::to_string(depth.high);
  }
  return assumed;
}

std::int64_t unread_words(const golden::StageGraph& graph, const golden::Stage& stage, const FinnNumbers& numbers) {
  return Maker(graph, stage, numbers).unread_words();
}

TimingStage make_finn_stage(const golden::StageGraph& graph, const golden::Stage& stage, const FinnNumbers& numbers) {
  const finn::Block block = Maker(graph, stage, numbers).make();
  TimingStage out{stage.name, golden::op_type(stage.kind), {}, stage.inputs, stage.outputs};
  out.schedule.iterations = work_cycles(block);
  out.schedule.write_latency_cycles.assign(stage.outputs.size(), 0);
  out.block = block;
  return out;
}

namespace {

finn::Pipeline* pipeline_of(finn::Block& block) {
  if (auto* loop = std::get_if<finn::Loop>(&block)) return loop;
  return std::get_if<finn::Sequence>(&block);
}

/// The loop at that end of a stream; null if it is an RTL block or the outer world.
finn::Pipeline* loop_at(TimingGraph& timing, int stage) {
  return stage == kOutside ? nullptr : pipeline_of(*timing.stages[static_cast<std::size_t>(stage)].block);
}

/// A padding whose picture begins with its border has begun when the source's register hands its first word on.
bool begins_without_word(const TimingGraph& timing, int stage) {
  if (stage == kOutside) return false;
  const auto* padding = std::get_if<finn::Padding>(&*timing.stages[static_cast<std::size_t>(stage)].block);
  return padding != nullptr && padding->top + padding->left > 0;
}

/// Two blocks meet: the "FIFO" of two words is the slice of one of them.
void join(TimingGraph& timing, TimingStream& stream) {
  constexpr int kSliceWords = 2;
  stream.has_fifo = false;
  stream.depth_words = kSliceWords;
  if (finn::Pipeline* consumer = loop_at(timing, stream.consumer)) {
    consumer->direct_inputs |= 1u << stream.consumer_port;
  } else if (finn::Pipeline* producer = loop_at(timing, stream.producer)) {
    producer->direct_outputs |= 1u << stream.producer_port;
  } else if (stream.producer == kOutside || stream.consumer == kOutside) {
    stream.uncounted_cycles = begins_without_word(timing, stream.consumer) ? 0 : 1;
  } else {
    const auto name = [&](int stage) { return timing.stages[static_cast<std::size_t>(stage)].name; };
    throw Error("no-schedule",
                "stages " + name(stream.producer) + " and " + name(stream.consumer) +
                    ": no law is known for two RTL blocks without a FIFO between them",
                "", "give stream " + stream.name + " a FIFO");
  }
}

}  // namespace

void place_finn_fifos(const golden::StageGraph& graph, const FinnNumbers& numbers, TimingGraph& timing) {
  const int vivado_hops = numbers("StreamingFIFO.vivado_hops").value_or(1);
  for (std::size_t s = 0; s < timing.streams.size(); ++s) {
    const golden::Stream& from = graph.streams[s];
    TimingStream& stream = timing.streams[s];
    if (!from.has_fifo) {
      join(timing, stream);
      continue;
    }
    if (from.pieces.empty()) continue;
    stream.depth_words = stream.hops = 0;
    for (const golden::FifoPiece& piece : from.pieces) {
      const bool is_vendors = piece.backend == Backend::VendorIp;
      stream.hops += is_vendors ? vivado_hops : 1;
      stream.depth_words +=
          is_vendors ? static_cast<int>(std::bit_ceil(static_cast<unsigned>(piece.depth_words))) : piece.depth_words;
    }
  }
}

}  // namespace weir::timing
