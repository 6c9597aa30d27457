/// Does `weir explore` lose nothing that is finished: killed, on a full disk, and given again?
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "golden/base/file.hpp"
#include "golden/base/temporary_folder.hpp"
#include "tests/full_disk.hpp"
#include "tests/tools/tool.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;
using Words = std::vector<std::string>;

/// Around the network's own folding, where a point takes some hundredths of a second.
Words command_in(const fs::path& folder, const Words& more = {}) {
  fs::create_directories(folder);
  weir::write_text_file(folder / "space.yaml", "around: 2\n");
  Words words{"explore", "lfc-w1a1",     "--points", "40", "--space", (folder / "space.yaml").string(),
              "-o",      folder.string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Points in a store that nobody has open; -1 if it cannot be read.
int points_in(const fs::path& file) {
  sqlite3* database = nullptr;
  int points = -1;
  const auto take = [](void* into, int, char** values, char**) {
    *static_cast<int*>(into) = std::stoi(values[0]);
    return 0;
  };
  if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK)
    sqlite3_exec(database, "SELECT count(*) FROM points", take, &points, nullptr);
  sqlite3_close(database);
  return points;
}

/// "points     48 of 48 foldings: 30 computed, 18 from the store" -> {30, 18}.
std::pair<int, int> computed_and_reused(const std::string& output) {
  const std::size_t line = output.find("\npoints "), colon = output.find(": ", line);
  std::pair<int, int> counts{-1, -1};
  std::sscanf(output.c_str() + colon, ": %d computed, %d from the store", &counts.first, &counts.second);
  return counts;
}

std::string result_in(const fs::path& folder) { return weir::read_text_file(folder / "exploration.json"); }

}  // namespace

TEST_CASE("killed at any time the same command goes on, and computes only what was not finished") {
  const weir::TemporaryFolder scratch("weir-explore");
  const fs::path whole = scratch.path() / "whole", killed = scratch.path() / "killed";
  const Ended undisturbed = run_tool(command_in(whole));
  REQUIRE(undisturbed.exit_code == 0);
  const int all = points_in(whole / "points.sqlite");
  REQUIRE(all > 10);
  int before = 0, kills = 0;
  for (; kills < 6; ++kills) {
    Tool tool(command_in(killed));
    std::this_thread::sleep_for(std::chrono::milliseconds(60 + 40 * kills));
    tool.send(SIGKILL);
    tool.wait();
    const int now = fs::exists(killed / "points.sqlite") ? points_in(killed / "points.sqlite") : 0;
    CHECK((now >= before || before == 0));  // nothing finished was lost; a store may not have its table yet
    before = std::max(before, now);
  }
  const Ended last = run_tool(command_in(killed));
  CHECK(last.exit_code == 0);
  const auto [computed, reused] = computed_and_reused(last.output);
  CHECK(reused == before);
  CHECK(computed == all - before);
  CHECK(points_in(killed / "points.sqlite") == all);
  CHECK(result_in(killed) == result_in(whole));
  CHECK(computed_and_reused(run_tool(command_in(killed)).output) == std::pair(0, all));
}

TEST_CASE("a full disk ends it with one message, and what was finished is used again") {
  const weir::TemporaryFolder scratch("weir-explore");
  const fs::path whole = scratch.path() / "whole", full = scratch.path() / "full";
  REQUIRE(run_tool(command_in(whole)).exit_code == 0);
  const int all = points_in(whole / "points.sqlite");
  {
    const FileSizeLimit limit(64 * 1024);
    const Ended ended = run_tool(command_in(full));
    INFO(ended.errors);
    CHECK(ended.exit_code == 2);
    CHECK(ended.errors.find("error[store-unwritable]") != std::string::npos);
    CHECK(ended.errors.find("points.sqlite") != std::string::npos);
  }
  const int kept = points_in(full / "points.sqlite");
  CHECK(kept > 0);
  CHECK(kept < all);
  const Ended again = run_tool(command_in(full));
  CHECK(again.exit_code == 0);
  CHECK(computed_and_reused(again.output) == std::pair(all - kept, kept));
  CHECK(result_in(full) == result_in(whole));
}

TEST_CASE("the points of the front run as they were told") {
  const weir::TemporaryFolder scratch("weir-explore");
  REQUIRE(run_tool(command_in(scratch.path())).exit_code == 0);
  const auto found = nlohmann::ordered_json::parse(result_in(scratch.path()));
  REQUIRE(found.at("front").size() > 2);
  for (const auto& point : found.at("front")) {
    const std::string key = point.at("id").get<std::string>().substr(0, 16);
    INFO(point.at("command").get<std::string>());
    CHECK(point.at("command") == "weir simulate lfc-w1a1 --folding foldings/" + key + ".json --profile weir");
    const Ended run =
        run_tool({"simulate", "lfc-w1a1", "--folding", (scratch.path() / "foldings" / (key + ".json")).string(),
                  "--profile", "weir", "--engine", "systemc", "--frames", "8", "--json"});
    REQUIRE(run.exit_code == 0);
    const auto simulated = nlohmann::ordered_json::parse(run.output);
    CHECK(simulated.at("interval_cycles").get<double>() == point.at("interval_cycles").get<double>());
    CHECK(simulated.at("latency_cycles").get<double>() == point.at("latency_cycles").get<double>());
  }
}

TEST_CASE("without Dask threads of one process find the same, and a line says how to scale") {
  const weir::TemporaryFolder scratch("weir-explore");
  const fs::path own = scratch.path() / "own", threads = scratch.path() / "threads";
  const Ended alone = run_tool(command_in(own));
  CHECK(alone.errors.find("--scheduler") != std::string::npos);
  ToolOptions options;
  options.environment["WEIR_PYTHON"] = "/nonexistent/python3";
  const Ended without = run_tool(command_in(threads, {"--workers", "2"}), options);
  CHECK(without.exit_code == 0);
  CHECK(without.errors.find("python3-distributed") != std::string::npos);
  CHECK(result_in(threads) == result_in(own));
  CHECK(weir::read_text_file(threads / "points.csv") == weir::read_text_file(own / "points.csv"));
  const Ended refused = run_tool(command_in(scratch.path() / "no", {"--scheduler", "tcp://127.0.0.1:1"}), options);
  CHECK(refused.exit_code == 2);
  CHECK(refused.errors.find("error[program-missing]") != std::string::npos);
}

TEST_CASE("a target that nothing reaches is a finding, and no front is invented") {
  const weir::TemporaryFolder scratch("weir-explore");
  const Ended none = run_tool(command_in(scratch.path(), {"--target-fps", "50000000"}));
  CHECK(none.exit_code == 1);
  CHECK(nlohmann::ordered_json::parse(result_in(scratch.path())).at("front").empty());
}
