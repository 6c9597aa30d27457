/// Does `weir fifo` honour what is known about the part, the vendor's FIFOs and the world around the network?
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "golden/base/process.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/network/bundle.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

using nlohmann::json;
using weir::test::ScratchFolder;

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

json answer_of(std::vector<std::string> arguments, int exit_code = 0) {
  arguments.insert(arguments.end(), {"--json", "--quiet"});
  const auto result = weir_tool(std::move(arguments));
  INFO(result.output);
  REQUIRE(result.exit_code == exit_code);
  return json::parse(result.output);
}

json file_of(const std::string& path) {
  std::ifstream file(path);
  return json::parse(file);
}

void require_refused(std::vector<std::string> arguments, const std::string& code, const std::string& named = "") {
  arguments.push_back("--quiet");
  const auto result = weir_tool(std::move(arguments));
  INFO(result.output);
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[" + code + "]") == 0);
  CHECK(result.output.find(named) != std::string::npos);
}

}  // namespace

TEST_CASE("FIFOs of FINN's vendor IP are rounded up to powers of two, those at the edge are not", "[sizing][tool]") {
  const json answer =
      answer_of({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-v0.10", "--method", "largefifo", "--power-of-two"});
  // The published depths 3072 3644 900 2 350 ... 256 2 657 ... 574: five are above 256 and not at the edge.
  const std::vector<std::pair<std::size_t, int>> known{{0, 3072}, {1, 4096},  {2, 1024}, {3, 2},    {4, 512},
                                                       {10, 256}, {12, 1024}, {13, 71},  {23, 1024}};
  for (const auto& [fifo, depth] : known) CHECK(answer["fifos"][fifo]["depth"] == depth);
  CHECK(answer["fifos"][0]["bram18"] == 0);
  CHECK(answer["fifos"][1]["bram18"] == 2);  // 4096 words of 8 bits
}

TEST_CASE("FINN dev's throttled sizing gives the bits that a model of it gave, whatever the frames", "[sizing][tool]") {
  const json answer =
      answer_of({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-v0.10", "--method", "largefifo", "--finn-dev"});
  // An independent model: 185,018 bits, with 16 bits per word in the last FIFO of 2 words, which here has 10.
  CHECK(answer["bits"] == 185018 - 2 * (16 - 10));
  CHECK(answer["interval_cycles"] == 147462);
}

TEST_CASE("FINN 0.9 takes FIFOs of two words away, and its file names the others alone", "[sizing][tool]") {
  const ScratchFolder scratch;
  const std::string file = (scratch / "config.json").string();
  const json answer =
      answer_of({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-0.9", "--method", "largefifo", "-o", file});
  const json written = file_of(file);
  int away = 0;
  for (std::size_t k = 0; k < answer["fifos"].size(); ++k) {
    INFO(k);
    const json& fifo = answer["fifos"][k];
    const std::string node = "StreamingFIFO_rtl_" + std::to_string(k);
    CHECK((fifo["depth"] == 0 || fifo["depth"] > 2));
    CHECK(written.contains(node) == (fifo["depth"] != 0));
    if (fifo["depth"] == 0) ++away;
    if (written.contains(node)) CHECK(written[node]["depth"] == fifo["depth"]);
  }
  CHECK(away > 10);  // of the published 28 depths of FINN 0.10 15 are 2
  CHECK(answer["interval_cycles"] > 0);
}

TEST_CASE("a release's rules size the hardware of FINN alone, and know their releases", "[sizing][tool]") {
  const std::vector<std::string> cnv{"fifo", "cnv-finn-1w1a-core", "--profile", "finn-0.10"};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = cnv;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  const json dev = answer_of(with({"--method", "largefifo", "--release", "1.0"}));
  CHECK(dev["bits"] == 185018 - 2 * (16 - 10));  // as with --finn-dev
  require_refused(with({"--method", "largefifo", "--release", "0.11"}), "usage", "0.11");
  require_refused(with({"--release", "0.9"}), "usage", "largefifo");
  require_refused(with({"--method", "largefifo", "--release", "1.0", "--finn-dev"}), "usage", "finn-dev");
  require_refused({"fifo", "lfc-w1a1", "--profile", "weir", "--method", "largefifo", "--release", "0.9"}, "usage",
                  "profile weir");
}

TEST_CASE("FINN's CNV keeps its published interval for ever in a hundredth of the published bits", "[sizing][tool]") {
  // Published: 320,628 bits, 20 RAMB18, first frame 366,924. Interval: 147,456 iterations and a gap of 2 + 4 cycles.
  const json throughput = answer_of({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-v0.10"});
  CHECK(throughput["bits"] <= 4322);
  CHECK(throughput["bram18"] <= 1);
  CHECK(throughput["interval_cycles"] == 147462);
  CHECK(throughput["periodic_from_frame"] > 0);
  const json latency = answer_of({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-v0.10", "--objective", "latency"});
  CHECK(latency["latency_cycles"] <= 366928);
  CHECK(latency["interval_cycles"] == 147462);
  CHECK(latency["periodic_from_frame"] > 0);
}

TEST_CASE("on a part every FIFO gets a memory of FINN's names, and the file says which", "[sizing][tool]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json";
  const json answer = answer_of({"fifo", "lfc-w1a1", "--part", "zcu104", "-o", file});
  CHECK(answer["part"]["part"] == "xczu7ev");
  CHECK(answer["part"]["fits"] == true);
  CHECK(answer["part"]["proven"] == true);
  // 0.8 of 624 blocks and of 96 URAM, 0.7 of 101,760 LUTs that can be memory.
  CHECK(answer["part"]["usable"] == json({{"lut", 71232}, {"bram18", 499}, {"uram", 76}}));
  for (const std::string kind : {"lut", "bram18", "uram"})
    CHECK(answer["part"]["use"][kind] <= answer["part"]["budget"][kind]);
  const json written = file_of(file);
  for (std::size_t i = 0; i < answer["fifos"].size(); ++i) {
    const json& node = written["StreamingFIFO_" + std::to_string(i)];
    const std::string style = answer["fifos"][i]["ram_style"];
    CHECK(node["ram_style"] == style);
    CHECK(node["impl_style"] == (style == "distributed" ? "rtl" : "vivado"));
    CHECK(node["depth"] == answer["fifos"][i]["depth"]);
  }
  // The file is one that the other commands read.
  CHECK(answer_of({"simulate", "lfc-w1a1", "--folding", file, "--engine", "maxplus"})["interval_cycles"] == 512);
}

TEST_CASE("a part that cannot hold the FIFOs is a finding, with what is left and what is wanted", "[sizing][tool]") {
  // FINN's estimates of its layers exceed 0.7 of the 53,200 LUTs, so that not even pointers have room.
  const json answer = answer_of({"fifo", "lfc-w1a1", "--part", "pynq-z1", "--systemc-stalls", "0"}, 1);
  CHECK(answer["part"]["layers"]["lut"] > 37240);
  CHECK(answer["part"]["layers_exceed_part"] == true);
  CHECK(answer["part"]["budget"]["lut"] == 0);
  CHECK(answer["part"]["fits"] == false);
  CHECK(answer["part"]["proven"] == true);
}

TEST_CASE("bursts of the input and DMA stalls count in weir simulate, alike in both engines", "[sizing][tool][pace]") {
  for (const std::vector<std::string>& world : {std::vector<std::string>{"--input-pattern", "4x1,100x0"},
                                                {"--dma-stall", "3:50"},
                                                {"--dma-stall", "3:50:random", "--seed", "7"},
                                                {"--input-pattern", "memIn=4x1,100x0", "--dma-stall", "3:50"}}) {
    INFO(world[0] << " " << world[1]);
    json runs[2];
    for (const bool is_systemc : {false, true}) {
      std::vector<std::string> arguments{"simulate", "lfc-w1a1", "--engine", is_systemc ? "systemc" : "maxplus"};
      arguments.insert(arguments.end(), world.begin(), world.end());
      runs[is_systemc ? 1 : 0] = answer_of(arguments);
    }
    for (const std::string key : {"cycles", "latency_cycles", "interval_cycles"}) CHECK(runs[0][key] == runs[1][key]);
    for (std::size_t s = 0; s < runs[0]["stages"].size(); ++s)
      CHECK(runs[0]["stages"][s]["starved"] == runs[1]["stages"][s]["starved"]);
  }
}

TEST_CASE("sizes for a bursty input keep its interval, and no frame count changes them", "[sizing][tool][pace]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json", pattern = scratch / "pattern.txt";
  std::ofstream(pattern) << "4x1\n150x0\n";
  const json even = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "0"});
  const json bursty = answer_of({"fifo", "lfc-w1a1", "--input-pattern", pattern, "-o", file});
  // 13 words in runs of 4: 13 + 4 * 150 cycles, more than the 512 of the slowest layer.
  CHECK(even["interval_cycles"] == 512);
  CHECK(bursty["unlimited_interval_cycles"] == 13 + 4 * 150);
  CHECK(bursty["interval_cycles"] == 13 + 4 * 150);
  CHECK(bursty["systemc_same_cycles"] == true);
  CHECK(bursty["systemc_deadlocks"] == 0);
  for (const std::string frames : {"8", "40"}) {
    const json run = answer_of({"simulate", "lfc-w1a1", "--folding", file, "--engine", "maxplus", "--frames", frames,
                                "--input-pattern", pattern, "--every-frame"});
    CHECK(run["interval_cycles"] == 13 + 4 * 150);
  }
  // A source that never pauses for long asks for no more memory than one that never pauses.
  const json again = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "2"});
  for (std::size_t i = 0; i < even["fifos"].size(); ++i) CHECK(even["fifos"][i]["depth"] == again["fifos"][i]["depth"]);
}

TEST_CASE("the chosen depths are run in the Verilated RTL, free and stalled", "[sizing][tool][rtl]") {
  const json answer = answer_of({"fifo", "lfc-w1a1", "--verify-rtl", "--systemc-stalls", "1"});
  const json& rtl = answer["rtl"];
  CHECK(rtl["runs"] == 2);
  CHECK(rtl["mismatches"] == 0);
  CHECK(rtl["cycle_differences"] == 0);
  CHECK(rtl["deadlocks"] == 0);
  CHECK(rtl["interval_cycles"] == 512);
  CHECK(rtl["latency_cycles"] == answer["latency_cycles"]);
  CHECK(rtl["words_compared"] > 0);
}

TEST_CASE("the report compares with the depths that came with the network", "[sizing][tool]") {
  const json answer = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "0"});
  CHECK(answer["before"]["interval_cycles"] == 724);  // the published depths
  CHECK(answer["before"]["bits"].get<int>() > 0);
  CHECK(answer["before"]["deadlock_cycle"].is_null());
  for (const json& fifo : answer["fifos"]) CHECK_FALSE(fifo["reason"].get<std::string>().empty());
}

TEST_CASE("options of weir fifo that make no sense are refused with what is legal", "[sizing][tool]") {
  require_refused({"fifo", "lfc-w1a1", "--part", "xc9z999"}, "unknown-part", "xc7z020");
  require_refused({"fifo", "lfc-w1a1", "--input-pattern", "5y1"}, "input-pattern", "5y1");
  require_refused({"fifo", "lfc-w1a1", "--input-pattern", "5x3"}, "input-pattern", "5x3");
  require_refused({"fifo", "lfc-w1a1", "--input-pattern", "other=5x1"}, "unknown-stream", "memIn");
  require_refused({"fifo", "lfc-w1a1", "--dma-stall", "5"}, "dma-stall", "WORDS:CYCLES");
  require_refused({"fifo", "lfc-w1a1", "--finn-dev"}, "usage", "largefifo");
  require_refused({"fifo", "lfc-w1a1", "--finn-dev", "--method", "largefifo", "--dma-stall", "5:5"}, "usage");
  require_refused({"fifo", "lfc-w1a1", "--profile", "finn-hlslib-2020", "--verify-rtl"}, "no-rtl", "weir");
  require_refused({"fifo", "lfc-w1a1", "--verify-rtl", "--dma-stall", "5:5"}, "usage");
  require_refused({"fifo", "lfc-w1a1", "--margin", "-5"}, "usage");
  require_refused({"simulate", "lfc-w1a1", "--memory", "--profile", "finn-hlslib-2020", "--dma-stall", "5:5"}, "usage");
}

TEST_CASE("no depth helps, or more memory does: told apart, with the reason", "[sizing][tool]") {
  const ScratchFolder scratch;
  const auto spoiled = [&](const auto& change) {
    const weir::golden::FoldedNetwork made = weir::golden::make_builtin("lfc-w1a1");
    weir::golden::Network network = *made.network;
    change(network);
    weir::golden::write_bundle(scratch / "net.h5", network, made.folding);
    return scratch / "net.h5";
  };
  const std::string circle = spoiled([](auto& n) { n.layers[1].inputs = n.layers[1].outputs; });
  require_refused({"fifo", circle}, "network-order", "MVAU_1 reads stream inter1");
  require_refused({"fifo", circle}, "network-order", "deadlocked at any FIFO depth");
  const std::string unbalanced = spoiled([](auto& n) { n.streams[2].shape = {512}; });
  require_refused({"fifo", unbalanced}, "network-shape", "no FIFO depth makes up for that");
  // Too little memory: the answer has more, and says what the given depths lacked.
  const json answer = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "0"});
  CHECK(answer["before"]["interval_cycles"] == 724);
  CHECK(answer["interval_cycles"] == 512);
  CHECK(answer["fifos"][1]["why"] == "with 28 words: interval 523 cycles");
}

TEST_CASE("a margin in words is added to every FIFO", "[sizing][tool]") {
  const json answer = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "0"});
  const json wider = answer_of({"fifo", "lfc-w1a1", "--systemc-stalls", "0", "--margin-words", "3", "--margin", "50"});
  for (std::size_t i = 0; i < answer["fifos"].size(); ++i) {
    const int depth = answer["fifos"][i]["depth"];
    CHECK(wider["fifos"][i]["depth"] == depth + 3 + (depth + 1) / 2);
  }
  CHECK(wider["proven_minimal"] == false);
}
