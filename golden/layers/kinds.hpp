/// THE list of layer kinds. A line here enrols a kind in the JSON reader and writer, the golden model, the StageGraph,
/// whatever the other tiers' cards say of it, and every test that runs all kinds; a kind that lacks a function of
/// golden/layers/layer.hpp does not compile. The headers of the kinds come with "golden/layers/all.hpp", which the
/// build makes from the folder.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "golden/layers/all.hpp"

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
    AbsDiffStreams,              //
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
/// Where a function is missing, the compiler's message names it and the kind.
template <CompleteKind K>
constexpr bool is_complete() {
  return true;
}
template <class... K>
constexpr bool all_complete(const std::variant<K...>*) {
  return (is_complete<K>() && ...);
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
