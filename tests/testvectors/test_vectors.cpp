/// Do vector files hold what flows on every stream, for our reader and for others'?
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/network/model.hpp"
#include "golden/network/process.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "testvectors/generator/generate.hpp"

namespace {

using namespace weir;
using vectors::VectorReader;
using vectors::VectorWriter;

vectors::VectorOrigin origin_of(const golden::StageGraph& graph) {
  return {graph.name, golden::network_hash(*graph.network), golden::folding_hash(*graph.network, graph.folding), "test",
          9};
}

std::vector<std::map<std::string, Tensor>> all_tensors(const golden::StageGraph& graph, int frames) {
  golden::RunOptions options;
  options.reference = true;
  options.taps = {"*"};
  std::vector<std::map<std::string, Tensor>> tensors;
  for (auto& result : golden::Model(graph.network).run(golden::random_frames(*graph.network, frames, 9), options))
    tensors.push_back(std::move(result.taps));
  return tensors;
}

/// Bit `bit` of byte string `word`, lowest byte first.
int bit_of(const std::vector<std::uint8_t>& bytes, std::size_t word, std::size_t word_bytes, std::size_t bit) {
  return bytes[word * word_bytes + bit / 8] >> (bit % 8) & 1;
}

void write_file(const std::filesystem::path& path, const golden::StageGraph& graph, int frames) {
  VectorWriter writer(path, graph, origin_of(graph));
  for (const auto& tensors : all_tensors(graph, frames)) writer.append(tensors);
}

}  // namespace

TEST_CASE("elements come back frame by frame and words are their codes, element 0 in the lowest bits") {
  const test::ScratchFolder scratch;
  const golden::StageGraph graph = test::random_graph(7);
  constexpr int kFrames = 5;
  write_file(scratch / "v.h5", graph, kFrames);
  const auto tensors = all_tensors(graph, kFrames);
  const VectorReader reader(scratch / "v.h5");
  CHECK(reader.frames() == kFrames);
  CHECK(reader.streams().size() == graph.streams.size());
  for (const auto& stream : graph.streams) {
    const auto words = reader.words(stream.name);
    CHECK(words.word_bits == stream.word_bits());
    const auto word_bytes = static_cast<std::size_t>((stream.word_bits() + 7) / 8);
    std::size_t element = 0;
    for (int frame = 0; frame < kFrames; ++frame) {
      const Tensor& expected = tensors[static_cast<std::size_t>(frame)].at(stream.tensor);
      CHECK(reader.elements(stream.name, frame) == expected);
      for (const std::int32_t value : expected.data) {
        const std::size_t per_word = static_cast<std::size_t>(stream.elements_per_word);
        const auto bits = static_cast<std::size_t>(stream.type.bits);
        std::int64_t code = 0;
        for (std::size_t b = 0; b < bits; ++b)
          code |= static_cast<std::int64_t>(
                      bit_of(words.bytes, element / per_word, word_bytes, element % per_word * bits + b))
                  << b;
        std::int64_t decoded = code;
        if (stream.type.kind == DataType::Kind::Bipolar) decoded = 2 * code - 1;
        if (stream.type.kind == DataType::Kind::Int && (code >> (bits - 1)) != 0)
          decoded = code - (std::int64_t{1} << bits);
        REQUIRE(decoded == value);
        ++element;
      }
    }
  }
}

TEST_CASE("a file grows by appending, and only for the graph it was made for") {
  const test::ScratchFolder scratch;
  const golden::StageGraph graph = test::random_graph(7), other = test::random_graph(8);
  write_file(scratch / "v.h5", graph, 2);
  {
    VectorWriter writer = VectorWriter::append_to(scratch / "v.h5", graph);
    writer.append(all_tensors(graph, 1).front());
  }
  const VectorReader reader(scratch / "v.h5");
  CHECK(reader.frames() == 3);
  const std::string input = graph.network->inputs.front();
  CHECK(reader.elements(input, 2) == reader.elements(input, 0));  // both are frame 0 of the same seed
  CHECK_THROWS_AS(VectorWriter::append_to(scratch / "v.h5", other), Error);
  CHECK_THROWS_AS(reader.require_network(golden::network_hash(*other.network)), Error);
}

TEST_CASE("a stream that does not exist is refused with a suggestion") {
  const test::ScratchFolder scratch;
  const golden::StageGraph graph = test::random_graph(7);
  try {
    VectorWriter(scratch / "v.h5", graph, origin_of(graph), {"strem0"});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code == "vectors-stream");
    CHECK(error.what_text.find("did you mean stream0") != std::string::npos);
  }
}

TEST_CASE("an HDF5 file that holds no vectors is refused, and so is a file that is not HDF5") {
  const test::ScratchFolder scratch;
  { Hdf5File::create(scratch / "empty.h5"); }
  std::ofstream(scratch / "text.h5") << "hello";
  for (const auto& [file, code] : {std::pair{"empty.h5", "vectors-schema"}, std::pair{"text.h5", "not-hdf5"}}) {
    try {
      VectorReader reader(scratch / file);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code == code);
      CHECK(error.text().find(file) != std::string::npos);
    }
  }
}

TEST_CASE("h5py reads a vector file without our code") {
  const test::ScratchFolder scratch;
  const golden::StageGraph graph = test::random_graph(7);
  write_file(scratch / "v.h5", graph, 3);
  const std::string script = R"(
import sys, h5py
f = h5py.File(sys.argv[1], "r")
s = f["streams"][sys.argv[2]]
print(f.attrs["network"], s["elements"].shape[0], int(s["elements"][0].reshape(-1)[1]), s["words"].dtype, s.attrs["word_bits"])
)";
  const std::string input = graph.network->inputs.front();
  const auto result = run_process({"/usr/bin/python3", "-c", script, scratch / "v.h5", input});
  const Tensor first = all_tensors(graph, 1).front().at(input);
  CHECK(result.output == graph.name + " 3 " + std::to_string(first.data[1]) + " uint8 " +
                             std::to_string(graph.find_stream(input)->word_bits()) + "\n");
}
