#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>
#include <thread>

#include "golden/builtin/builtin.hpp"
#include "golden/kernels/executor.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

const std::set<std::string> kAllStreams{"*"};

std::vector<FrameResult> run(const Executor& executor, const std::vector<Tensor>& frames,
                             const std::set<std::string>& taps) {
  std::vector<FrameResult> results(frames.size());
  executor.run(frames, taps, results);
  return results;
}

void require_equal(const std::vector<FrameResult>& found, const std::vector<FrameResult>& wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO("frame " << i);
    REQUIRE(found[i].output == wanted[i].output);
    REQUIRE(found[i].taps.size() == wanted[i].taps.size());
    for (const auto& [name, tensor] : wanted[i].taps) {
      INFO("stream " << name);
      REQUIRE(found[i].taps.at(name) == tensor);
    }
  }
}

/// One network stream by stream: a 5 x 5 picture, a window, two MVAUs, the second one over two pixels at once.
Network small_convolution() {
  Network network;
  network.name = "small";
  network.inputs = {"in"};
  network.outputs = {"out"};
  network.streams = {{"in", DataType::int_(8), {5, 6, 3}},
                     {"windows", DataType::int_(8), {3, 4, 27}},
                     {"hidden", DataType::uint(2), {3, 4, 10}},
                     {"copy", DataType::uint(2), {3, 4, 10}},
                     {"out", DataType::int_(16), {6, 7}}};
  SlidingWindow window;
  window.in_size = {5, 6};
  window.channels = 3;
  window.kernel = {3, 3};
  window.type = DataType::int_(8);
  Mvau first;
  first.MW = 27;
  first.MH = 10;
  first.num_input_vectors = {3, 4};
  first.input = DataType::int_(8);
  first.output = DataType::uint(2);
  first.accumulator = DataType::int_(24);
  first.levels = 3;
  Dwc copy;
  copy.shape = {3, 4, 10};
  copy.type = DataType::uint(2);
  Mvau second;
  second.MW = 20;
  second.MH = 7;
  second.num_input_vectors = {6};
  second.input = DataType::uint(2);
  second.output = second.accumulator = DataType::int_(16);
  second.no_activation = true;
  second.levels = 0;
  network.layers = {{"window", window, {"in"}, {"windows"}, {}},
                    {"first", first, {"windows"}, {"hidden"}, {}},
                    {"dwc", copy, {"hidden"}, {"copy"}, {}},
                    {"second", second, {"copy"}, {"out"}, {}}};
  std::mt19937 random(3);
  for (const std::size_t i : {std::size_t{1}, std::size_t{3}}) {
    const auto& m = std::get<Mvau>(network.layers[i].kind);
    Parameters& p = network.layers[i].parameters;
    p.weights = Tensor({m.MH, m.MW});
    for (auto& w : p.weights.data) w = (random() & 1) != 0 ? 1 : -1;
    if (m.levels == 0) continue;
    p.thresholds = Tensor({m.MH, m.levels});
    for (std::size_t t = 0; t < p.thresholds.data.size(); ++t)
      p.thresholds.data[t] = static_cast<std::int32_t>(t % 3) * 200 - 200;
  }
  return network;
}

}  // namespace

TEST_CASE("the fast executor equals the reference on every stream of the built-in networks", "[kernels][executor]") {
  for (const auto& name : builtin_names()) {
    const FoldedNetwork builtin = make_builtin(name);
    const auto frames = random_frames(*builtin.network, 3, 11);
    const auto wanted = run(*make_reference_executor(*builtin.network), frames, kAllStreams);
    for (const Isa isa : supported_isas()) {
      INFO(name << " on " << golden::name(isa));
      require_equal(run(FastExecutor(*builtin.network, isa), frames, kAllStreams), wanted);
    }
  }
}

TEST_CASE("the LFC networks run on fast kernels alone, and equal the reference on more frames than a register holds",
          "[kernels][executor]") {
  for (const auto* name : {"lfc-w1a1", "lfc-w1a2"}) {
    const FoldedNetwork builtin = make_builtin(name);
    const auto frames = random_frames(*builtin.network, 600, 5);
    const auto wanted = run(*make_reference_executor(*builtin.network), frames, {"inter1"});
    for (const Isa isa : supported_isas()) {
      INFO(name << " on " << golden::name(isa));
      const FastExecutor executor(*builtin.network, isa);
      CHECK(executor.reference_layers().empty());
      require_equal(run(executor, frames, {"inter1"}), wanted);
    }
  }
}

TEST_CASE("windows that are read where the pixels are can still be tapped", "[kernels][executor]") {
  const Network network = small_convolution();
  Errors errors;
  validate(network, errors);
  REQUIRE_NOTHROW(errors.throw_if_any());
  const auto frames = random_frames(network, 9, 21);
  const auto wanted = run(*make_reference_executor(network), frames, kAllStreams);
  for (const Isa isa : supported_isas()) {
    const FastExecutor executor(network, isa);
    CHECK(executor.reference_layers().empty());
    require_equal(run(executor, frames, kAllStreams), wanted);
  }
}

TEST_CASE("streams of few bits are bytes where products read them and planes where bits are counted",
          "[kernels][executor]") {
  Network network = small_convolution();
  // 3 x 3 of INT8 to 2 bits, counted with +-1 weights.
  CHECK(choose_forms(network).at("in") == Form::Bytes);
  CHECK(choose_forms(network).at("hidden") == Form::Planes);
  CHECK(choose_forms(network).at("copy") == Form::Planes);
  CHECK(choose_forms(network).at("out") == Form::Ints);
  std::get<Mvau>(network.layers[3].kind).weight = DataType::int_(4);
  CHECK(choose_forms(network).at("hidden") == Form::Bytes);
  CHECK(choose_forms(network).at("copy") == Form::Bytes);
}

TEST_CASE("results do not depend on the batch a frame is in", "[kernels][executor]") {
  const FoldedNetwork builtin = make_builtin("lfc-w1a2");
  const auto frames = random_frames(*builtin.network, 130, 8);
  const FastExecutor executor(*builtin.network);
  const auto together = run(executor, frames, {});
  std::vector<FrameResult> apart;
  for (std::size_t first = 0, size = 1; first < frames.size(); first += size, ++size) {
    size = std::min(size, frames.size() - first);
    const auto begin = frames.begin() + static_cast<std::ptrdiff_t>(first);
    for (auto& result : run(executor, {begin, begin + static_cast<std::ptrdiff_t>(size)}, {})) apart.push_back(result);
  }
  require_equal(apart, together);
}

TEST_CASE("one executor serves several threads at once", "[kernels][executor]") {
  const FoldedNetwork builtin = make_builtin("lfc-w1a1");
  const FastExecutor executor(*builtin.network);
  const auto frames = random_frames(*builtin.network, 150, 9);
  const auto wanted = run(executor, frames, {});
  std::vector<std::vector<FrameResult>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& results : found) threads.emplace_back([&] { results = run(executor, frames, {}); });
  }
  for (const auto& results : found) require_equal(results, wanted);
}

TEST_CASE("the model gives the same results with and without the fast kernels, with any number of threads",
          "[kernels][executor]") {
  const FoldedNetwork builtin = make_builtin("lfc-w1a2");
  const Model model(builtin.network);
  const auto frames = random_frames(*builtin.network, 40, 10);
  const auto wanted = model.run(frames, {.threads = 1, .reference = true, .taps = kAllStreams});
  for (const int threads : {1, 2, 5})
    require_equal(model.run(frames, {.threads = threads, .reference = false, .taps = kAllStreams}), wanted);
}

TEST_CASE("pictures are encoded straight to packed elements as encode_input does it", "[kernels][executor]") {
  std::mt19937 random(4);
  for (const auto& name : builtin_names()) {
    const FoldedNetwork builtin = make_builtin(name);
    const NetworkStream& stream = *builtin.network->find_stream(builtin.network->inputs.front());
    // Raw bytes are pictures only where the input takes bytes.
    if (builtin.network->input_encoding == InputEncoding::Raw && stream.type != DataType::uint(8)) continue;
    const bool is_binarized = builtin.network->input_encoding == InputEncoding::BnnPynqBinarize;
    const auto bytes = static_cast<std::size_t>(is_binarized ? 784 : element_count(stream.shape));
    std::vector<std::uint8_t> pictures(3 * bytes);
    for (auto& byte : pictures) byte = static_cast<std::uint8_t>(random());
    for (const Isa isa : supported_isas()) {
      INFO(name << " on " << golden::name(isa));
      Packed input;
      FastExecutor(*builtin.network, isa).encode(pictures, bytes, input);
      for (std::size_t i = 0; i < 3; ++i) {
        const Tensor wanted = encode_input(*builtin.network, std::span(pictures).subspan(i * bytes, bytes));
        Tensor found(stream.shape);
        unpack(input, static_cast<std::int64_t>(i) * layout_of(stream).vectors, found.data);
        REQUIRE(found == wanted);
      }
    }
  }
}

TEST_CASE("packed frames in and packed frames out are the frames of tensors", "[kernels][executor]") {
  const FoldedNetwork builtin = make_builtin("lfc-w1a1");
  const FastExecutor executor(*builtin.network);
  const auto frames = random_frames(*builtin.network, 20, 12);
  const auto wanted = run(executor, frames, {});
  Packed input, output;
  input.reset(DataType::binary(), 20, 832);
  for (std::size_t i = 0; i < frames.size(); ++i)
    pack(kernels(best_isa()), frames[i].data, static_cast<std::int64_t>(i), input);
  executor.run(input, output);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    std::vector<std::int32_t> found(64);
    unpack(output, static_cast<std::int64_t>(i), found);
    REQUIRE(found == wanted[i].output.data);
  }
}

TEST_CASE("bytes that are no whole number of pictures are refused", "[kernels][executor]") {
  const FoldedNetwork builtin = make_builtin("lfc-w1a1");
  const FastExecutor executor(*builtin.network);
  Packed input;
  const std::vector<std::uint8_t> bytes(785);
  REQUIRE_THROWS_AS(executor.encode(bytes, 784, input), Error);
}
