#include <algorithm>
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "hls/codegen/project.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/vendor_limits.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"

using namespace weir;
using namespace weir::test;

namespace {

/// One layer of 8 x 4 with BIPOLAR weights; `name` is that of the only stage.
golden::StageGraph named_stage(const std::string& name) {
  golden::StageGraph graph = random_graph(1);
  graph.stages.front().name = name;
  return graph;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("the C simulation of random chains with width converters gives golden's words on every stream",
          "[hls][codegen]") {
  int converters = 0;
  for (const std::uint64_t seed : {1, 3, 4, 5, 6}) {
    const golden::StageGraph graph = random_graph(seed);
    for (const auto& stage : graph.stages) converters += stage.layer < 0 ? 1 : 0;
    const ScratchFolder project;
    hls::write_hls_project(graph, project.path(), {});
    build_csim(project.path());
    const auto words = golden_words(graph, 4, seed);
    write_vectors(graph, words, project.path());
    const ProcessResult run = run_csim(project.path());
    INFO("seed " << seed << ": " << run.output);
    REQUIRE(run.exit_code == 0);
    std::int64_t expected = 0;
    for (const auto& stream : graph.streams)
      if (stream.producer != golden::kOutside) expected += words.at(stream.name).count();
    const golden::Stream& last = graph.streams[static_cast<std::size_t>(graph.output_streams().front())];
    expected += words.at(last.name).count();  // stage by stage, then the top
    CHECK(run.output.find(std::to_string(expected) + " words compared, 0 mismatches") != std::string::npos);
  }
  CHECK(converters >= 3);
}

TEST_CASE("the C simulation of random convolutions gives golden's words on every stream", "[hls][codegen]") {
  std::set<std::string> covered;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const golden::StageGraph graph = random_picture_graph(seed);
    const std::set<std::string> features = features_of(graph);
    if (std::includes(covered.begin(), covered.end(), features.begin(), features.end())) continue;
    covered.insert(features.begin(), features.end());
    const ScratchFolder project;
    hls::write_hls_project(graph, project.path(), {});
    build_csim(project.path());
    write_vectors(graph, golden_words(graph, 3, seed), project.path());
    const ProcessResult run = run_csim(project.path());
    INFO("seed " << seed << ": " << run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.output.find(" 0 mismatches") != std::string::npos);
  }
  CHECK(covered ==
        std::set<std::string>{"MMV", "VVAU", "depthwise groups", "dilation", "external weights", "label select"});
}

TEST_CASE("the C simulation of both LFC networks gives golden's words on every stream", "[hls][codegen]") {
  for (const char* name : {"lfc-w1a1", "lfc-w1a2"}) {
    const auto builtin = golden::make_builtin(name);
    const golden::StageGraph graph = golden::build_stage_graph(builtin.network, builtin.folding);
    const ScratchFolder project;
    hls::ProjectOptions options;
    options.standalone = true;
    hls::write_hls_project(graph, project.path(), options);
    build_csim(project.path());
    write_vectors(graph, golden_words(graph, 3, 7), project.path());
    const ProcessResult run = run_csim(project.path());
    INFO(name << ": " << run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.output.find("3 frames, " + std::to_string(graph.streams.size() - 1) + " streams") != std::string::npos);
  }
}

TEST_CASE("a wrong expected word ends the C simulation with 1 and is named with its stream, frame and stage",
          "[hls][codegen]") {
  const golden::StageGraph graph = random_graph(3);
  REQUIRE(graph.stages.size() >= 2);
  const ScratchFolder project;
  hls::write_hls_project(graph, project.path(), {});
  build_csim(project.path());
  auto words = golden_words(graph, 2, 5);
  const golden::Stage& stage = graph.stages[1];
  const golden::Stream& stream = graph.streams[static_cast<std::size_t>(stage.outputs[0])];
  const std::int64_t wrong = stream.words_per_frame();  // word 0 of frame 1
  words.at(stream.name).bytes[static_cast<std::size_t>(wrong * stream.word_bytes())] ^= 1;
  write_vectors(graph, words, project.path());
  const ProcessResult run = run_csim(project.path());
  INFO(run.output);
  CHECK(run.exit_code == 1);
  CHECK(run.output.find("stream " + stream.name + ", frame 1, word 0: " + stage.name + " wrote 0x") !=
        std::string::npos);

  SECTION("and a missing or ragged file with 2") {
    const auto input = project / "vectors" / (graph.streams.front().name + ".bin");
    write_text_file(input, read_text_file(input) + "x");
    CHECK((graph.streams.front().word_bytes() * graph.streams.front().words_per_frame() == 1 ||
           run_csim(project.path()).exit_code == 2));
    std::filesystem::remove(input);
    const ProcessResult missing = run_csim(project.path());
    CHECK(missing.exit_code == 2);
    CHECK(missing.output.find(graph.streams.front().name) != std::string::npos);
  }
}

TEST_CASE("a kind without HLS kernel is refused with the name of its stage", "[hls][codegen]") {
  golden::StageGraph graph = random_graph(1);
  graph.stages.front().kind = golden::Lookup{};
  const ScratchFolder folder;
  try {
    hls::write_hls_project(graph, folder / "project", {});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code == "no-hls");
    CHECK(error.what_text.find(graph.stages.front().name) != std::string::npos);
    CHECK(error.what_text.find(golden::Lookup::op_type) != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "project"));
}

TEST_CASE("an MVAU whose accumulator needs more than 32 bits is refused", "[hls][codegen]") {
  golden::StageGraph graph = random_graph(1);
  std::get<golden::Mvau>(graph.stages.front().kind).accumulator = DataType::uint(32);
  const ScratchFolder folder;
  CHECK_THROWS_AS(hls::write_hls_project(graph, folder / "project", {}), Error);
}

TEST_CASE("stage names that C++ or SystemVerilog cannot hold are refused", "[hls][codegen]") {
  const ScratchFolder folder;
  for (const char* name : {"MVAU 0", "0_MVAU", "", "a/b", "output", "wire", "weir_top", "fifo_3", "a__b"}) {
    INFO(name);
    CHECK_THROWS_AS(hls::write_hls_project(named_stage(name), folder / "project", {}), Errors);
  }
  CHECK_NOTHROW(hls::write_hls_project(named_stage("outputs"), folder / "project", {}));
}

TEST_CASE("constants carry the prefix 0x and wide sources raise the vendor's width limit", "[hls][codegen]") {
  const auto builtin = golden::make_builtin("lfc-w1a1");
  const ScratchFolder project;
  hls::write_hls_project(golden::build_stage_graph(builtin.network, builtin.folding), project.path(), {});
  // Without prefix, digits that begin with 0b or 0d are read in another base by the vendor's header.
  const std::string params = read_text_file(project / "src/MVAU_0.params.h");
  CHECK(count_of(params, "(\"0x") == 416 + 32);
  CHECK(count_of(params, "(\"") == 416 + 32);
  const std::string source = read_text_file(project / "src/MVAU_0.cpp");
  CHECK(source.find("#define AP_INT_MAX_W 2048") < source.find("#include"));
  CHECK(read_text_file(project / "src/MVAU_3.cpp").find("AP_INT_MAX_W") == std::string::npos);
}

TEST_CASE("the top declares every inner FIFO with its depth", "[hls][codegen]") {
  const auto builtin = golden::make_builtin("lfc-w1a1");
  const golden::StageGraph graph = golden::build_stage_graph(builtin.network, builtin.folding);
  const ScratchFolder project;
  hls::write_hls_project(graph, project.path(), {});
  const std::string top = read_text_file(project / "weir_top.cpp");
  CHECK(top.find("#pragma HLS DATAFLOW") != std::string::npos);
  CHECK(count_of(top, "#pragma HLS STREAM variable=fifo_") == graph.streams.size() - 2);
  CHECK(top.find("(\"inter1\");\n#pragma HLS STREAM variable=fifo_2 depth=8\n") != std::string::npos);
  CHECK(count_of(top, "#pragma HLS INTERFACE axis port=") == 2);
}

TEST_CASE("a standalone project holds the kernel library and names no folder outside", "[hls][codegen]") {
  const ScratchFolder project;
  hls::ProjectOptions options;
  options.standalone = true;
  hls::write_hls_project(random_graph(3), project.path(), options);
  const auto resources = hls::hls_resources();
  CHECK(read_text_file(project / "kernels/mvau.hpp") == read_text_file(resources.kernels() / "mvau.hpp"));
  CHECK(read_text_file(project / "include/ap_int.h") == read_text_file(resources.include() / "ap_int.h"));
  for (const char* file :
       {"csim/CMakeLists.txt", "vitis_hls.tcl", "vivado_bitfile.tcl", "vpp_xclbin.sh", "README.md"}) {
    INFO(file);
    CHECK(read_text_file(project / file).find(resources.root.string()) == std::string::npos);
  }
  CHECK(run_process({"sh", "-n", (project / "vpp_xclbin.sh").string()}).exit_code == 0);
}

TEST_CASE("the vendor scripts take part and clock from the options", "[hls][codegen]") {
  const ScratchFolder project;
  hls::ProjectOptions options;
  options.part = "xczu3eg-sbva484-1-e";
  options.clk_ns = 3.25;
  hls::write_hls_project(random_graph(1), project.path(), options);
  for (const char* file : {"vitis_hls.tcl", "vivado_bitfile.tcl"}) {
    const std::string script = read_text_file(project / file);
    CHECK(script.find("set default_part {xczu3eg-sbva484-1-e}\nset default_period 3.25\n") != std::string::npos);
    CHECK(count_of(script, "{") == count_of(script, "}"));
    CHECK(count_of(script, "[") == count_of(script, "]"));
  }
}

TEST_CASE("words that Vitis HLS does not take are named with a folding that helps", "[hls][codegen]") {
  auto builtin = golden::make_builtin("lfc-w1a1");
  CHECK(hls::words_too_wide(golden::build_stage_graph(builtin.network, builtin.folding)).empty());
  builtin.folding.layers.at("MVAU_0").PE = 1024;
  builtin.folding.layers.at("MVAU_0").SIMD = 64;
  const auto found = hls::words_too_wide(golden::build_stage_graph(builtin.network, builtin.folding));
  REQUIRE(found.size() == 1);  // 1024 * 64 weights of one bit
  CHECK(found.front().code == "word-too-wide");
  CHECK(found.front().what_text.find("stage MVAU_0") != std::string::npos);
  CHECK(found.front().what_text.find("65536 bits") != std::string::npos);
  CHECK(found.front().hint.find("32768: MVAU_0 with PE 512 or SIMD 32") != std::string::npos);
}
