/// Does kill -9 at any moment of a long command leave nothing under a final name that is not whole, and nothing that
/// the same command does not put right?
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/tools/own_cache.hpp"
#include "tests/tools/tool.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;

using Words = std::vector<std::string>;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct Long {
  std::string name;
  Words command;               ///< without its outputs
  std::vector<Words> outputs;  ///< option and file or folder, below the scratch folder
  bool uses_cache = false;
};

std::vector<Long> long_commands() {
  return {
      {"golden", {"golden", "lfc-w1a1", "--random", "20000"}, {{"-o", "out.h5"}}},
      {"fifo", {"fifo", "cnv-w1a1"}, {{"-o", "depths.json"}}},
      {"fifo with a front", {"fifo", "lfc-w1a1"}, {{"--pareto", "front.csv"}, {"-o", "depths.json"}}},
      {"simulate", {"simulate", "cnv-w1a1", "--engine", "systemc"}, {{"-o", "sim"}}},
      {"simulate with RTL", {"simulate", "mlp-unsw-nb15-w2a2"}, {{"-o", "sim"}}, true},
      {"cosim",
       {"cosim", "lfc-w1a1", "--stage", "StreamingDataWidthConverter_0", "--random", "200"},
       {{"-o", "cosim"}, {"--waves", "w.fst"}},
       true},
  };
}

/// In `place`, which holds the cache as well.
ToolOptions options_in(const fs::path& place) {
  ToolOptions options;
  options.environment["WEIR_CACHE"] = (place / "cache").string();
  return options;
}

Words words_of(const Long& each, const fs::path& place) {
  Words words = each.command;
  for (const Words& output : each.outputs) words.insert(words.end(), {output[0], (place / output[1]).string()});
  return words;
}

/// All below `place` but the cache.
Words results_in(const fs::path& place) {
  Words names = files_below(place);
  std::erase_if(names, [](const std::string& name) { return name.starts_with("cache/"); });
  return names;
}

/// What must be the same in every run: text without measured times, arrays of HDF5.
std::string essence(const fs::path& file) {
  if (file.extension() == ".h5") {
    std::string all;
    const auto hdf5 = weir::Hdf5File::open(file);
    for (const char* array : {"/outputs", "/predictions"})
      for (const std::int32_t value : hdf5.read<std::int32_t>(array)) all += std::to_string(value) + " ";
    return all;
  }
  if (file.filename() == "rtlsim_performance.json") {
    Json json = Json::parse(weir::read_text_file(file));
    for (auto item = json.begin(); item != json.end();)
      item = item.key().find("RUNTIME") != std::string::npos ? json.erase(item) : std::next(item);
    return json.dump();
  }
  if (file.extension() == ".fst") return std::to_string(fs::file_size(file) > 0);  // compressed, with a date
  return weir::read_text_file(file);
}

void require_whole(const fs::path& place, const fs::path& whole) {
  for (const std::string& name : results_in(place)) {
    if (name.find(".tmp") != std::string::npos) continue;
    INFO(name);
    REQUIRE(fs::exists(whole / name));
    CHECK(essence(place / name) == essence(whole / name));
  }
}

}  // namespace

TEST_CASE(
    "after kill -9 in the midst of golden, fifo, simulate or cosim the same command does all that it always does") {
  for (const Long& each : long_commands()) {
    INFO(each.name);
    const ScratchFolder scratch;
    const fs::path whole = scratch / "whole", killed = scratch / "killed";
    for (const fs::path& place : {whole, killed}) {
      fs::create_directory(place);
      if (each.uses_cache) warm(place / "cache");
    }
    const auto start = Clock::now();
    const Ended undisturbed = run_tool(words_of(each, whole), options_in(whole));
    const auto duration = Clock::now() - start;
    INFO(undisturbed.errors);
    REQUIRE(undisturbed.exit_code == 0);
    REQUIRE_FALSE(results_in(whole).empty());
    int hits = 0;
    // Upwards, for what one run has put into the cache shortens the next.
    for (const int percent : {5, 20, 45, 70, 90, 98}) {
      INFO("after " << percent << " %");
      Tool tool(words_of(each, killed), options_in(killed));
      std::this_thread::sleep_for(duration * percent / 100);
      tool.send(SIGKILL);
      hits += tool.wait().signal == SIGKILL ? 1 : 0;
      CHECK(is_left_alone(killed));
      require_whole(killed, whole);
      for (const Words& output : each.outputs) fs::remove_all(killed / output[1]);  // or the next proves nothing
    }
    CHECK(hits >= 2);
    const Ended again = run_tool(words_of(each, killed), options_in(killed));
    INFO(again.errors);
    CHECK(again.exit_code == 0);
    CHECK(results_in(killed) == results_in(whole));
    require_whole(killed, whole);
    CHECK(unfinished_below(killed).empty());
  }
}
