#include "systemc/generators/finn/finn_stages.hpp"

#include <bit>

namespace weir::timing {

namespace {

class Maker {
 public:
  Maker(const golden::StageGraph& graph, const golden::Stage& stage,
        const std::function<int(const std::string&)>& value)
      : graph_(graph), stage_(stage), value_(value) {}

  finn::Block make() const {
    if (stage_.folding.MMV != 1) refuse("MMV above 1");
    return std::visit(
        [&](const auto& kind) -> finn::Block {
          if constexpr (requires { block(kind); }) return block(kind);
          refuse("this kind");
        },
        stage_.kind);
  }

  template <class Kind>
  static constexpr bool knows() {
    return requires(const Maker& maker, const Kind& kind) { maker.block(kind); };
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(
        "no-schedule",
        "stage " + stage_.name + " (" + golden::op_type(stage_.kind) + "): profile finn-v0.10 does not know " + what,
        "", "known: what FINN v0.10 builds of CNV and ResNet-50 (systemc/generators/finn/finn_stages.cpp)");
  }

  std::int64_t words_in() const {
    return graph_.streams[static_cast<std::size_t>(stage_.inputs.front())].words_per_frame();
  }

  finn::Loop loop(const std::string& kind, std::int64_t groups) const {
    finn::Loop l;
    l.stages = value_(kind + ".pipeline_stages");
    l.restart_gap_cycles = value_("*.restart_gap_cycles");
    l.groups = groups;
    return l;
  }

  finn::Block block(const golden::FmPadding& p) const {
    return finn::Padding{p.in_size[0],
                         p.in_size[1],
                         p.padding[0],
                         p.padding[1],
                         p.padding[2],
                         p.padding[3],
                         p.channels / stage_.folding.SIMD};
  }

  finn::Block block(const golden::SlidingWindow& s) const {
    if (s.dilation != std::vector<std::int64_t>{1, 1}) refuse("dilation");
    if (s.kernel[0] * s.kernel[1] == 1) refuse("a 1x1 kernel: FINN builds that in another style (parallel)");
    return finn::Window{s.in_size[0],
                        s.in_size[1],
                        s.kernel[0],
                        s.kernel[1],
                        s.stride[0],
                        s.stride[1],
                        s.channels / stage_.folding.SIMD,
                        s.depthwise};
  }

  finn::Block block(const golden::Dwc& d) const {
    if (d.in_elements == d.out_elements) return finn::Wire{words_in()};
    if (d.in_elements < d.out_elements) return finn::Widen{d.out_elements / d.in_elements, words_in()};
    return finn::Narrow{d.in_elements / d.out_elements, words_in()};
  }

  /// A binary search: one step per bit of the number of results. Two more stages at its ends; at most one word more in
  /// flight than it takes cycles.
  finn::Block block(const golden::Thresholding& t) const {
    const int bits = std::bit_width(static_cast<unsigned>(t.levels));
    const int latency = value_("Thresholding.stages_per_level_bit") * bits + 2;
    return finn::Threshold{latency, latency + 1, words_in()};
  }

  finn::Block block(const golden::Mvau& m) const {
    if (m.external_weights) refuse("weights from memory");
    const std::int64_t SF = m.MW / stage_.folding.SIMD, NF = m.MH / stage_.folding.PE;
    finn::Loop l = loop(SF == 1 ? "MVAU.one_word" : "MVAU", vectors_per_frame(m));
    l.restart_gap_cycles = value_(m.binary_xnor ? "MVAU.binary.restart_gap_cycles" : "MVAU.restart_gap_cycles");
    l.passes = NF;
    l.pass_iterations = l.reads = SF;
    l.first_write = SF - 1;
    return l;
  }

  finn::Block block(const golden::Pool& p) const {
    const std::int64_t taps = p.kernel[0] * p.kernel[1];
    finn::Loop l = loop("Pool", words_in() / taps);
    l.pass_iterations = l.reads = taps;
    l.first_write = taps - 1;
    return l;
  }

  finn::Block block(const golden::MaxPool& p) const {
    const std::int64_t window = p.window[0];
    if (p.window[1] != window || p.in_size[0] % window != 0 || p.in_size[1] % window != 0)
      refuse("a pool whose square window does not divide the picture");
    return finn::RowPool{p.in_size[0], p.in_size[1], window, value_("StreamingMaxPool.pixel_gap_cycles"),
                         value_("StreamingMaxPool.turn_gap_cycles")};
  }

  finn::Block block(const golden::DownSampler& d) const {
    finn::Loop l = loop("DownSampler", words_in());
    l.stride = d.stride;
    l.columns = d.in_size[1];
    l.fold = d.channels / stage_.folding.SIMD;
    return l;
  }

  finn::Block block(const golden::LabelSelect& s) const {
    finn::Loop l = loop("LabelSelect", 1);
    l.reads = words_in();
    l.first_write = l.reads - 1;
    l.pass_iterations = l.first_write + s.K;
    return l;
  }

  finn::Block block(const golden::AddStreams&) const { return loop("AddStreams", words_in()); }
  finn::Block block(const golden::DuplicateStreams&) const { return loop("DuplicateStreams", words_in()); }
  finn::Block block(const golden::ChannelwiseOp&) const { return loop("ChannelwiseOp", words_in()); }

  const golden::StageGraph& graph_;
  const golden::Stage& stage_;
  const std::function<int(const std::string&)>& value_;
};

}  // namespace

const std::vector<FinnParameter>& finn_parameters() {
  static const std::vector<FinnParameter> parameters{{"MVAU.pipeline_stages", 1},
                                                     {"MVAU.one_word.pipeline_stages", 1},
                                                     {"MVAU.restart_gap_cycles", 0},
                                                     {"MVAU.binary.restart_gap_cycles", 0},
                                                     {"AddStreams.pipeline_stages", 1},
                                                     {"DuplicateStreams.pipeline_stages", 1},
                                                     {"ChannelwiseOp.pipeline_stages", 1},
                                                     {"Pool.pipeline_stages", 1},
                                                     {"DownSampler.pipeline_stages", 1},
                                                     {"LabelSelect.pipeline_stages", 1},
                                                     {"*.restart_gap_cycles", 0},
                                                     {"Thresholding.stages_per_level_bit", 1},
                                                     {"StreamingMaxPool.pixel_gap_cycles", 0},
                                                     {"StreamingMaxPool.turn_gap_cycles", 0}};
  return parameters;
}

std::vector<std::string> finn_kinds() {
  return golden::kinds_where([]<class Kind>(const Kind&) { return Maker::knows<Kind>(); });
}

TimingStage make_finn_stage(const golden::StageGraph& graph, const golden::Stage& stage,
                            const std::function<int(const std::string&)>& value) {
  const finn::Block block = Maker(graph, stage, value).make();
  TimingStage out{stage.name, golden::op_type(stage.kind), {}, stage.inputs, stage.outputs};
  out.schedule.iterations = work_cycles(block);
  out.schedule.write_latency_cycles.assign(stage.outputs.size(), 0);
  out.block = block;
  return out;
}

}  // namespace weir::timing
