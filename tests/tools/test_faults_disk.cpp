/// Does a disk that is full or must not be written end every command that writes with one message, and leave only whole
/// files under their names?
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>

#include "golden/base/file.hpp"
#include "tests/data.hpp"
#include "tests/full_disk.hpp"
#include "tests/paths.hpp"
#include "tests/tools/tool.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir::test;

using Words = std::vector<std::string>;

struct Writer {
  std::string name;
  Words command;                          ///< without its output
  std::string output;                     ///< option that names it
  std::string file;                       ///< below the scratch folder
  std::vector<std::string> may_be_cut{};  ///< files that are read while they grow
};

/// Every kind of file that weir writes without running RTL.
std::vector<Writer> writers(const fs::path& scratch) {
  return {
      {"vectors", {"vectors", "lfc-w1a1", "--random", "3"}, "-o", "v.h5"},
      {"outputs of golden", {"golden", "lfc-w1a1", "--random", "2000"}, "-o", "g.h5"},
      {"bundle", {"import", (scratch / "params").string()}, "-o", "net.h5"},
      {"simulation", {"simulate", "lfc-w1a1", "--engine", "maxplus"}, "-o", "sim"},
      {"estimates", {"estimate", "lfc-w1a1"}, "-o", "estimate"},
      {"folding", {"fold", "lfc-w1a1", "--target-fps", "10000"}, "-o", "folding.json"},
      {"FIFO depths", {"fifo", "lfc-w1a1"}, "-o", "depths.json"},
      {"Pareto front", {"fifo", "lfc-w1a1"}, "--pareto", "pareto.csv"},
      {"C++ project", {"hls", "lfc-w1a1"}, "-o", "hls"},
      {"build", {"build", (scratch / "config.json").string(), "lfc-w1a1"}, "-o", "build", {"build_dataflow.log"}},
  };
}

/// An LFC of zeros as a parameter folder, and a configuration of a build without RTL.
void make_inputs(const fs::path& scratch) {
  fs::create_directory(scratch / "params");
  const auto write = [&](const std::string& name, std::size_t words) {
    weir::write_text_file(scratch / "params" / name, std::string(8 * words, '\0'));
  };
  const int elements[] = {32, 64, 32, 16};
  const std::size_t weights[] = {416, 512, 512, 512}, thresholds[] = {32, 16, 32, 4};
  for (std::size_t layer = 0; layer < 4; ++layer)
    for (int pe = 0; pe < elements[layer]; ++pe) {
      const std::string stem = std::to_string(layer) + "-" + std::to_string(pe);
      write(stem + "-weights.bin", weights[layer]);
      write(stem + "-thres.bin", thresholds[layer]);
    }
  weir::write_text_file(scratch / "params/classes.txt", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  weir::write_text_file(scratch / "config.json",
                        R"({"output_dir": "out", "synth_clk_period_ns": 10, "fpga_part": "xc7z020clg400-1",
                            "weir_fidelity": "cycle",
                            "steps": ["step_generate_estimate_reports", "step_set_fifo_depths"],
                            "generate_outputs": ["estimate_reports"]})");
}

Ended run(const Writer& writer, const fs::path& folder, const ToolOptions& options = {}) {
  Words words = writer.command;
  const Words rest{"--quiet", writer.output, (folder / writer.file).string()};
  words.insert(words.end(), rest.begin(), rest.end());
  return run_tool(words, options);
}

/// By name, of what a run that was not disturbed leaves.
std::map<std::string, std::uintmax_t> sizes_below(const fs::path& folder) {
  std::map<std::string, std::uintmax_t> sizes;
  for (const auto& name : files_below(folder)) sizes[name] = fs::file_size(folder / name);
  return sizes;
}

void require_one_error(const Ended& ended, const std::string& reason) {
  INFO(ended.errors);
  CHECK(ended.signal == 0);
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.starts_with("error[output-unwritable]"));
  CHECK(ended.errors.find(reason) != std::string::npos);
  CHECK(ended.errors.find("error[", 1) == std::string::npos);
}

/// Somebody whom permissions bind. Root's tests need one who may run weir.
bool has_unprivileged_user() {
  ToolOptions options;
  options.is_unprivileged = true;
  if (run_tool({"--version"}, options).exit_code == 0) return true;
  std::cout << "skipped: another user may not run " << binary_folder() << "\n";
  return false;
}

}  // namespace

TEST_CASE("a full disk ends every command that writes with one message and no partial file") {
  const ScratchFolder scratch;
  make_inputs(scratch.path());
  for (const Writer& writer : writers(scratch.path())) {
    INFO(writer.name);
    const fs::path whole = scratch / "whole", full = scratch / "full";
    fs::create_directory(whole);
    const Ended undisturbed = run(writer, whole);
    INFO(undisturbed.errors);
    REQUIRE((undisturbed.exit_code == 0 || undisturbed.exit_code == 1));  // 1: no folding reaches the target
    const auto sizes = sizes_below(whole);
    REQUIRE_FALSE(sizes.empty());
    std::uintmax_t largest = 0;
    for (const auto& [name, size] : sizes) largest = std::max(largest, size);
    for (const std::uintmax_t limit : {std::uintmax_t{0}, largest / 3, largest - 1}) {
      INFO("files of at most " << limit << " bytes");
      fs::create_directory(full);
      {
        const FileSizeLimit disk(limit);
        require_one_error(run(writer, full), "File too large");
      }
      CHECK(unfinished_below(full).empty());
      for (const auto& [name, size] : sizes_below(full)) {
        INFO(name << " has " << size << " bytes");
        const auto is_it = [&](const std::string& cut) { return name.ends_with(cut); };
        if (std::any_of(writer.may_be_cut.begin(), writer.may_be_cut.end(), is_it)) continue;
        CHECK((!sizes.contains(name) || size == sizes.at(name) || name.ends_with("time_per_step.json")));
      }
      fs::remove_all(full);
    }
    fs::remove_all(whole);
  }
}

TEST_CASE("a folder that must not be written is told before the work") {
  if (!has_unprivileged_user()) return;
  const ScratchFolder scratch;
  make_inputs(scratch.path());
  ::chmod(scratch.path().c_str(), 0755);
  fs::create_directory(scratch / "locked");
  ::chmod((scratch / "locked").c_str(), 0555);
  ToolOptions options;
  options.is_unprivileged = true;
  for (const Writer& writer : writers(scratch.path())) {
    INFO(writer.name);
    require_one_error(run(writer, scratch / "locked", options), "Permission denied");
    CHECK(files_below(scratch / "locked").empty());
  }
  ::chmod((scratch / "locked").c_str(), 0755);
}

TEST_CASE("results that standard output does not take are no success") {
  const Words commands[] = {{"info", "lfc-w1a1"},
                            {"info", "resnet50-w1a2", "--json"},
                            {"golden", "lfc-w1a1", "--random", "2", "--quiet"},
                            {"--help"},
                            {"fifo", "--help"}};
  for (const Words& words : commands) {
    ToolOptions options;
    options.standard_output = "/dev/full";
    const Ended ended = run_tool(words, options);
    INFO(ended.errors);
    CHECK(ended.exit_code == 3);
    CHECK(ended.errors == "error[output-unwritable]: cannot write standard output: No space left on device\n");
  }
}

TEST_CASE("a cache that must not be written is one message of every command that uses one") {
  const ScratchFolder scratch;
  make_inputs(scratch.path());
  weir::write_text_file(scratch / "rtl.json", R"({"output_dir": "out", "synth_clk_period_ns": 10,
      "fpga_part": "xc7z020clg400-1", "steps": ["step_hw_ipgen"], "generate_outputs": ["stitched_ip"]})");
  fs::create_directory(scratch / "foreign");
  weir::write_text_file(scratch / "foreign/foreign.sv", "module foreign(input ap_clk, input ap_rst_n); endmodule\n");
  const std::string out = (scratch / "out").string();
  const Words commands[] = {
      {"cosim", "lfc-w1a1", "--stage", "MVAU_3", "--random", "1"},
      {"cosim", "lfc-w1a1", "--random", "1", "--assembly", "composed"},
      {"cosim", "lfc-w1a1", "--random", "1", "--assembly", "dataflow"},
      {"cosim", "lfc-w1a1", "--random", "1", "--blocks", "-o", out},
      {"cosim", "lfc-w1a1", "--random", "1", "--rtl", (scratch / "foreign").string(), "--top", "foreign"},
      {"simulate", "lfc-w1a1", "-o", out},
      {"fifo", "lfc-w1a1", "--verify-rtl", "-o", out + ".json"},
      {"rtl", "lfc-w1a1", "-o", out},
      {"rtl", "lfc-w1a1", "--synth", "-o", out},
      {"build", (scratch / "rtl.json").string(), "lfc-w1a1", "-o", out},
  };
  const auto require_one_message = [&](const fs::path& cache, ToolOptions options) {
    options.environment["WEIR_CACHE"] = cache.string();
    for (Words words : commands) {
      words.push_back("--quiet");
      const Ended ended = run_tool(words, options);
      INFO(words[0] << " " << words[words.size() - 2] << ": " << ended.errors);
      CHECK(ended.signal == 0);
      CHECK(ended.exit_code == 2);
      CHECK(ended.errors.starts_with("error[cache-unwritable]: "));
      CHECK(ended.errors.find("error[", 1) == std::string::npos);
      CHECK(ended.errors.find(cache.string()) != std::string::npos);
      CHECK(unfinished_below(scratch.path()) == Words{});
    }
  };
  weir::write_text_file(scratch / "file", "in the way");
  require_one_message(scratch / "file" / "cache", {});
  fs::create_directory(scratch / "cache");
  if (can_mount()) {
    ToolOptions mounted;
    mounted.read_only = scratch / "cache";
    require_one_message(scratch / "cache", mounted);
  }
  if (!has_unprivileged_user()) return;
  ::chmod(scratch.path().c_str(), 0777);
  ::chmod((scratch / "cache").c_str(), 0555);
  ToolOptions nobody;
  nobody.is_unprivileged = true;
  fs::remove_all(out);
  require_one_message(scratch / "cache", nobody);
}

TEST_CASE("a cache that holds everything serves, though nothing can be added to it") {
  const ScratchFolder scratch;
  const fs::path cache = scratch / "cache";
  const Words words{"cosim", "lfc-w1a1", "--stage", "MVAU_3", "--random", "2", "--quiet"};
  ToolOptions options;
  options.environment["WEIR_CACHE"] = cache.string();
  const Ended filled = run_tool(words, options);
  INFO(filled.errors);
  REQUIRE(filled.exit_code == 0);
  const Words held = files_below(cache);
  const auto require_served = [&](const ToolOptions& locked) {
    const Ended ended = run_tool(words, locked);
    INFO(ended.errors);
    CHECK(ended.exit_code == 0);
    CHECK(ended.output == filled.output);
    CHECK(files_below(cache) == held);
  };
  if (can_mount()) {
    ToolOptions mounted = options;
    mounted.read_only = cache;
    require_served(mounted);
  }
  if (!has_unprivileged_user()) return;
  ::chmod(scratch.path().c_str(), 0755);
  for (const auto& folder : fs::recursive_directory_iterator(cache))
    if (folder.is_directory()) ::chmod(folder.path().c_str(), 0555);
  ::chmod(cache.c_str(), 0555);
  ToolOptions nobody = options;
  nobody.is_unprivileged = true;
  require_served(nobody);
  for (const auto& folder : fs::recursive_directory_iterator(cache))
    if (folder.is_directory()) ::chmod(folder.path().c_str(), 0755);
}

TEST_CASE("what needs no cache does not ask for one") {
  const ScratchFolder scratch;
  weir::write_text_file(scratch / "file", "in the way");
  ToolOptions options;
  options.environment["WEIR_CACHE"] = (scratch / "file" / "cache").string();
  for (const Words& words :
       {Words{"simulate", "lfc-w1a1", "--engine", "maxplus"}, Words{"fifo", "lfc-w1a1"}, Words{"estimate", "lfc-w1a1"},
        Words{"golden", "lfc-w1a1", "--random", "2"}, Words{"hls", "lfc-w1a1", "-o", (scratch / "hls").string()},
        Words{"bench", "lfc-w1a1"}, Words{"info", "lfc-w1a1"}}) {
    const Ended ended = run_tool(words, options);
    INFO(words[0] << ": " << ended.errors);
    CHECK(ended.exit_code == 0);
  }
}

TEST_CASE("a full disk under the compiler's output and the cache is one message, and harms no later run") {
  const ScratchFolder scratch;
  ToolOptions options;
  options.environment["WEIR_CACHE"] = (scratch / "cache").string();
  const Words words{"rtl", "lfc-w1a1", "--stage", "MVAU_3", "--quiet", "-o", (scratch / "rtl").string()};
  Ended ended;
  {
    const FileSizeLimit full(2000);
    ended = run_tool(words, options);
  }
  INFO(ended.errors);
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.starts_with("error["));
  CHECK(ended.errors.find("error[", 1) == std::string::npos);
  CHECK_FALSE(fs::exists(scratch / "rtl/weir_rtl.json"));  // its last file, without which nothing takes it for RTL
  ended = run_tool(words, options);
  INFO(ended.errors);
  CHECK(ended.exit_code == 0);
  CHECK(unfinished_below(scratch / "rtl").empty());
}
