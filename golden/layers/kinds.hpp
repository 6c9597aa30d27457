/// THE list of layer kinds. A line here enrols a kind in the JSON reader and writer, the golden model, the StageGraph
/// and every test that runs all kinds; a kind that lacks a function of golden/layers/layer.hpp does not compile.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "golden/layers/accumulate_pool.hpp"
#include "golden/layers/add_streams.hpp"
#include "golden/layers/channelwise.hpp"
#include "golden/layers/concat.hpp"
#include "golden/layers/crop.hpp"
#include "golden/layers/down_sampler.hpp"
#include "golden/layers/duplicate_streams.hpp"
#include "golden/layers/dwc.hpp"
#include "golden/layers/eltwise.hpp"
#include "golden/layers/fm_padding.hpp"
#include "golden/layers/label_select.hpp"
#include "golden/layers/lookup.hpp"
#include "golden/layers/max_pool.hpp"
#include "golden/layers/mvau.hpp"
#include "golden/layers/pixel_padding.hpp"
#include "golden/layers/pool.hpp"
#include "golden/layers/relu.hpp"
#include "golden/layers/sliding_window.hpp"
#include "golden/layers/split.hpp"
#include "golden/layers/thresholding.hpp"
#include "golden/layers/upsample.hpp"
#include "golden/layers/vvau.hpp"

namespace weir::golden {

using LayerKind = std::variant<  //
    Mvau,                        //
    Thresholding,                //
    Dwc,                         //
    SlidingWindow,               //
    FmPadding,                   //
    MaxPool,                     //
    DuplicateStreams,            //
    AddStreams,                  //
    Relu,                        //
    AccumulatePool,              //
    DownSampler,                 //
    LabelSelect,                 //
    ChannelwiseOp,               //
    Pool,                        //
    Vvau,                        //
    Concat,                      //
    Split,                       //
    Upsample,                    //
    Eltwise,                     //
    Crop,                        //
    PixelPadding,                //
    Lookup>;

template <class K>
concept CompleteKind = requires(const K& k, const LayerFolding& f, const std::string& where, Errors& errors,
                                const std::vector<const Tensor*>& inputs, const Parameters& parameters) {
  K::op_type;
  validate(k, where, errors);
  validate_folding(k, f, where, errors);
  { input_ports(k, f) } -> std::same_as<std::vector<PortSpec>>;
  { output_ports(k, f) } -> std::same_as<std::vector<PortSpec>>;
  { parameter_specs(k) } -> std::same_as<ParameterSpecs>;
  { rtl_latency_cycles(k, f) } -> std::same_as<int>;
  { compute(k, inputs, parameters) } -> std::same_as<std::vector<Tensor>>;
};
template <class... K>
constexpr bool all_complete(const std::variant<K...>*) {
  return (CompleteKind<K> && ...);
}
static_assert(all_complete(static_cast<const LayerKind*>(nullptr)));

const char* op_type(const LayerKind& kind);
/// Op types of all kinds, in list order.
std::vector<std::string> op_types();
/// Op types of the kinds for which `knows` returns true, in list order: how a tier lists what it can do.
///   kinds_where([](const auto& kind) { return requires(const Stage& s) { closed_form(kind, s); }; })
template <class Knows>
std::vector<std::string> kinds_where(Knows&& knows) {
  std::vector<std::string> names;
  [&]<class... K>(const std::variant<K...>*) {
    ((knows(K{}) ? names.emplace_back(K::op_type), 0 : 0), ...);
  }(static_cast<const LayerKind*>(nullptr));
  return names;
}
/// A default-constructed kind of that op type. Throws Error unknown-op with a suggestion.
LayerKind make_kind(const std::string& op_type);

}  // namespace weir::golden
