/// Does a command that is ended in its midst leave nothing that harms the next one, and say so in one line?
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/tools/tool.hpp"
#include "testvectors/schema/vector_file.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;

using Words = std::vector<std::string>;

/// Long enough to be ended in its midst.
Words long_vectors(const fs::path& file, int frames = 12) {
  return {"vectors", "cnv-w1a1", "--random", std::to_string(frames), "-o", file.string()};
}

Words long_golden(const fs::path& file) { return {"golden", "cnv-w1a1", "--random", "100000", "-o", file.string()}; }

void require_equal_vectors(const fs::path& a, const fs::path& b) {
  const weir::vectors::VectorReader first(a), second(b);
  REQUIRE(first.frames() == second.frames());
  REQUIRE(first.streams() == second.streams());
  for (const auto& stream : first.streams()) REQUIRE(first.words(stream) == second.words(stream));
}

std::size_t lines_with(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("SIGTERM, SIGINT and SIGHUP end a command in one line, with 128 + signal and no unfinished file") {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    for (const bool writes_at_once : {true, false}) {
      INFO("signal " << signal);
      const ScratchFolder scratch;
      const fs::path file = scratch / "out.h5";
      weir::write_text_file(file, "before");
      Tool tool(writes_at_once ? long_vectors(file, 1000) : long_golden(file));
      tool.wait_for_progress(writes_at_once ? fs::path(file.string() + ".tmp0") : fs::path());
      tool.send(signal);
      const Ended ended = tool.wait();
      INFO(ended.errors);
      CHECK(ended.signal == 0);
      CHECK(ended.exit_code == 128 + signal);
      CHECK(lines_with(ended.errors, "stopped by") == 1);
      CHECK(files_below(scratch.path()) == Words{"out.h5"});
      CHECK(weir::read_text_file(file) == "before");
    }
}

TEST_CASE("a signal that the caller had ignored ends nothing") {
  const ScratchFolder scratch;
  ToolOptions options;
  options.ignored_signal = SIGHUP;
  Tool tool(long_vectors(scratch / "v.h5"), options);
  tool.wait_for_progress();
  tool.send(SIGHUP);
  CHECK(tool.wait().exit_code == 0);
  CHECK(files_below(scratch.path()) == Words{"v.h5"});
}

TEST_CASE("a signal ends a FIFO search with the best depths found so far, written and printed") {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    INFO("signal " << signal);
    const ScratchFolder scratch;
    const fs::path file = scratch / "depths.json";
    Tool tool({"fifo", "resnet50-w1a2", "-o", file.string()});
    tool.wait_for_progress();
    tool.send(signal);
    const Ended ended = tool.wait();
    INFO(ended.errors);
    CHECK(ended.exit_code == 1);
    CHECK(lines_with(ended.errors, "ending with the best found so far") == 1);
    CHECK(ended.output.find("memory ") != std::string::npos);
    REQUIRE(files_below(scratch.path()) == Words{"depths.json"});
    CHECK(nlohmann::json::parse(weir::read_text_file(file)).size() > 100);
  }
}

TEST_CASE("a second signal is final") {
  Tool tool({"fifo", "resnet50-w1a2", "--verify-rtl"});
  tool.wait_for_progress();
  tool.send(SIGINT);
  ::usleep(200'000);  // two signals at the same instant are one
  tool.send(SIGINT);
  const Ended ended = tool.wait();
  CHECK((ended.signal == SIGINT || ended.exit_code == 1));  // 1: it was done before the second came
}

TEST_CASE("after a kill the same command gives what it gives undisturbed") {
  const ScratchFolder scratch;
  const fs::path whole = scratch / "whole.h5", killed = scratch / "killed.h5";
  REQUIRE(run_tool(long_vectors(whole)).exit_code == 0);
  for (int times = 0; times < 2; ++times) {
    Tool tool(long_vectors(killed));
    tool.wait_for_progress(killed.string() + ".tmp0");
    tool.send(SIGKILL);
    CHECK(tool.wait().signal == SIGKILL);
    CHECK_FALSE(fs::exists(killed));
  }
  REQUIRE(run_tool(long_vectors(killed)).exit_code == 0);
  require_equal_vectors(whole, killed);
  CHECK(files_below(scratch.path()) == Words{"killed.h5", "whole.h5"});
}

TEST_CASE("two commands that write one file at once both succeed and leave it whole") {
  const ScratchFolder scratch;
  const fs::path file = scratch / "both.h5", alone = scratch / "alone.h5";
  Tool first(long_vectors(file)), second(long_vectors(file));
  CHECK(first.wait().exit_code == 0);
  CHECK(second.wait().exit_code == 0);
  REQUIRE(run_tool(long_vectors(alone)).exit_code == 0);
  require_equal_vectors(alone, file);
  CHECK(unfinished_below(scratch.path()).empty());
}

TEST_CASE("a build that was killed is built again to the same reports") {
  const ScratchFolder scratch;
  weir::write_text_file(scratch / "config.json",
                        R"({"output_dir": "out", "synth_clk_period_ns": 10, "fpga_part": "xc7z020clg400-1",
                            "weir_fidelity": "cycle", "target_fps": 5000,
                            "steps": ["step_target_fps_parallelization", "step_apply_folding_config",
                                      "step_generate_estimate_reports", "step_set_fifo_depths"],
                            "generate_outputs": ["estimate_reports"]})");
  const auto command = [&](const std::string& folder) {
    return Words{"build", (scratch / "config.json").string(), "cnv-w1a1", "-o", (scratch / folder).string()};
  };
  const int whole = run_tool(command("whole")).exit_code;
  REQUIRE((whole == 0 || whole == 1));
  Tool tool(command("killed"));
  tool.wait_for_progress(scratch / "killed/report");
  tool.send(SIGKILL);
  tool.wait();
  CHECK(run_tool(command("killed")).exit_code == whole);
  CHECK(files_below(scratch / "killed") == files_below(scratch / "whole"));
  for (const auto& name : files_below(scratch / "whole/report"))
    CHECK(weir::read_text_file(scratch / "killed/report" / name) ==
          weir::read_text_file(scratch / "whole/report" / name));
}

TEST_CASE("a reader that has read enough is no fault") {
  for (const Words& words : {Words{"info", "resnet50-w1a2"}, Words{"info", "resnet50-w1a2", "--json"}}) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    ToolOptions options;
    options.output_descriptor = ends[1];
    const Ended ended = run_tool(words, options);
    ::close(ends[1]);
    CHECK(ended.signal == 0);
    CHECK(ended.exit_code == 0);
    CHECK(ended.errors.empty());
  }
}
