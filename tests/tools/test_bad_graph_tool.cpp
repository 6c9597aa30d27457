/// Does weir simulate refuse graphs that cannot run with exit code 2 and the name of what is wrong? (Deadlocks, which
/// end with 1: test_batch_tool.cpp.)
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/process.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/network/bundle.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using weir::ProcessResult;
using weir::golden::Network;
using weir::test::ScratchFolder;

ProcessResult simulate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {weir::test::binary_folder() / "weir", "simulate"});
  arguments.insert(arguments.end(), {"--engine", "maxplus", "--quiet"});
  return weir::run_process(arguments);
}

/// lfc-w1a1 as a bundle, after `change` has spoiled it.
template <class Change>
ProcessResult simulate_changed(Change&& change) {
  const ScratchFolder scratch;
  const weir::golden::FoldedNetwork made = weir::golden::make_builtin("lfc-w1a1");
  Network network = *made.network;
  change(network);
  weir::golden::write_bundle(scratch / "net.h5", network, made.folding);
  return simulate({(scratch / "net.h5").string()});
}

void require_refused(const ProcessResult& result, const std::string& named) {
  INFO(result.output);
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[") == 0);
  CHECK(result.output.find(named) != std::string::npos);
}

}  // namespace

TEST_CASE("a network with a dangling stream is refused with the stream named") {
  require_refused(simulate_changed([](Network& n) {
                    n.streams.push_back({"loose", weir::DataType::binary(), {64}});
                  }),
                  "loose");
}

TEST_CASE("a network whose rates do not balance is refused with the stage named") {
  require_refused(simulate_changed([](Network& n) { n.streams[2].shape = {512}; }), "MVAU_");
}

TEST_CASE("a network whose streams form a circle is refused with the stage named") {
  require_refused(simulate_changed([](Network& n) { n.layers[1].inputs = n.layers[1].outputs; }), "MVAU_1");
}

TEST_CASE("an illegal FIFO depth is refused with the FIFO and the line") {
  const ScratchFolder scratch;
  std::ofstream(scratch / "folding.json") << "{\n  \"StreamingFIFO_1\": {\"depth\": 0}\n}\n";
  const auto result = simulate({"lfc-w1a1", "--folding", (scratch / "folding.json").string()});
  require_refused(result, "StreamingFIFO_1 has depth 0");
  CHECK(result.output.find("folding.json:2") != std::string::npos);
}
