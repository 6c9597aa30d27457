/// Is the front what brute force finds, the same for any number of threads and any order of answers, and is nothing
/// computed twice?
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "golden/base/divisors.hpp"
#include "golden/base/temporary_folder.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/builtin/random_parameters.hpp"
#include "golden/finn/report.hpp"
#include "systemc/engines/simulate.hpp"
#include "tools/explore/explorer.hpp"
#include "tools/explore/front.hpp"
#include "tools/flow/fifo_flow.hpp"
#include "tools/report/exploration_facts.hpp"
#include "tools/report/exploration_report.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::tools::explore;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Mvau matrix(std::int64_t MW, std::int64_t MH) {
  Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.num_input_vectors = {16};
  m.input = m.output = DataType::uint(2);
  m.weight = DataType::int_(2);
  m.levels = 3;
  return m;
}

/// Two matrix layers one behind the other.
FoldedNetwork two_layers() {
  auto network = std::make_shared<Network>();
  network->name = "two";
  network->streams = {{"in", DataType::uint(2), {16, 6}},
                      {"MVAU_0_out0", DataType::uint(2), {16, 4}},
                      {"MVAU_1_out0", DataType::uint(2), {16, 3}}};
  network->layers = {{"MVAU_0", matrix(6, 4), {"in"}, {"MVAU_0_out0"}, {}},
                     {"MVAU_1", matrix(4, 3), {"MVAU_0_out0"}, {"MVAU_1_out0"}, {}}};
  network->inputs = {"in"};
  network->outputs = {"MVAU_1_out0"};
  fill_random_parameters(*network, 1);
  return {network, {}};
}

struct Scratch {
  TemporaryFolder folder{"weir-explore"};
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name) << text;
    return folder.path() / name;
  }
};

ExploreRequest request_of(int points, const std::string& space = "") {
  ExploreRequest request;
  request.points = points;
  request.space = space;
  return request;
}

/// All of it, with `threads`.
std::string explored(const FoldedNetwork& base, const ExploreRequest& request, std::size_t threads,
                     Summary* summary = nullptr) {
  Explorer explorer(base, request, "test");
  explorer.run(threads, nullptr, {});
  if (summary != nullptr) *summary = explorer.summary();
  return tools::exploration_json(explorer, "NETWORK").dump();
}

using Point = std::vector<double>;

/// Interval by SystemC, memory and LUTs by FINN's whole report and the FIFOs of the search with its SystemC runs.
Point by_hand(const FoldedNetwork& base, const Folding& folding) {
  const StageGraph graph = build_stage_graph(base.network, folding);
  const Estimate estimate = estimate_network(*base.network, folding, {}, kDefaultPart, 10);
  double lut = 0, bram = 0, dsp = 0;
  const auto add = [&](const Resources& r) {
    lut += r.lut.value;
    bram += r.bram_18k.value;
    dsp += r.dsp.value;
  };
  for (const Resources& r : estimate.resources) add(r);
  for (const Stage& stage : graph.stages)
    if (stage.layer < 0) add(golden::estimate(std::get<Dwc>(stage.kind), HardwareNode{}, estimate.dsp));
  tools::FifoRequest request;
  request.profile = "weir";
  const timing::TimingGraph timing = make_sizing_graph(graph, request);
  const timing::FifoSizing sizing = size_network_fifos(graph, timing, request);
  timing::SimulationOptions options;
  options.frames = 8;
  const auto run = simulate_systemc(with_depths(timing, sizing.depths()), options);
  return {run.steady_interval_cycles, lut + static_cast<double>(sizing.cost.lut),
          bram + static_cast<double>(sizing.cost.bram18), dsp};
}

/// No other point is at least as good everywhere and better somewhere.
std::set<Point> undominated(const std::vector<Point>& points) {
  std::set<Point> front;
  for (const Point& p : points) {
    bool is_beaten = false;
    for (const Point& q : points) {
      bool is_worse = false, is_better = false;
      for (std::size_t i = 0; i < p.size(); ++i) {
        is_worse |= q[i] > p[i];
        is_better |= q[i] < p[i];
      }
      is_beaten |= is_better && !is_worse;
    }
    if (!is_beaten) front.insert(p);
  }
  return front;
}

Error refusal(const std::string& space) {
  const Scratch scratch;
  try {
    Explorer(two_layers(), request_of(10, scratch.write("space.yaml", space)), "test");
  } catch (const Error& error) {
    return error;
  } catch (const Errors& errors) {
    return errors.list().front();
  }
  return {"none", "nothing was refused"};
}

}  // namespace

TEST_CASE("the front of a small space is what brute force finds by other engines") {
  const Scratch scratch;
  const fs::path space = scratch.write("space.yaml", "layers:\n  \"*\": {ram_style: [auto], resType: [auto]}\n");
  const FoldedNetwork base = two_layers();
  std::vector<Point> points;
  for (const int pe0 : divisors(4))
    for (const int simd0 : divisors(6))
      for (const int pe1 : divisors(3))
        for (const int simd1 : divisors(4)) {
          Folding folding;
          folding.layers["MVAU_0"] = {pe0, simd0, 1, "auto"};
          folding.layers["MVAU_1"] = {pe1, simd1, 1, "auto"};
          points.push_back(by_hand(base, folding));
        }
  REQUIRE(points.size() == 3 * 4 * 2 * 3);
  Explorer explorer(base, request_of(100, space), "test");
  explorer.run(2, nullptr, {});
  CHECK(explorer.is_exhaustive());
  std::vector<Point> all;
  std::set<Point> front;
  for (const Row& row : explorer.rows()) {
    REQUIRE(row.has_result());
    CHECK(row.record.at("computed") == "proven");
    all.push_back(row.values);
    if (row.is_in_front) front.insert(row.values);
  }
  std::sort(all.begin(), all.end());
  std::sort(points.begin(), points.end());
  CHECK(all == points);
  CHECK(front == undominated(points));
  CHECK(front.size() > 3);
}

TEST_CASE("of equal points the first is in the front, and a point never beats itself") {
  CHECK(pareto_front({{1, 2}, {2, 1}, {1, 2}, {2, 2}}) == std::vector<std::size_t>{0, 1});
  CHECK(pareto_front({{3}}) == std::vector<std::size_t>{0});
  CHECK(pareto_front({}).empty());
}

TEST_CASE("one, two and four threads find the same, byte for byte") {
  const FoldedNetwork base = two_layers();
  const std::string one = explored(base, request_of(60), 1);
  CHECK(explored(base, request_of(60), 2) == one);
  CHECK(explored(base, request_of(60), 4) == one);
  ExploreRequest other = request_of(60);
  other.seed = 2;
  CHECK(explored(base, other, 2) != one);
}

TEST_CASE("answers in any order make the same") {
  const FoldedNetwork base = two_layers();
  Explorer backwards(base, request_of(40), "test");
  for (auto tasks = backwards.ask(); !tasks.empty(); tasks = backwards.ask())
    backwards.tell(tasks.back().key, evaluate(base, tasks.back().text, "test", nullptr), {});
  CHECK(tools::exploration_json(backwards, "NETWORK").dump() == explored(base, request_of(40), 1));
}

TEST_CASE("what a store has is not computed again, and more points go on from it") {
  const Scratch scratch;
  const FoldedNetwork base = two_layers();
  ExploreRequest request = request_of(40);
  request.store = scratch.folder.path() / "points.sqlite";
  Summary first, again, more;
  const std::string found = explored(base, request, 2, &first);
  CHECK(first.reused == 0);
  CHECK(first.computed < first.asked);  // memory styles alone ask for nothing new
  CHECK(explored(base, request, 2, &again) == found);
  CHECK(again.computed == 0);
  CHECK(again.reused == first.computed);
  request.objectives = {"throughput", "fifo"};
  (void)explored(base, request, 2, &more);
  CHECK(more.reused >= 1);  // the network's own folding at least
  CHECK(Store(request.store).count() == static_cast<std::int64_t>(first.computed + more.computed));
}

TEST_CASE("another profile is another task; another part or build is not") {
  const FoldedNetwork base = two_layers();
  std::set<std::string> keys;
  const auto add = [&](const ExploreRequest& request, const std::string& version) {
    Explorer explorer(base, request, version);
    keys.insert(explorer.ask().front().key);
  };
  ExploreRequest request = request_of(8);
  add(request, "1");
  add(request, "1");
  add(request, "2");
  request.part = "u250";
  add(request, "1");
  CHECK(keys.size() == 1);
  request.profiles = {"finn-hlslib-2020"};
  add(request, "1");
  CHECK(keys.size() == 2);
}

TEST_CASE("a store of another build is used, and its points say who computed them") {
  const Scratch scratch;
  const FoldedNetwork base = two_layers();
  ExploreRequest request = request_of(20);
  request.store = scratch.folder.path() / "points.sqlite";
  {
    Explorer older(base, request, "older");
    older.run(1, nullptr, {});
  }
  request.points = 40;
  Explorer newer(base, request, "newer");
  newer.run(1, nullptr, {});
  CHECK(newer.summary().reused > 0);
  CHECK(newer.summary().computed > 0);
  std::set<std::string> versions;
  for (const Row& row : newer.rows())
    if (row.has_result()) versions.insert(row.record.at("version"));
  CHECK(versions == std::set<std::string>{"newer", "older"});
}

TEST_CASE("a task of a build with other results is refused") {
  const FoldedNetwork base = two_layers();
  Explorer explorer(base, request_of(4), "test");
  Json task = Json::parse(explorer.ask().front().text);
  task["results"] = kResults - 1;
  CHECK_THROWS_WITH(evaluate(base, task.dump(), "test", nullptr), Catch::Matchers::Contains("another version"));
}

TEST_CASE("LFC's published folding has the results that kResults stands for") {
  // 512 cycles and least rooms of 29, 15 and 23 words between layers are Kiter's answers. If this fails because results
  // became others, kResults must be raised, or stores mix old points with new ones.
  const FoldedNetwork lfc = make_builtin("lfc-w1a1", 1);
  ExploreRequest request = request_of(1);
  request.part = "u250";  // the folding exceeds smaller ones
  Explorer explorer(lfc, request, "test");
  const Json record = Json::parse(evaluate(lfc, explorer.ask().front().text, "test", nullptr));
  CHECK(kResults == 2);
  CHECK(record.at("interval_cycles") == 512);
  CHECK(record.at("depths").at("inter0") == 29);
  CHECK(record.at("depths").at("inter1") == 15);
  CHECK(record.at("depths").at("inter2") == 23);
}

TEST_CASE("no point is better than its bounds") {
  const FoldedNetwork base = two_layers();
  tools::FoldChoices choices(base.network, base.folding, timing::find_profile("weir"), kDefaultPart);
  const TaskBase tasks = task_base(base);
  for (const char* profile : {"weir", "finn-hlslib-2020", "finn-0.10"})
    for (const tools::Chosen& chosen : Search(choices, {{1e9, 1e9, 1e9, 1e9}, 0}, 24, 3).next({}, {})) {
      const Bounds bounds = bounds_of(choices, chosen);
      const Json record = Json::parse(
          evaluate(base, make_task(tasks, choices, chosen, {profile, "throughput", "minimal"}).text, "test", nullptr));
      INFO(profile << " " << record.dump().substr(0, 300));
      REQUIRE(record.at("error").is_null());
      CHECK(record.at("interval_cycles").get<double>() >= static_cast<double>(bounds.interval_cycles));
    }
}

TEST_CASE("a point that cannot be timed keeps its error") {
  const Scratch scratch;
  const FoldedNetwork cnv = make_builtin("cnv-w1a1", 1);
  // Weir's own hardware has no parallel windows, and says so.
  const fs::path space =
      scratch.write("space.yaml", "layers:\n  \"ConvolutionInputGenerator_1\": {parallel_window: [1]}\n");
  Explorer explorer(cnv, request_of(2, space), "test");
  explorer.run(1, nullptr, {});
  REQUIRE(!explorer.rows().empty());
  for (const Row& row : explorer.rows()) {
    if (row.key.empty()) continue;
    REQUIRE(row.record.at("error").is_object());
    CHECK(row.record.at("computed") == "nothing");
    CHECK(row.record.at("error").at("what").get<std::string>().find("parallel_window") != std::string::npos);
    CHECK(!row.is_in_front);
  }
}

TEST_CASE("keys, values and layers of a space that mean nothing are refused by name") {
  const auto refuses = [](const std::string& space, const std::string& word) {
    const Error error = refusal(space);
    INFO(space << " -> " << error.text());
    CHECK(error.code == "explore-space");
    CHECK(error.text().find(word) != std::string::npos);
  };
  refuses("layer: {}\n", "layers");
  refuses("layers:\n  MVAU_0: {PW: [1]}\n", "PW");
  refuses("layers:\n  MVAU_0: {PE: [3]}\n", "PE 3");
  refuses("layers:\n  MVAU_7: {PE: [1]}\n", "MVAU_7");
  refuses("layers:\n  MVAU_0: {ram_style: [brick]}\n", "brick");
  refuses("layers:\n  MVAU_0: {PE: []}\n", "[]");
  refuses("layers:\n  MVAU_0: {PE: 1}\n", "list");
  refuses("limits: {FF: 3}\n", "FF");
  refuses("limits: {LUT: many}\n", "many");
  refuses("around: 0.5\n", "0.5");
  refuses("fifo_objectives: [fast]\n", "fast");
  refuses("[1]\n", "object");
}

TEST_CASE("profiles, objectives and a target that cannot be are refused") {
  const FoldedNetwork base = two_layers();
  ExploreRequest request = request_of(4);
  request.profiles = {"finn-7"};
  CHECK_THROWS_AS(Explorer(base, request, "test"), Error);
  request = request_of(4);
  request.objectives = {"speed"};
  CHECK_THROWS_AS(Explorer(base, request, "test"), Errors);
  request.objectives = {"lut", "lut"};
  CHECK_THROWS_AS(Explorer(base, request, "test"), Errors);
  request = request_of(4);
  request.target_fps = 1e9;
  CHECK_THROWS_AS(Explorer(base, request, "test"), Error);
}

TEST_CASE("a store is one process's at a time, and no other file is taken for one") {
  const Scratch scratch;
  const auto code_of = [](const fs::path& file) {
    try {
      Store store(file);
    } catch (const Error& error) {
      return error.code;
    }
    return std::string();
  };
  const fs::path file = scratch.folder.path() / "points.sqlite";
  {
    Store store(file);
    store.put({"k", "t"}, "r", {});
    CHECK(code_of(file) == "store-in-use");
  }
  CHECK(code_of(file).empty());
  CHECK(Store(file).find("k") == "r");
  CHECK(!Store(file).find("l"));
  CHECK(code_of(scratch.write("text", std::string(4096, 'x'))) == "store-format");
  CHECK(code_of(scratch.folder.path() / "no" / "folder") == "store-unwritable");
}

TEST_CASE("a target and a part's limits leave only points that keep them") {
  const Scratch scratch;
  const FoldedNetwork base = two_layers();
  ExploreRequest request =
      request_of(60, scratch.write("space.json", R"({"limits": {"LUT": 2000}, "clk_mhz": [50, 100]})"));
  request.target_fps = 2'000'000;  // 50 cycles at 100 MHz
  Explorer explorer(base, request, "test");
  explorer.run(2, nullptr, {});
  std::size_t in_front = 0;
  for (const Row& row : explorer.rows()) {
    if (!row.is_in_front) continue;
    ++in_front;
    CHECK(row.record.at("interval_cycles").get<double>() <= 50);
    CHECK(row.record.at("LUT").get<double>() <= 2'000);
  }
  CHECK(in_front > 0);
}

namespace {

/// Frames per second at 100 MHz that SystemC reaches with FIFOs that hold two whole frames.
double unbounded_fps(const FoldedNetwork& base, const std::string& profile) {
  timing::TimingGraph graph =
      timing::make_timing_graph(build_stage_graph(base.network, base.folding), timing::find_profile(profile));
  for (auto& stream : graph.streams) stream.depth_words = static_cast<int>(2 * stream.words_per_frame);
  timing::SimulationOptions options;
  options.frames = 8;
  return 100e6 / simulate_systemc(graph, options).steady_interval_cycles;
}

}  // namespace

TEST_CASE("three generators of one network are one table, each with what its own clocks reach") {
  const FoldedNetwork base = two_layers();
  ExploreRequest request = request_of(30);
  request.profiles = {"weir", "finn-0.10", "finn-1.0"};
  Explorer explorer(base, request, "test");
  explorer.run(2, nullptr, {});
  const auto table = tools::generators_table(explorer);
  REQUIRE(table.size() == 1 + 2 * 3);
  std::set<std::string> rates;
  for (std::size_t g = 0; g < 3; ++g) {
    const std::string& profile = request.profiles[g];
    const std::vector<std::string>&own = table[1 + 2 * g], &fastest = table[2 + 2 * g];
    INFO(profile);
    CHECK(own[0] == profile);
    CHECK(own[1] == "the network's own");
    CHECK(own[3] == fmt::format("{:.1f}", unbounded_fps(base, profile)));
    CHECK(fastest[0] == profile);
    CHECK(std::stod(fastest[3]) >= std::stod(own[3]));
    rates.insert(own[3]);
  }
  CHECK(rates.size() > 1);  // other hardware is not as fast
  const std::string csv = tools::generators_csv(explorer);
  CHECK(csv.find("\nfinn-1.0,\"fastest that fits\",") != std::string::npos);
  CHECK(tools::exploration_text(explorer).find(tools::generators_text(explorer)) != std::string::npos);
}

TEST_CASE("the published folding is in the front or a point that is nowhere worse is, and which is told") {
  const Scratch scratch;
  const FoldedNetwork cnv = make_builtin("cnv-w1a1", std::nullopt), lfc = make_builtin("lfc-w1a1", std::nullopt);
  const auto place_of_own = [&](const FoldedNetwork& base, ExploreRequest request) {
    request.space = scratch.write("space.yaml", "around: 2\n");
    Explorer explorer(base, request, "test");
    explorer.run(2, nullptr, {});
    const Json found = tools::generators_json(explorer).at(0).at("first_folding");
    const Row& own = explorer.rows().front();
    CHECK(found.at("id") == own.id);
    CHECK(found.at("in_front") == own.is_in_front);
    const auto is_no_worse = [&](const Row& row) {
      for (std::size_t i = 0; i < row.values.size(); ++i)
        if (row.values[i] > own.values[i]) return false;
      return true;
    };
    std::set<std::string> beating;
    for (const Row& row : explorer.rows())
      if (row.is_in_front && row.id != own.id && is_no_worse(row)) beating.insert(row.id);
    CHECK(beating.contains(found.at("beaten_by").is_null() ? "" : found.at("beaten_by").get<std::string>()) !=
          (own.is_in_front || !own.misfit.empty()));
    if (own.misfit.empty()) CHECK((own.is_in_front || !beating.empty()));
    return tools::generators_table(explorer)[1].back();
  };
  ExploreRequest request = request_of(8);
  request.part = "xc7z020";
  const std::string cnvs = place_of_own(cnv, request);
  CHECK((cnvs == "in the front" || cnvs.starts_with("beaten by ")));
  // With one objective and several points, something is nowhere worse than LFC's published folding.
  request.part = "u250";
  request.objectives = {"lut"};
  CHECK(place_of_own(lfc, request).starts_with("beaten by "));
  // Its matrices alone take more than a small part has.
  Explorer explorer(lfc, request_of(1, scratch.write("small.yaml", "limits: {LUT: 1000}\n")), "test");
  explorer.run(1, nullptr, {});
  CHECK(tools::generators_table(explorer)[1].back() == "exceeds LUT without FIFOs");
  CHECK(tools::generators_table(explorer)[2].back() == "none fits the part and the target");
}
