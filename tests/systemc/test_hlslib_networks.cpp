/// Published hardware in profile finn-hlslib-2020: batches of BNN-PYNQ's CNV and of ResNet50-PYNQ.
/// Published: the notebooks of BNN-PYNQ at 100 MHz, the benchmark table of ResNet50-PYNQ. The figures with every loop
/// at II 1 are those of an independent token model of the same sources.
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

Profile hlslib_profile(const std::string& network) {
  Profile profile = load_profile("finn-hlslib-2020").for_network(network);
  profile.networks.clear();
  return profile;
}

golden::StageGraph built(const std::string& network) {
  const golden::FoldedNetwork it = golden::make_builtin(network);
  return golden::build_stage_graph(it.network, it.folding);
}

SimulationResult run(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(graph, options);
}

/// ResNet50 with a parameter of the profile or FIFOs changed.
struct ResNet50 {
  std::map<std::string, int> parameters;
  int inner_words = 32, link_words = 1024;
  double bypass_share = 1.0;

  TimingGraph graph() const {
    static const golden::StageGraph stages = built("resnet50-w1a2");
    Profile profile = hlslib_profile("resnet50-w1a2");
    for (const auto& [name, value] : parameters) profile.parameters[name].value = value;
    TimingGraph graph = make_timing_graph(stages, profile);
    for (TimingStream& stream : graph.streams) {
      if (stream.name.ends_with("_bypass"))
        stream.depth_words = static_cast<int>(bypass_share * stream.depth_words);
      else if (stream.depth_words == 32)
        stream.depth_words = inner_words;
      else if (stream.depth_words == 1024)
        stream.depth_words = link_words;
    }
    return graph;
  }
  double interval() const { return run(graph(), 6).steady_interval_cycles; }
};

const std::map<std::string, int> kEveryLoopAtOne{{"Thresholding.initiation_interval", 1}};

}  // namespace

TEST_CASE("10,000 images through cnv-w1a1 and cnv-w1a2 take the published cycles to 0.001 %", "[hlslib][published]") {
  for (const auto& [name, published] :
       std::map<std::string, double>{{"cnv-w1a1", 327869110}, {"cnv-w1a2", 327850586}}) {
    const SimulationResult batch = run(make_timing_graph(built(name), load_profile("finn-hlslib-2020")), 60);
    INFO(name);
    CHECK(batch.steady_interval_cycles == 32768.0);
    CHECK(static_cast<double>(batch.batch_cycles) + 9940 * 32768.0 == Approx(published).epsilon(1e-5));
  }
}

TEST_CASE("10,000 images through cnv-w2a2 take the published cycles to 0.05 %", "[hlslib][published]") {
  const SimulationResult batch = run(make_timing_graph(built("cnv-w2a2"), load_profile("finn-hlslib-2020")), 60);
  CHECK(static_cast<double>(batch.batch_cycles) + 9940 * batch.steady_interval_cycles ==
        Approx(1162653198).epsilon(5e-4));
}

TEST_CASE("few images through CNV take the published time to half a percent", "[hlslib][published]") {
  const auto cycles = [](const char* name, int frames) {
    return run(make_timing_graph(built(name), load_profile("finn-hlslib-2020")), frames).batch_cycles;
  };
  CHECK(cycles("cnv-w1a1", 1) == Approx(158100).epsilon(0.005));
  CHECK(cycles("cnv-w1a1", 3) == Approx(274350).epsilon(0.005));
  CHECK(cycles("cnv-w1a2", 1) == Approx(162900).epsilon(0.005));
  CHECK(cycles("cnv-w2a2", 1) == Approx(486450).epsilon(0.005));
}

TEST_CASE("both engines agree on CNV in every cycle of the profile", "[hlslib]") {
  SimulationOptions options;
  options.frames = 3;
  options.record_transfers = true;
  options.stalls = {0.2, 5};
  const TimingGraph graph = make_timing_graph(built("cnv-w1a2"), load_profile("finn-hlslib-2020"));
  const SimulationResult a = simulate_maxplus(graph, options), b = simulate_systemc(graph, options);
  for (const TimingStream& stream : graph.streams) {
    INFO(stream.name);
    CHECK(a.streams.at(stream.name).written_cycles == b.streams.at(stream.name).written_cycles);
    CHECK(a.streams.at(stream.name).read_cycles == b.streams.at(stream.name).read_cycles);
  }
}

TEST_CASE("with every loop at II 1 ResNet50 takes the 59,148 cycles that its sources imply", "[hlslib][resnet50]") {
  const SimulationResult all_at_one = run(ResNet50{kEveryLoopAtOne}.graph(), 6);
  CHECK(all_at_one.steady_interval_cycles == 59148.0);
  // The independent model's first output is 300,047; it counts a converter or two differently.
  CHECK(static_cast<double>(all_at_one.latency_cycles) == Approx(300047).epsilon(0.002));
  ResNet50 deeper{kEveryLoopAtOne};
  deeper.inner_words = 64;
  CHECK(deeper.interval() == 57631.0);
  deeper.inner_words = 128;
  CHECK(deeper.interval() == 56459.0);
  ResNet50 links{kEveryLoopAtOne};
  links.link_words = 32;
  CHECK(links.interval() == 62342.0);
  links.link_words = 2;
  CHECK(links.interval() == 63902.0);
}

TEST_CASE("an unpipelined thresholding loop costs ResNet50 what an independent model says", "[hlslib][resnet50]") {
  CHECK(ResNet50{{{"Thresholding.initiation_interval", 2}}}.interval() == 65566.0);
  CHECK(ResNet50{{{"Thresholding.initiation_interval", 3}}}.interval() == Approx(76148.0).margin(1));
}

TEST_CASE("ResNet50's calls take the published time to 3 %, with the profile's clock and host overhead",
          "[hlslib][resnet50]") {
  const Profile profile = hlslib_profile("resnet50-w1a2");
  const double clock = profile.find("clock_mhz")->value, overhead = profile.find("host_overhead_us")->value;
  const TimingGraph graph = ResNet50().graph();
  const auto milliseconds = [&](double cycles) { return (cycles / clock + overhead) / 1000; };
  const SimulationResult ten = run(graph, 10);
  const double interval = ten.steady_interval_cycles;
  const std::map<int, std::pair<double, double>> published{
      {1, {1.9, 527}}, {10, {5.3, 1895}}, {100, {38.4, 2605}}, {1000, {369.9, 2703}}};
  for (const auto& [images, figures] : published) {
    const double cycles = images == 1 ? static_cast<double>(run(graph, 1).batch_cycles)
                                      : static_cast<double>(ten.batch_cycles) + (images - 10) * interval;
    INFO(images << " images");
    CHECK(milliseconds(cycles) == Approx(figures.first).epsilon(0.03));
    CHECK(images / milliseconds(cycles) * 1000 == Approx(figures.second).epsilon(0.03));
  }
  for (const char* name : {"clock_mhz", "host_overhead_us", "Thresholding.initiation_interval"})
    CHECK(profile.find(name)->origin == Origin::Calibrated);
}

TEST_CASE("bypass FIFOs of 3.6 rows deadlock ResNet50 in res5b, 4 rows do not", "[hlslib][resnet50]") {
  ResNet50 cut{kEveryLoopAtOne};
  cut.bypass_share = 0.9;
  const SimulationResult stuck = run(cut.graph(), 2);
  REQUIRE(stuck.deadlock.has_value());
  const std::vector<std::string>& circle = stuck.deadlock->circle;
  REQUIRE(circle.size() > 3);
  CHECK(std::find(circle.begin(), circle.end(), "res5b_dup") != circle.end());
  CHECK(std::find(circle.begin(), circle.end(), "res5b_add") != circle.end());
  CHECK_FALSE(run(ResNet50{kEveryLoopAtOne}.graph(), 2).deadlock.has_value());
  // So do longer pipelines, each stage of which holds words back.
  const ResNet50 longer{{{"*.read_to_write_stages", 5},
                         {"StreamingDataWidthConverter.read_to_write_stages", 5},
                         {"MVAU.read_to_write_stages", 14},
                         {"Thresholding.initiation_interval", 1}}};
  const SimulationResult long_stuck = run(longer.graph(), 2);
  REQUIRE(long_stuck.deadlock.has_value());
  CHECK(long_stuck.deadlock->circle.front().starts_with("res5b"));
}

}  // namespace weir::timing::test
