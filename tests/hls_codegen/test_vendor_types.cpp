/// Do the generated sources compile unchanged against the vendor's own ap_int.h, with the same words? Needs a folder
/// with that header (Vitis HLS' include/, or the open release of the types): $AP_TYPES_DIR.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "hls/codegen/project.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"
#include "tests/hls_codegen/random_layers.hpp"

using namespace weir;
using namespace weir::test;

TEST_CASE("the C simulation with the vendor's types gives golden's words on every stream", "[hls][codegen]") {
  const char* types = std::getenv("AP_TYPES_DIR");
  if (types == nullptr) {
    std::cout << "skipped: AP_TYPES_DIR, the folder of the vendor's ap_int.h, is not set\n";
    return;
  }
  std::vector<golden::StageGraph> graphs;
  graphs.push_back(random_graph(1));
  for (const std::uint64_t seed : {1, 3}) graphs.push_back(random_picture_graph(seed));
  for (const std::uint64_t seed : {199, 243}) graphs.push_back(random_residual_graph(seed));
  for (const auto& graph : graphs) {
    const ScratchFolder project;
    hls::write_hls_project(graph, project.path(), {});
    build_csim(project.path(), {std::string("-DAP_TYPES_DIR=") + types, "-DCMAKE_CXX_COMPILER=g++"});
    write_vectors(graph, golden_words(graph, 2, 1), project.path());
    const ProcessResult run = run_csim(project.path());
    INFO(graph.name << ": " << run.output);
    CHECK(run.exit_code == 0);
    CHECK(run.output.find(" 0 mismatches") != std::string::npos);
  }
}
