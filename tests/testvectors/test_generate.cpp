#include "tests/testvectors/vectors_fixture.hpp"

using namespace weir;
using namespace weir::vectors;
using namespace weir::test;

namespace {

/// Hands out `frames` in batches of `size`.
NextFrames in_batches(std::vector<Tensor> frames, std::size_t size) {
  return [frames = std::move(frames), size, next = std::size_t{0}]() mutable {
    const std::size_t first = next;
    next = std::min(first + size, frames.size());
    return std::vector<Tensor>(frames.begin() + static_cast<std::ptrdiff_t>(first),
                               frames.begin() + static_cast<std::ptrdiff_t>(next));
  };
}

}  // namespace

TEST_CASE("generated vectors are the reference's streams, whatever the batches", "[vectors]") {
  for (const auto* network : {"lfc-w1a2", "cnv-w1a1"}) {
    INFO(network);
    const ScratchFolder folder;
    const auto graph = graph_of(network);
    const auto frames = golden::random_frames(*graph.network, 5, 1);
    const auto wanted = reference_taps(graph, frames);
    for (const std::size_t batch : {std::size_t{1}, std::size_t{3}, std::size_t{5}}) {
      const auto path = folder / ("v" + std::to_string(batch) + ".h5");
      {
        VectorWriter writer(path, graph, origin_of(graph));
        CHECK(generate(graph, in_batches(frames, batch), {}, writer) == 5);
        writer.finish();
      }
      const VectorReader reader(path);
      REQUIRE(reader.frames() == 5);
      for (const auto& stream : graph.streams)
        for (std::int64_t i = 0; i < 5; ++i) {
          INFO(stream.name << " of frame " << i);
          REQUIRE(reader.elements(stream.name, i).data ==
                  wanted[static_cast<std::size_t>(i)].taps.at(stream.tensor).data);
        }
    }
  }
}

TEST_CASE("the vectors of chosen streams hold those alone", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  const std::vector<std::string> chosen{"memIn", "memOut"};
  {
    VectorWriter writer(folder / "v.h5", graph, origin_of(graph), chosen);
    generate(graph, in_batches(golden::random_frames(*graph.network, 2, 1), 2), chosen, writer);
    writer.finish();
  }
  const VectorReader reader(folder / "v.h5");
  CHECK(reader.streams() == chosen);
  CHECK(reader.frames() == 2);
}

TEST_CASE("the same frames give the same words", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a2");
  const auto frames = golden::random_frames(*graph.network, 2, 9);
  for (const auto* name : {"a.h5", "b.h5"}) {
    VectorWriter writer(folder / name, graph, origin_of(graph));
    generate(graph, in_batches(frames, 2), {}, writer);
    writer.finish();
  }
  const VectorReader a(folder / "a.h5"), b(folder / "b.h5");
  for (const auto& stream : graph.streams) CHECK(a.words(stream.name) == b.words(stream.name));
}
