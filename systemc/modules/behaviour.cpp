#include "systemc/modules/behaviour.hpp"

#include <algorithm>

#include "golden/network/stage_graph.hpp"
#include "systemc/modules/dwc.hpp"
#include "systemc/modules/elementwise.hpp"
#include "systemc/modules/label_select.hpp"
#include "systemc/modules/max_pool.hpp"
#include "systemc/modules/mvau.hpp"
#include "systemc/modules/pool.hpp"
#include "systemc/modules/sliding_window.hpp"
#include "systemc/modules/thresholding.hpp"
#include "systemc/modules/vvau.hpp"
#include "systemc/modules/word_mover.hpp"

namespace weir::timing::modules {

namespace {

std::unique_ptr<Behaviour> behaviour_of(const golden::Mvau& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  if (kind.external_weights) return std::make_unique<StreamedMvauBehaviour>(kind, folding, parameters);
  return std::make_unique<MvauBehaviour>(kind, folding, parameters);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Vvau& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  return std::make_unique<VvauBehaviour>(kind, folding, parameters);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  return std::make_unique<ThresholdingBehaviour>(kind, folding, parameters);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Dwc& kind, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<DwcBehaviour>(kind);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::SlidingWindow& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  return std::make_unique<SlidingWindowBehaviour>(kind, folding);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::LabelSelect& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  return std::make_unique<LabelSelectBehaviour>(kind, folding);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::MaxPool& kind, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<MaxPoolBehaviour>(kind);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::AccumulatePool& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  return std::make_unique<AccumulatePoolBehaviour>(kind, folding);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Pool& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  return std::make_unique<PoolBehaviour>(kind, folding);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::FmPadding& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  const std::int64_t H = kind.in_size[0], W = kind.in_size[1], top = kind.padding[0], left = kind.padding[1];
  const auto is_inside = [=](std::int64_t row, std::int64_t column) {
    return row >= top && row < top + H && column >= left && column < left + W;
  };
  return std::make_unique<PaddingBehaviour>(top + H + kind.padding[2], left + W + kind.padding[3],
                                            kind.channels / folding.SIMD, is_inside);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::DuplicateStreams&, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}
std::unique_ptr<Behaviour> behaviour_of(const golden::DownSampler&, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Concat&, const golden::LayerFolding&, const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Split&, const golden::LayerFolding&, const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Crop&, const golden::LayerFolding&, const golden::Parameters&) {
  return std::make_unique<ForwardBehaviour>();
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Upsample& kind, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<UpsampleBehaviour>(kind);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::PixelPadding& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  const std::int64_t SH = kind.stride[0], SW = kind.stride[1];
  return std::make_unique<PaddingBehaviour>(
      (kind.in_size[0] - 1) * SH + 1, (kind.in_size[1] - 1) * SW + 1, kind.channels / folding.SIMD,
      [=](std::int64_t row, std::int64_t column) { return row % SH == 0 && column % SW == 0; });
}
std::unique_ptr<Behaviour> behaviour_of(const golden::AddStreams& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  const auto sum = [&kind](std::int64_t a, std::int64_t b, std::size_t) {
    const std::int64_t value = a + b + kind.offset;
    return kind.saturate ? std::clamp(value, kind.output.min(), kind.output.max()) : value;
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.lhs, kind.rhs}, kind.output, folding.PE, kind.channels,
                                                sum);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Relu& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  const auto rectify = [&kind](std::int64_t a, std::int64_t, std::size_t) {
    return std::max<std::int64_t>(a - kind.offset, 0);
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.input}, kind.output, folding.PE, kind.channels,
                                                rectify);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Eltwise& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  const auto apply = [&kind](std::int64_t a, std::int64_t b, std::size_t) {
    if (kind.operation == "Add") return a + b;
    return kind.operation == "Sub" ? a - b : std::max(a - b, b - a);
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.lhs, kind.rhs}, kind.output, folding.PE, kind.channels,
                                                apply);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::ChannelwiseOp& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  const auto apply = [&kind, &constants = parameters.bias.data](std::int64_t x, std::int64_t, std::size_t channel) {
    const std::int64_t p = constants[channel];
    if (kind.function == "add") return x + p;
    if (kind.function == "mul") return x * p;
    return std::int64_t{kind.function == "cmp_le" ? p <= x : p >= x};
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.input}, kind.output, folding.PE, kind.channels, apply);
}

}  // namespace

std::vector<std::string> kinds_with_behaviour() {
  return golden::kinds_where([](const auto& kind) {
    return requires(const golden::LayerFolding& f, const golden::Parameters& p) { behaviour_of(kind, f, p); };
  });
}

std::unique_ptr<Behaviour> make_behaviour(const golden::StageGraph& graph, const golden::Stage& stage) {
  return std::visit(
      [&](const auto& kind) -> std::unique_ptr<Behaviour> {
        if constexpr (requires { behaviour_of(kind, stage.folding, graph.parameters(stage)); }) {
          return behaviour_of(kind, stage.folding, graph.parameters(stage));
        } else {
          throw Error("no-values", "stage " + stage.name + ": SystemC does not compute the values of " + kind.op_type,
                      "", "simulate times only");
        }
      },
      stage.kind);
}

}  // namespace weir::timing::modules
