#include "golden/kernels/stream_forms.hpp"

#include "golden/kernels/packed_mvau.hpp"

namespace weir::golden {

namespace {

/// Pairs of planes from which on integer products are faster than counting the bits of each pair.
constexpr int kProductPairs = 4;

bool may_be_planes(DataType type) { return form_of(type) == Form::Planes; }

/// What a layer says about the forms of its streams.
struct Wishes {
  bool joins = false;       ///< all its streams of up to 4 bits have one form
  bool bytes_in = false;    ///< inputs are better bytes
  bool planes_in = false;   ///< inputs must be planes
  bool planes_out = false;  ///< outputs must be planes
};

Wishes wishes_of(const Mvau& m) {
  if (PackedMvau::is_sliced(m)) return {.planes_in = true, .planes_out = may_be_planes(m.output)};
  return {.bytes_in = m.input.bits * m.weight.bits >= kProductPairs || !may_be_planes(m.weight)};
}
Wishes wishes_of(const Vvau&) { return {.bytes_in = true}; }
Wishes wishes_of(const SlidingWindow&) { return {.joins = true}; }
Wishes wishes_of(const DownSampler&) { return {.joins = true}; }
Wishes wishes_of(const FmPadding&) { return {.joins = true}; }
Wishes wishes_of(const Dwc&) { return {.joins = true}; }
Wishes wishes_of(const DuplicateStreams&) { return {.joins = true}; }
Wishes wishes_of(const MaxPool&) { return {.joins = true}; }
Wishes wishes_of(const Pool& p) { return {.joins = p.input == p.output, .bytes_in = p.function != "MaxPool"}; }
Wishes wishes_of(const Thresholding& t) { return {.joins = true, .bytes_in = !may_be_planes(t.output)}; }
Wishes wishes_of(const Relu& r) { return {.joins = true, .bytes_in = !may_be_planes(r.output)}; }
Wishes wishes_of(const AddStreams& a) {
  const bool are_planes = may_be_planes(a.lhs) && may_be_planes(a.rhs) && may_be_planes(a.output);
  return {.joins = true, .bytes_in = !are_planes};
}
Wishes wishes_of(const Upsample&) { return {.joins = true}; }
Wishes wishes_of(const Crop&) { return {.joins = true}; }
Wishes wishes_of(const PixelPadding&) { return {.joins = true}; }
Wishes wishes_of(const Concat&) { return {.joins = true}; }
Wishes wishes_of(const Split&) { return {.joins = true}; }
Wishes wishes_of(const Eltwise&) { return {.bytes_in = true}; }
Wishes wishes_of(const AbsDiffStreams&) { return {.bytes_in = true}; }
Wishes wishes_of(const ChannelwiseOp&) { return {.bytes_in = true}; }
/// Any other kind reads and writes every form.
template <class Kind>
Wishes wishes_of(const Kind&) {
  return {};
}

/// Streams that are decided together, by one of them.
class Groups {
 public:
  const std::string& of(const std::string& stream) const {
    const auto found = parent_.find(stream);
    return found == parent_.end() ? stream : of(found->second);
  }
  void join(const std::string& a, const std::string& b) {
    const std::string to = of(a), from = of(b);
    if (to != from) parent_[from] = to;
  }

 private:
  std::map<std::string, std::string> parent_;
};

}  // namespace

StreamForms choose_forms(const Network& network) {
  const auto may_choose = [&](const std::string& name) { return may_be_planes(network.find_stream(name)->type); };
  Groups groups;
  std::map<std::string, Wishes> wishes;  // by layer
  for (const Layer& layer : network.layers) {
    const Wishes w = wishes[layer.name] = std::visit([](const auto& kind) { return wishes_of(kind); }, layer.kind);
    if (!w.joins) continue;
    const std::string* first = nullptr;
    for (const auto* ports : {&layer.inputs, &layer.outputs})
      for (const auto& name : *ports) {
        if (!may_choose(name)) continue;
        if (first != nullptr) groups.join(*first, name);
        if (first == nullptr) first = &name;
      }
  }
  std::map<std::string, Wishes> of_group;
  for (const Layer& layer : network.layers) {
    const Wishes& w = wishes.at(layer.name);
    for (const auto& name : layer.inputs) {
      of_group[groups.of(name)].bytes_in |= w.bytes_in;
      of_group[groups.of(name)].planes_in |= w.planes_in;
    }
    for (const auto& name : layer.outputs) of_group[groups.of(name)].planes_out |= w.planes_out;
  }
  StreamForms forms;
  for (const NetworkStream& stream : network.streams) {
    const Wishes& w = of_group[groups.of(stream.name)];
    const bool are_bytes = may_choose(stream.name) && w.bytes_in && !w.planes_in && !w.planes_out;
    forms[stream.name] = are_bytes ? Form::Bytes : form_of(stream.type);
  }
  return forms;
}

}  // namespace weir::golden
