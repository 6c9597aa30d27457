#include <fstream>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/testvectors/vectors_fixture.hpp"

using namespace weir;
using namespace weir::vectors;
using namespace weir::test;

namespace {

/// Element 0 in the lowest bits, bytes lowest first; one bit after the other, as the format says.
std::vector<std::uint8_t> packed_by_hand(const Tensor& tensor, DataType type, std::int64_t elements_per_word) {
  const std::int64_t bits = elements_per_word * type.bits, bytes = (bits + 7) / 8;
  std::vector<std::uint8_t> out(static_cast<std::size_t>(tensor.size() / elements_per_word * bytes));
  for (std::int64_t i = 0; i < tensor.size(); ++i) {
    const std::int64_t value = tensor.data[static_cast<std::size_t>(i)];
    const std::int64_t code = type == DataType::bipolar() ? (value > 0 ? 1 : 0) : value;
    for (int b = 0; b < type.bits; ++b) {
      const std::int64_t bit = i % elements_per_word * type.bits + b;
      if ((code >> b & 1) != 0)
        out[static_cast<std::size_t>(i / elements_per_word * bytes + bit / 8)] |=
            static_cast<std::uint8_t>(1 << bit % 8);
    }
  }
  return out;
}

const char* const kNetworks[] = {"lfc-w1a1", "lfc-w1a2", "cnv-w1a2"};

}  // namespace

TEST_CASE("elements and words of every stream come back as they were", "[vectors]") {
  for (const auto* network : kNetworks) {
    INFO(network);
    const ScratchFolder folder;
    const auto path = folder / "v.h5";
    const auto graph = graph_of(network);
    const auto results = reference_taps(graph, golden::random_frames(*graph.network, 3, 1));
    write_frames(path, graph, results);

    const VectorReader reader(path);
    CHECK(reader.frames() == 3);
    CHECK(reader.streams().size() == graph.streams.size());
    for (const auto& stream : graph.streams) {
      INFO(stream.name);
      std::vector<std::uint8_t> bytes;
      for (std::int64_t frame = 0; frame < 3; ++frame) {
        const Tensor& wanted = results[static_cast<std::size_t>(frame)].taps.at(stream.tensor);
        const Tensor found = reader.elements(stream.name, frame);
        REQUIRE(found.data == wanted.data);
        REQUIRE(found.shape == stream.shape);
        const auto packed = packed_by_hand(wanted, stream.type, stream.elements_per_word);
        bytes.insert(bytes.end(), packed.begin(), packed.end());
      }
      const golden::Words words = reader.words(stream.name);
      CHECK(words.word_bits == stream.word_bits());
      REQUIRE(words.bytes == bytes);
    }
  }
}

TEST_CASE("a converter's stream carries the elements of its tensor in words of its own width", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  write_frames(folder / "v.h5", graph, reference_taps(graph, golden::random_frames(*graph.network, 1, 2)));
  const VectorReader reader(folder / "v.h5");
  int converted = 0;
  for (const auto& stream : graph.streams) {
    if (stream.name == stream.tensor) continue;
    ++converted;
    CHECK(reader.elements(stream.name, 0) == reader.elements(stream.tensor, 0));
    CHECK(reader.words(stream.name).word_bits == stream.word_bits());
    CHECK(reader.words(stream.name).word_bits != reader.words(stream.tensor).word_bits);
  }
  CHECK(converted > 0);
}

TEST_CASE("the origin of the vectors is in the file", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  write_frames(folder / "v.h5", graph, {});
  const VectorReader reader(folder / "v.h5");
  CHECK(reader.frames() == 0);
  CHECK(reader.origin().network == "lfc-w1a1");
  CHECK(reader.origin().seed == 7);
  CHECK(reader.origin().tool_version == "test");
  CHECK_NOTHROW(reader.require_network(golden::network_hash(*graph.network),
                                       golden::folding_hash(*graph.network, graph.folding)));
}

TEST_CASE("vectors of another network or folding are refused", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  write_frames(folder / "v.h5", graph, {});
  const VectorReader reader(folder / "v.h5");
  const std::string hash = golden::network_hash(*graph.network);
  CHECK(error_code([&] { reader.require_network("0123456789abcdef"); }) == "vectors-network");
  CHECK(error_code([&] { reader.require_network(hash, "0123456789abcdef"); }) == "vectors-network");
  // The same topology with other weights is another network.
  const golden::FoldedNetwork other = golden::make_builtin("lfc-w1a1", 2);
  CHECK(error_code([&] { reader.require_network(golden::network_hash(*other.network)); }) == "vectors-network");
}

TEST_CASE("only the chosen streams are written, and an unknown one is named", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  const auto results = reference_taps(graph, golden::random_frames(*graph.network, 1, 4));
  {
    VectorWriter writer(folder / "v.h5", graph, origin_of(graph), {"inter1"});
    writer.append(results[0].taps);
    writer.finish();
  }
  const VectorReader reader(folder / "v.h5");
  CHECK(reader.streams() == std::vector<std::string>{"inter1"});
  CHECK(error_code([&] { reader.elements("memIn", 0); }) == "vectors-stream");
  CHECK(error_code([&] { reader.words("memIn"); }) == "vectors-stream");
  try {
    VectorWriter(folder / "w.h5", graph, origin_of(graph), {"inter9"});
    FAIL("an unknown stream was accepted");
  } catch (const Error& error) {
    CHECK(error.code == "vectors-stream");
    CHECK(error.text().find("did you mean inter") != std::string::npos);
  }
}

TEST_CASE("files that are no test vectors are refused", "[vectors]") {
  const ScratchFolder folder;
  CHECK(error_code([&] { VectorReader(folder / "absent.h5"); }) == "file-missing");
  std::ofstream(folder / "text.h5") << "not HDF5";
  CHECK(error_code([&] { VectorReader(folder / "text.h5"); }) == "not-hdf5");
  Hdf5File::create(folder / "empty.h5").finish();
  CHECK(error_code([&] { VectorReader(folder / "empty.h5"); }) == "vectors-schema");
}

TEST_CASE("a vector file that is cut anywhere is refused", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  write_frames(folder / "whole.h5", graph, reference_taps(graph, golden::random_frames(*graph.network, 2, 5)));
  const std::string whole = weir::read_text_file(folder / "whole.h5");
  for (std::size_t length = 0; length < whole.size(); length += 1009) {
    INFO("cut to " << length << " of " << whole.size() << " bytes");
    weir::write_text_file(folder / "cut.h5", whole.substr(0, length));
    REQUIRE(error_code([&] { VectorReader(folder / "cut.h5"); }) == "not-hdf5");
  }
}

TEST_CASE("a newer schema, a missing attribute and unequal streams are refused", "[vectors]") {
  const ScratchFolder folder;
  const auto make = [&](std::int64_t version, bool with_network, std::int64_t frames) {
    auto file = Hdf5File::create(folder / "v.h5");
    file.write_attribute("/", "schema_version", version);
    if (with_network) file.write_attribute("/", "network", "n");
    for (const auto* key : {"network_hash", "folding_hash", "tool_version"}) file.write_attribute("/", key, "k");
    file.write_attribute("/", "seed", 1);
    file.create_appendable<std::int8_t>("/streams/s/elements", {4}, 1);
    file.create_appendable<std::uint8_t>("/streams/s/words", {4, 1}, 1);
    file.append<std::int8_t>("/streams/s/elements", std::vector<std::int8_t>(8));
    file.append<std::uint8_t>("/streams/s/words", std::vector<std::uint8_t>(static_cast<std::size_t>(4 * frames)));
    file.finish();
  };
  const auto open = [&] { VectorReader(folder / "v.h5"); };
  make(kVectorSchemaVersion, true, 2);
  CHECK(error_code(open).empty());
  make(kVectorSchemaVersion + 1, true, 2);
  CHECK(error_code(open) == "vectors-schema");
  make(kVectorSchemaVersion, false, 2);
  CHECK(error_code(open) == "hdf5-missing");
  make(kVectorSchemaVersion, true, 1);
  CHECK(error_code(open) == "vectors-schema");
}

TEST_CASE("a frame that the file does not hold is refused", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("lfc-w1a1");
  write_frames(folder / "v.h5", graph, reference_taps(graph, golden::random_frames(*graph.network, 1, 5)));
  const VectorReader reader(folder / "v.h5");
  CHECK(error_code([&] { reader.elements("inter1", 1); }) == "vectors-frame");
  CHECK(error_code([&] { reader.elements("inter1", -1); }) == "vectors-frame");
}

TEST_CASE("h5py reads the file without our code", "[vectors]") {
  const ScratchFolder folder;
  const auto graph = graph_of("cnv-w1a1");
  const auto results = reference_taps(graph, golden::random_frames(*graph.network, 2, 6));
  write_frames(folder / "v.h5", graph, results);
  if (run_process({"/usr/bin/python3", "-c", "import h5py, numpy"}).exit_code != 0) {
    std::cout << "skipped: python3-h5py is not installed\n";
    return;
  }
  // Unpacks the words with numpy alone and compares them with the elements.
  std::ofstream(folder / "read.py") << R"(
import sys, h5py, numpy
with h5py.File(sys.argv[1], "r") as f:
    assert f.attrs["network"] in ("cnv-w1a1", b"cnv-w1a1"), f.attrs["network"]
    assert f.attrs["schema_version"] == 1 and f.attrs["seed"] == 7
    assert {"network_hash", "folding_hash", "tool_version"} <= set(f.attrs)
    print(len(f["streams"]))
    for name, stream in f["streams"].items():
        kind = stream.attrs["data_type"]
        kind = kind.decode() if isinstance(kind, bytes) else kind
        per_word, word_bits = int(stream.attrs["elements_per_word"]), int(stream.attrs["word_bits"])
        elements, words = stream["elements"][...], stream["words"][...]
        assert elements.shape[0] == words.shape[0] == 2 and words.dtype == numpy.uint8
        assert stream["words"].compression == "gzip" or stream["words"].size < 4096, name
        width = word_bits // per_word
        bits = numpy.unpackbits(words, axis=2, bitorder="little")[:, :, :word_bits]
        codes = (bits.reshape(-1, width).astype(numpy.int64) << numpy.arange(width)).sum(axis=1)
        if kind == "BIPOLAR":
            codes = 2 * codes - 1
        elif kind.startswith("INT"):
            codes = numpy.where(codes >= 1 << (width - 1), codes - (1 << width), codes)
        assert numpy.array_equal(codes, elements.reshape(-1).astype(numpy.int64)), name
)";
  const auto result = run_process({"/usr/bin/python3", (folder / "read.py").string(), (folder / "v.h5").string()});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(result.output == std::to_string(graph.streams.size()) + "\n");
}
