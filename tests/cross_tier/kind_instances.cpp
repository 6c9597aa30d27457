#include "tests/cross_tier/kind_instances.hpp"

#include <algorithm>

#include "golden/builtin/random_parameters.hpp"
#include "tests/kinds/all.hpp"

namespace weir::test {

namespace {

template <class K>
concept DrawnOnOne = requires(const K& k, const Picture& p, Random& random) {
  { draw(k, p, random) } -> std::same_as<Drawn>;
};
template <class K>
concept DrawnOnTwo = requires(const K& k, const Picture& p, Random& random) {
  { draw(k, p, p, random) } -> std::same_as<Drawn>;
};
/// tests/kinds/<kind>.hpp is there and complete.
template <class K>
concept HasCard = (DrawnOnOne<K> || DrawnOnTwo<K>)&&requires(const K& k) {
  { gaps(k) } -> std::same_as<std::vector<std::string>>;
};
template <HasCard K>
constexpr bool has_card() {
  return true;
}
template <class... K>
constexpr bool all_have_cards(const std::variant<K...>*) {
  return (has_card<K>() && ...);
}
static_assert(all_have_cards(static_cast<const golden::LayerKind*>(nullptr)));

/// `visit(K{})` for every kind, in list order.
template <class Visit>
void for_each_kind(Visit visit) {
  [&]<class... K>(const std::variant<K...>*) { (visit(K{}), ...); }(static_cast<const golden::LayerKind*>(nullptr));
}

std::vector<golden::PortSpec> ports(const Layer& layer, bool is_input) {
  return std::visit(
      [&](const auto& k) { return is_input ? input_ports(k, layer.folding) : output_ports(k, layer.folding); },
      layer.kind);
}

class SingleLayer {
 public:
  SingleLayer(const std::string& op_type, std::uint64_t seed) : random_(seed) {
    network_.name = op_type + "_" + std::to_string(seed);
  }

  golden::StageGraph around(const Layer& layer, std::uint64_t seed) {
    const std::vector<std::string> outputs = add("layer", layer, inputs_of(layer), ports(layer, true).size() > 1);
    network_.outputs = {outputs.size() == 1 ? outputs.front() : joined(layer, outputs)};
    golden::fill_random_parameters(network_, seed);
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

  Drawn drawn(const golden::LayerKind& kind) {
    return std::visit(
        [&]<class K>(const K& k) {
          const Picture p = picture(random_.pick<DataType>(
              {DataType::binary(), DataType::bipolar(), DataType::int_(3), DataType::uint(4), DataType::uint(8)}));
          if constexpr (DrawnOnOne<K>) {
            return draw(k, p, random_);
          } else {
            Picture other = p;
            other.type = random_.pick<DataType>({DataType::bipolar(), DataType::int_(2), DataType::uint(2)});
            return draw(k, p, other, random_);
          }
        },
        kind);
  }

 private:
  Picture picture(DataType type) {
    return {"", type, {random_.between(1, 5), random_.between(1, 5), random_.pick<std::int64_t>({2, 4, 6})}};
  }

  std::string declare(const std::string& name, DataType type, const Shape& shape, bool holds_a_frame) {
    network_.streams.push_back({name, type, shape});
    folding_.depths_words[name] =
        holds_a_frame ? static_cast<int>(element_count(shape)) : random_.pick<int>({1, 2, 7, 32});
    return name;
  }

  std::vector<std::string> add(const std::string& name, const Layer& layer, const std::vector<std::string>& inputs,
                               bool holds_a_frame) {
    std::vector<std::string> outputs;
    for (const auto& port : ports(layer, false))
      outputs.push_back(declare(name + "_out" + std::to_string(outputs.size()), port.type, port.shape, holds_a_frame));
    network_.layers.push_back({name, layer.kind, inputs, outputs, {}});
    folding_.layers[name] = layer.folding;
    return outputs;
  }

  std::vector<std::string> inputs_of(const Layer& layer) {
    const auto wanted = ports(layer, true);
    if (wanted.size() == 1) {
      network_.inputs = {declare("in", wanted[0].type, wanted[0].shape, false)};
      return network_.inputs;
    }
    golden::Split split{{}, {}, wanted[0].type};
    for (const auto& port : wanted) split.channels.push_back(port.shape.back());
    split.num_input_vectors.assign(wanted[0].shape.begin(), wanted[0].shape.end() - 1);
    const auto whole = ports({split, {}}, true).front();
    network_.inputs = {declare("in", whole.type, whole.shape, false)};
    std::vector<std::string> parts = add("parts", {split, {}}, network_.inputs, true);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (wanted[i].type == wanted[0].type) continue;
      const Picture part{parts[i], wanted[0].type, wanted[i].shape};
      const Drawn cut = thresholding_to(part, wanted[i].type, random_);
      parts[i] = add("cut" + std::to_string(i), *cut, {parts[i]}, true).front();
    }
    return parts;
  }

  std::string joined(const Layer& layer, const std::vector<std::string>& outputs) {
    const auto made = ports(layer, false);
    golden::Concat join{{}, {}, made[0].type};
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      join.channels.push_back(made[i].shape.back());
      folding_.depths_words[outputs[i]] = static_cast<int>(element_count(made[i].shape));
    }
    join.num_input_vectors.assign(made[0].shape.begin(), made[0].shape.end() - 1);
    return add("whole", {join, {}}, outputs, false).front();
  }

  Random random_;
  golden::Network network_;
  golden::Folding folding_;
};

}  // namespace

golden::StageGraph random_layer_graph(const std::string& op_type, std::uint64_t seed) {
  SingleLayer network(op_type, seed);
  for (;;)
    if (const Drawn layer = network.drawn(golden::make_kind(op_type))) return network.around(*layer, seed);
}

std::vector<std::string> gaps_of(const std::string& op_type) {
  return std::visit([](const auto& k) { return gaps(k); }, golden::make_kind(op_type));
}

bool has_gap(const std::string& op_type, const std::string& column) {
  const auto found = gaps_of(op_type);
  return std::find(found.begin(), found.end(), column) != found.end();
}

std::vector<Example> known_examples() {
  std::vector<Example> all;
  for_each_kind([&](const auto& k) {
    if constexpr (requires { examples(k); })
      for (auto& example : examples(k)) all.push_back(std::move(example));
  });
  return all;
}

std::vector<Refusal> known_refusals() {
  std::vector<Refusal> all;
  for_each_kind([&](const auto& k) {
    if constexpr (requires { refusals(k); })
      for (auto& refusal : refusals(k)) all.push_back(std::move(refusal));
  });
  return all;
}

}  // namespace weir::test
