#include "tests/hls_codegen/random_layers.hpp"

#include <algorithm>
#include <numeric>

#include "golden/builtin/random_parameters.hpp"
#include "tests/cross_tier/kind_card.hpp"
#include "tests/kinds/all.hpp"

namespace weir::test {

namespace {

using Draw = Drawn (*)(const Picture&, Random&);
template <class Kind>
Drawn draw_one(const Picture& p, Random& random) {
  return draw(Kind{}, p, random);
}

/// What changes values, and what changes the size. These networks are as residual blocks are; every kind by itself is
/// in tests/cross_tier/test_kinds.cpp.
const std::vector<Draw> kSameShape{draw_one<golden::Relu>, draw_one<golden::ChannelwiseOp>,
                                   draw_one<golden::Thresholding>};
const std::vector<Draw> kOtherShape{draw_one<golden::FmPadding>,      draw_one<golden::DownSampler>,
                                    draw_one<golden::AccumulatePool>, draw_one<golden::MaxPool>,
                                    draw_one<golden::Crop>,           draw_one<golden::Upsample>,
                                    draw_one<golden::PixelPadding>};

class RandomResidual {
 public:
  explicit RandomResidual(std::uint64_t seed) : random_(seed) {}

  golden::StageGraph make(std::uint64_t seed) {
    network_.name = "residual_" + std::to_string(seed);
    const DataType type = random_.pick<DataType>(
        {DataType::binary(), DataType::bipolar(), DataType::int_(3), DataType::uint(4), DataType::uint(8)});
    Picture p = declare(type, {random_.between(3, 6), random_.between(3, 6), random_.pick<std::int64_t>({2, 4, 6})});
    network_.inputs = {p.stream};
    for (std::int64_t pieces = random_.between(2, 4); pieces > 0; --pieces) p = piece(p);
    network_.outputs = {p.stream};
    golden::fill_random_parameters(network_, seed);
    Errors errors;
    golden::validate(network_, errors);
    errors.throw_if_any();
    return golden::build_stage_graph(std::make_shared<const golden::Network>(network_), folding_);
  }

 private:
  Picture declare(DataType type, Shape shape) {
    const std::string name = "stream" + std::to_string(network_.streams.size());
    network_.streams.push_back({name, type, shape});
    folding_.depths_words[name] = random_.pick<int>({1, 2, 7, 32});
    return {name, type, std::move(shape)};
  }

  std::vector<Picture> add(const Layer& layer, const std::vector<Picture>& inputs) {
    const std::string name = std::string(golden::op_type(layer.kind)) + "_" + std::to_string(network_.layers.size());
    std::vector<std::string> from, to;
    for (const Picture& p : inputs) from.push_back(p.stream);
    std::vector<Picture> outputs;
    for (const auto& port : std::visit([&](const auto& k) { return output_ports(k, layer.folding); }, layer.kind)) {
      outputs.push_back(declare(port.type, port.shape));
      to.push_back(outputs.back().stream);
    }
    network_.layers.push_back({name, layer.kind, from, to, {}});
    folding_.layers[name] = layer.folding;
    return outputs;
  }

  Picture add_if_fit(const Drawn& layer, const Picture& p) { return layer ? add(*layer, {p}).front() : p; }

  Picture piece(const Picture& p) {
    switch (random_.between(0, 6)) {
      case 0: return add_if_fit(random_.pick(kSameShape)(p, random_), p);
      case 1:
      case 6: return add_if_fit(random_.pick(kOtherShape)(p, random_), p);
      case 2: return windowed_pool(p);
      case 3: return join_concatenated(split(p));
      case 4: return p.C() <= 8 ? join_concatenated(duplicate(p)) : p;
      default: return join_added(duplicate(p));
    }
  }

  golden::SlidingWindow window_on(const Picture& p, std::int64_t KH, std::int64_t KW, std::int64_t stride) {
    golden::SlidingWindow w;
    w.in_size = p.size();
    w.channels = p.C();
    w.kernel = {KH, KW};
    w.stride = {stride, stride};
    w.type = p.type;
    return w;
  }

  Picture windowed_pool(const Picture& p) {
    if (!is_narrow(p)) return p;
    const std::int64_t KH = random_.between(1, std::min<std::int64_t>(3, p.H()));
    const std::int64_t KW = random_.between(1, std::min<std::int64_t>(3, p.W()));
    const Picture windows =
        add({window_on(p, KH, KW, random_.between(1, 2)), SIMD(static_cast<int>(p.C()))}, {p}).front();
    const golden::Pool pool = pool_on({"", p.type, {windows.H(), windows.W(), p.C()}}, KH, KW, random_);
    return add({pool, PE(static_cast<int>(p.C()))}, {windows}).front();
  }

  /// 3 x 3 with a border of zeros: same shape.
  Picture convolution(const Picture& p) {
    if (!p.type.holds(0) || p.type.bits > 4) return p;
    const golden::FmPadding border{p.size(), {1, 1, 1, 1}, p.C(), p.type};
    const Picture padded = add({border, SIMD(random_.divisor(p.C()))}, {p}).front();
    const Picture windows = add({window_on(padded, 3, 3, 1), SIMD(random_.divisor(p.C()))}, {padded}).front();
    golden::Mvau m;
    m.num_input_vectors = p.size();
    m.MW = windows.C();
    m.MH = p.C();
    m.input = p.type;
    m.weight = DataType::bipolar();
    m.accumulator = DataType::int_(16);
    m.output = DataType::uint(2);
    m.levels = 3;
    return add({m, {random_.divisor(m.MH), random_.divisor(m.MW), 1, "auto"}}, {windows}).front();
  }

  Picture branch(Picture p) {
    if (random_.coin()) p = convolution(p);
    for (std::int64_t layers = random_.between(0, 2); layers > 0; --layers)
      p = add_if_fit(random_.pick(kSameShape)(p, random_), p);
    return p;
  }

  /// The branches of a fork, each with room for a frame at its start.
  std::vector<Picture> branches(std::vector<Picture> ends) {
    for (Picture& end : ends) {
      folding_.depths_words[end.stream] = static_cast<int>(element_count(end.shape));
      end = branch(end);
    }
    return ends;
  }

  std::vector<Picture> duplicate(const Picture& p) {
    return branches(add(*draw(golden::DuplicateStreams{}, p, random_), {p}));
  }

  std::vector<Picture> split(const Picture& p) { return branches(add(*draw(golden::Split{}, p, random_), {p})); }

  Picture requantised(const Picture& p) {
    return p.type == DataType::uint(2) ? p : add(*thresholding_to(p, DataType::uint(2), random_), {p}).front();
  }

  /// Two at a time, so that three branches make two joins.
  Picture join_added(const std::vector<Picture>& ends) {
    Picture sum = ends.front();
    for (std::size_t i = 1; i < ends.size(); ++i) sum = join_two(sum, ends[i]);
    return sum;
  }

  Picture join_two(Picture a, Picture b) {
    if (!is_narrow(a)) a = requantised(a);
    if (!is_narrow(b)) b = requantised(b);
    const Drawn join =
        random_.coin() ? draw(golden::AddStreams{}, a, b, random_) : draw(golden::Eltwise{}, a, b, random_);
    return add(*join, {a, b}).front();
  }

  Picture join_concatenated(std::vector<Picture> ends) {
    golden::Concat c{{}, ends.front().size(), DataType::uint(2)};
    std::int64_t common = 0;
    for (Picture& end : ends) {
      end = requantised(end);
      c.channels.push_back(end.C());
      common = std::gcd(common, end.C());
    }
    return add({c, SIMD(random_.divisor(common))}, ends).front();
  }

  Random random_;
  golden::Network network_;
  golden::Folding folding_;
};

}  // namespace

golden::StageGraph random_residual_graph(std::uint64_t seed) { return RandomResidual(seed).make(seed); }

std::set<std::string> kinds_of(const golden::StageGraph& graph) {
  std::set<std::string> kinds;
  for (const auto& stage : graph.stages) kinds.insert(golden::op_type(stage.kind));
  return kinds;
}

}  // namespace weir::test
