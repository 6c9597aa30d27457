#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "golden/base/cache.hpp"
#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/verilate/verilate.hpp"
#include "tests/data.hpp"
#include "tests/rtl_wrap/design.hpp"

using namespace weir;
using weir::test::ScratchFolder;

namespace {

constexpr const char* kCounter = R"(
module counter (input logic ap_clk, ap_rst_n, input logic [6:0] step, output logic [99:0] sum, output logic [15:0] from_file);
  logic [15:0] memory [0:1];
  string folder;
  initial if ($value$plusargs("weir_data=%s", folder)) $readmemh({folder, "/memory.hex"}, memory);
  assign from_file = memory[1];
  always_ff @(posedge ap_clk) sum <= ap_rst_n ? sum + 100'(step) : 100'd0;
endmodule
)";

rtl::RtlFolder write_counter(const ScratchFolder& scratch, const std::string& text = kCounter) {
  write_text_file(scratch / "counter.sv", text);
  return rtl::rtl_folder_of_sources(scratch.path(), "counter");
}

/// A run-time of its own costs seconds: only tests of the cache itself take a fresh one.
rtl::VerilateOptions cached_in(const std::filesystem::path& cache) {
  rtl::VerilateOptions options;
  options.cache = cache;
  options.optimisation = rtl::no_optimisation();
  return options;
}

void count(rtl::Instance& counter, int step, int cycles) {
  *counter.find("step")->data = static_cast<std::uint8_t>(step);
  for (int i = 0; i < cycles; ++i)
    for (const std::uint8_t clock : {0, 1}) {
      *counter.find("ap_clk")->data = clock;
      counter.eval();
    }
}

std::string code_of(const std::function<void()>& action, std::string* text = nullptr) {
  try {
    action();
  } catch (const Error& error) {
    if (text != nullptr) *text = error.text();
    return error.code;
  }
  return "no error";
}

}  // namespace

TEST_CASE("a design is built once, found again wherever it lies, and built anew when a source changes", "[verilate]") {
  const ScratchFolder scratch, elsewhere;
  const auto options = cached_in(scratch / "cache");
  auto first = rtl::verilate(write_counter(scratch), options);
  CHECK_FALSE(first.from_cache);
  CHECK(first.build_seconds > 0);
  auto second = rtl::verilate(write_counter(elsewhere), options);
  CHECK(second.from_cache);
  CHECK(second.library == first.library);
  std::string changed = kCounter;
  changed.replace(changed.find("sum +"), 5, "sum -");
  const auto third = rtl::verilate(write_counter(scratch, changed), options);
  CHECK_FALSE(third.from_cache);
  CHECK(third.library != first.library);

  SECTION("a damaged entry is built again") {
    first.model.reset();  // a library that is still loaded would be found by its name
    second.model.reset();
    std::ofstream(second.library) << "broken";
    const auto again = rtl::verilate(write_counter(elsewhere), options);
    CHECK_FALSE(again.from_cache);
    CHECK(again.model->create()->find("sum") != nullptr);
  }
}

TEST_CASE("instances of one design are independent, also when used in turns", "[verilate]") {
  const ScratchFolder scratch;
  const auto design = rtl::verilate(write_counter(scratch), cached_in(test::shared_cache()));
  auto a = design.model->create();
  auto b = design.model->create();
  for (auto* instance : {a.get(), b.get()}) {
    *instance->find("ap_rst_n")->data = 0;
    count(*instance, 0, 1);
    *instance->find("ap_rst_n")->data = 1;
  }
  for (int i = 0; i < 10; ++i) {
    count(*a, 3, 10);
    count(*b, 100, 1);
  }
  CHECK(int{*a->find("sum")->data} + 256 * int{a->find("sum")->data[1]} == 300);
  CHECK(int{*b->find("sum")->data} + 256 * int{b->find("sum")->data[1]} == 1000);
  a.reset();
  count(*b, 1, 1);
  CHECK(int{*b->find("sum")->data} + 256 * int{b->find("sum")->data[1]} == 1001);
  CHECK(b->find("sum")->bits == 100);
  CHECK_FALSE(b->find("sum")->input);
  CHECK(b->find("no_such_port") == nullptr);
}

TEST_CASE("a memory file is read from the data folder, and its absence stops the design", "[verilate]") {
  const ScratchFolder scratch;
  const auto rtl = write_counter(scratch);
  const auto design = rtl::verilate(rtl, cached_in(test::shared_cache()));
  std::string text;
  CHECK(code_of([&] { count(*design.model->create(rtl::plusargs(rtl)), 0, 1); }, &text) == "rtl-stopped");
  CHECK(text.find("memory.hex") != std::string::npos);
  write_text_file(scratch / "memory.hex", "0001\nbeef\n");
  const auto instance = design.model->create(rtl::plusargs(rtl));
  count(*instance, 0, 1);
  CHECK(int{instance->find("from_file")->data[1]} == 0xbe);
}

TEST_CASE("two builds of one design at the same time give one entry", "[verilate]") {
  const ScratchFolder scratch;
  const auto rtl = write_counter(scratch);
  rtl::VerilatedDesign results[2];
  std::jthread other([&] { results[1] = rtl::verilate(rtl, cached_in(scratch / "cache")); });
  results[0] = rtl::verilate(rtl, cached_in(scratch / "cache"));
  other.join();
  CHECK(results[0].from_cache != results[1].from_cache);
  CHECK(results[0].library == results[1].library);
}

TEST_CASE("broken SystemVerilog is an Error with Verilator's words and a log", "[verilate]") {
  const ScratchFolder scratch;
  std::string broken = kCounter;
  broken.replace(broken.find("assign"), 6, "asign");
  std::string text;
  const auto rtl = write_counter(scratch, broken);
  CHECK(code_of([&] { rtl::verilate(rtl, cached_in(test::shared_cache())); }, &text) == "verilator-failed");
  INFO(text);
  CHECK(text.find("error[verilator-failed]: Verilator rejects \"counter\": %Error:") == 0);
  CHECK(text.find("counter.sv:6") != std::string::npos);
  const auto log = text.substr(text.find("--> ") + 4);
  CHECK(std::filesystem::exists(log.substr(0, log.find('\n'))));
}

TEST_CASE("a header that g++ rejects is an Error with g++'s words", "[verilate]") {
  const ScratchFolder scratch;
  write_text_file(scratch / "override.h", "this is not C++;\n");
  auto options = cached_in(test::shared_cache());
  options.override_header = scratch / "override.h";
  std::string text;
  CHECK(code_of([&] { rtl::verilate(write_counter(scratch), options); }, &text) == "cxx-failed");
  CHECK(text.find("error:") != std::string::npos);
}

TEST_CASE("the cache lies where the environment says", "[verilate]") {
  const char* before = std::getenv("WEIR_CACHE");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("WEIR_CACHE", "/somewhere/cache", 1);
  CHECK(cache_folder() == "/somewhere/cache");
  ::unsetenv("WEIR_CACHE");
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const std::string kept_xdg = xdg == nullptr ? "" : xdg;
  ::setenv("XDG_CACHE_HOME", "/xdg", 1);
  CHECK(cache_folder() == "/xdg/weir");
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  CHECK(cache_folder() != "relative/weir");
  xdg == nullptr ? ::unsetenv("XDG_CACHE_HOME") : ::setenv("XDG_CACHE_HOME", kept_xdg.c_str(), 1);
  if (before != nullptr) ::setenv("WEIR_CACHE", kept.c_str(), 1);
}

TEST_CASE("a manifest is checked field by field and against the graph", "[verilate]") {
  const ScratchFolder scratch;
  golden::StageGraph graph;
  test::add_chain(graph, {{4, 4}, {0}, {2, 2}});
  const auto rtl = test::write_design(graph, scratch.path());
  CHECK(rtl.sources.size() == 2);
  CHECK(rtl.data == scratch / "data");
  Errors none;
  rtl::check_rtl_folder(rtl, graph, none);
  CHECK(none.empty());

  graph.streams[1].depth_words = 9;
  Errors errors;
  rtl::check_rtl_folder(rtl, graph, errors);
  REQUIRE(errors.list().size() == 1);
  CHECK(errors.list()[0].what_text == "stream 1 (out): depth_words is 2 in the RTL, 9 in the network");

  std::string text;
  const auto manifest = read_text_file(scratch / rtl::kManifestName);
  const auto read = [&] { rtl::read_rtl_folder(scratch.path()); };
  std::filesystem::remove(scratch / "weir_top.sv");
  CHECK(code_of(read, &text) == "file-missing");
  write_text_file(scratch / rtl::kManifestName, "{\"schema_version\": 1}");
  CHECK(code_of(read, &text) == "rtl-manifest");
  CHECK(text.find("\"top\" is missing") != std::string::npos);
  write_text_file(scratch / rtl::kManifestName, "{\"schema_version\": 99}");
  CHECK(code_of(read) == "rtl-manifest");
  write_text_file(scratch / rtl::kManifestName, "[");
  CHECK(code_of(read) == "rtl-manifest");
  const ScratchFolder empty;
  CHECK(code_of([&] { rtl::read_rtl_folder(empty.path()); }) == "file-missing");
  CHECK(code_of([&] { rtl::rtl_folder_of_sources(empty.path(), "top"); }) == "rtl-sources");
}
