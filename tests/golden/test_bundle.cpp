#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/file.hpp"
#include "golden/import/import.hpp"
#include "golden/network/bundle.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/golden/tiny_network.hpp"
#include "tests/paths.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::string code_of(const std::filesystem::path& path) {
  try {
    read_bundle(path);
  } catch (const Error& e) {
    CHECK((e.what_text + e.where).find(path.filename().string()) != std::string::npos);
    return e.code;
  } catch (const Errors& e) {
    return e.list().at(0).code;
  }
  return "none";
}

/// A bundle of the tiny network whose /network text and datasets the caller may spoil.
struct Parts {
  std::string network_json, format = "weir-network";
  std::int64_t schema = 1;
  Shape weights_shape{2, 4};
  std::vector<std::int32_t> weights = test::tiny_network().layers[0].parameters.weights.data;
  bool with_thresholds = true;

  void write(const std::filesystem::path& path) const {
    Hdf5File file = Hdf5File::create(path);
    file.write_attribute("/", "format", format);
    file.write_attribute("/", "schema_version", schema);
    file.write_text("/network", network_json);
    file.write<std::int32_t>("/weights/MVAU_0", weights_shape, weights);
    const std::vector<std::int32_t> thresholds = test::tiny_network().layers[0].parameters.thresholds.data;
    if (with_thresholds) file.write<std::int32_t>("/thresholds/MVAU_0", {2, 1}, thresholds);
    file.finish();
  }
};

Parts sound_parts() {
  const test::ScratchFolder folder;
  write_bundle(folder / "net.h5", test::tiny_network(), {});
  Parts parts;
  parts.network_json = Hdf5File::open(folder / "net.h5").read_text("/network");
  return parts;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("a network and its folding come back from a bundle as they were", "[golden][bundle]") {
  const test::ScratchFolder folder;
  const std::string name = GENERATE(as<std::string>(), "lfc-w1a2", "cnv-w1a1");
  const FoldedNetwork made = make_builtin(name, 3);
  write_bundle(folder / "net.h5", *made.network, made.folding);
  const FoldedNetwork back = read_bundle(folder / "net.h5");
  CHECK(network_hash(*back.network) == network_hash(*made.network));
  CHECK(folding_hash(*back.network, back.folding) == folding_hash(*made.network, made.folding));
  CHECK(back.folding.boundary_elements == made.folding.boundary_elements);
  CHECK(back.folding.stream_elements == made.folding.stream_elements);
  CHECK(back.folding.layers == made.folding.layers);
  for (std::size_t i = 0; i < made.network->layers.size(); ++i)
    CHECK(back.network->layers[i].parameters == made.network->layers[i].parameters);
  CHECK(open_network((folder / "net.h5").string()).network->name == name);
}

TEST_CASE("a bundle stores parameters in the smallest integers that hold them", "[golden][bundle]") {
  const test::ScratchFolder folder;
  Network network = test::tiny_network();
  network.layers[0].parameters.thresholds.data = {-128, 127};
  write_bundle(folder / "a.h5", network, {});
  CHECK_NOTHROW(Hdf5File::open(folder / "a.h5").read<std::int8_t>("/thresholds/MVAU_0"));
  network.layers[0].parameters.thresholds.data = {-129, 127};
  write_bundle(folder / "b.h5", network, {});
  CHECK_THROWS_AS(Hdf5File::open(folder / "b.h5").read<std::int8_t>("/thresholds/MVAU_0"), Error);
  CHECK(Hdf5File::open(folder / "b.h5").read<std::int16_t>("/thresholds/MVAU_0") ==
        std::vector<std::int16_t>{-129, 127});
}

TEST_CASE("files that are no bundle are refused with the reason", "[golden][bundle]") {
  const test::ScratchFolder folder;
  const auto path = folder / "net.h5";
  CHECK(code_of(folder / "absent.h5") == "file-missing");
  write_text_file(path, "this is not HDF5");
  CHECK(code_of(path) == "not-hdf5");
  write_bundle(path, test::tiny_network(), {});
  const std::string whole = read_text_file(path);
  write_text_file(path, whole.substr(0, whole.size() / 2));
  CHECK(code_of(path) == "not-hdf5");
  Hdf5File other = Hdf5File::create(path);
  other.write_text("/other", "something else");
  other.finish();
  CHECK(code_of(path) == "bundle-format");
}

TEST_CASE("a bundle that is cut anywhere is refused", "[golden][bundle]") {
  const test::ScratchFolder folder;
  write_bundle(folder / "whole.h5", test::tiny_network(), {});
  const std::string whole = read_text_file(folder / "whole.h5");
  for (std::size_t length = 0; length < whole.size(); length += 61) {
    INFO("cut to " << length << " of " << whole.size() << " bytes");
    write_text_file(folder / "cut.h5", whole.substr(0, length));
    REQUIRE(code_of(folder / "cut.h5") == "not-hdf5");
  }
}

TEST_CASE("bundles with damaged contents are refused with the dataset", "[golden][bundle]") {
  const test::ScratchFolder folder;
  const auto path = folder / "net.h5";
  const Parts sound = sound_parts();
  const auto code = [&](const Parts& parts) {
    parts.write(path);
    return code_of(path);
  };
  CHECK(code(sound) == "none");
  Parts p = sound;
  p.with_thresholds = false;
  CHECK(code(p) == "hdf5-missing");
  p = sound;
  p.weights_shape = {4, 2};
  CHECK(code(p) == "bundle-shape");
  p = sound;
  p.weights[3] = 0;  // BIPOLAR has no 0
  CHECK(code(p) == "dtype-range");
  p = sound;
  p.schema = 99;
  CHECK(code(p) == "network-schema");
  p = sound;
  p.network_json = "{";
  CHECK(code(p) == "network-json");
  p.network_json = replaced(sound.network_json, "\"MVAU\"", "\"MVAX\"");
  CHECK(code(p) == "unknown-op");
  p.network_json = replaced(sound.network_json, "\"BIPOLAR\"", "\"QUATERNARY\"");
  CHECK(code(p) == "dtype-name");
  p.network_json = replaced(sound.network_json, "\"MW\"", "\"MX\"");
  CHECK(code(p) == "network-json");
  p.network_json = replaced(sound.network_json, "\"MW\": 4", "\"MW\": \"four\"");
  CHECK(code(p) == "network-json");
  p.network_json = replaced(sound.network_json, "\"MW\": 4", "\"MW\": -4");
  CHECK(code(p) == "layer-shape");
}

TEST_CASE("a network is opened by its built-in name, its bundle or what it would be imported from",
          "[golden][bundle]") {
  const test::ScratchFolder folder;
  const auto models = weir::test::source_folder() / "tests/golden/onnx";
  const FoldedNetwork imported = import_network(models / "perceptron.onnx");
  write_bundle(folder / "net.h5", *imported.network, imported.folding);
  const std::string hash = network_hash(*imported.network);
  CHECK(network_hash(*open_network(models / "perceptron.onnx").network) == hash);
  CHECK(network_hash(*open_network(folder / "net.h5").network) == hash);
  CHECK(network_hash(*open_network("net.h5", 1, {}, folder.path()).network) == hash);
  CHECK(open_network("lfc-w1a2").network->name == "lfc-w1a2");
}

TEST_CASE("an unknown network name is answered with the nearest one", "[golden][bundle]") {
  try {
    open_network("lfc-w1a3");
    FAIL("no error");
  } catch (const Error& e) {
    CHECK(e.code == "unknown-network");
    CHECK(e.what_text.find("did you mean lfc-w1a") != std::string::npos);
  }
  CHECK_THROWS_AS(open_network("nets/lfc-w1a1"), Error);
}

TEST_CASE("a failed bundle write leaves no file behind", "[golden][bundle]") {
  const test::ScratchFolder folder;
  CHECK_THROWS_AS(write_bundle(folder / "none" / "net.h5", test::tiny_network(), {}), Error);
  Folding wrong;
  wrong.layers["MVAU_0"].SIMD = 3;
  wrong.depths_words["nowhere"] = 4;
  CHECK_THROWS(write_bundle(folder / "net.h5", test::tiny_network(), wrong));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a bundle's bytes read as its file does, and are such a file") {
  const test::ScratchFolder folder;
  const Network network = test::tiny_network();
  const std::vector<std::uint8_t> bytes = bundle_bytes(network, {});
  write_bundle(folder / "net.h5", network, {});
  const FoldedNetwork from_bytes = read_bundle_bytes(bytes, "bytes"), from_file = read_bundle(folder / "net.h5");
  CHECK(network_hash(*from_bytes.network) == network_hash(*from_file.network));
  CHECK(folding_hash(*from_bytes.network, from_bytes.folding) == folding_hash(*from_file.network, from_file.folding));
  std::ofstream(folder / "bytes.h5", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  CHECK(network_hash(*read_bundle(folder / "bytes.h5").network) == network_hash(network));
}

TEST_CASE("bytes that are no bundle are refused by the name they were given") {
  const auto code_of_bytes = [](std::span<const std::uint8_t> bytes) {
    try {
      (void)read_bundle_bytes(bytes, "sent");
    } catch (const Error& error) {
      CHECK(error.where.find("sent") != std::string::npos);
      return error.code;
    }
    return std::string("none");
  };
  CHECK(code_of_bytes({}) == "not-hdf5");
  CHECK(code_of_bytes(std::vector<std::uint8_t>(4096, 'x')) == "not-hdf5");
  std::vector<std::uint8_t> bytes = bundle_bytes(test::tiny_network(), {});
  bytes.resize(bytes.size() / 2);
  CHECK(code_of_bytes(bytes) == "not-hdf5");
}
