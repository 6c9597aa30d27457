/// Is a project that somebody edits kept, and verified with its edits?
#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"

namespace weir::test {

namespace {

ProcessResult weir_run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), binary_folder() / "weir");
  arguments.push_back("--quiet");
  return run_process(arguments);
}

void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  std::string text = read_text_file(file);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  write_text_file(file, text.replace(at, from.size(), to));
}

std::filesystem::path project_in(const ScratchFolder& folder) {
  const std::filesystem::path project = folder / "a project";
  REQUIRE(weir_run({"hls", "lfc-w1a1", "-o", project}).exit_code == 0);
  return project;
}

}  // namespace

TEST_CASE("weir hls does not overwrite an edited kernel without --force", "[report]") {
  const ScratchFolder folder;
  const std::filesystem::path project = project_in(folder), kernel = project / "kernels" / "mvau.hpp";
  const std::string original = read_text_file(kernel);
  write_text_file(kernel, original + "// edited\n");
  const ProcessResult refused = weir_run({"hls", "lfc-w1a1", "-o", project});
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.find("error[edited-files]") != std::string::npos);
  CHECK(refused.output.find("kernels/mvau.hpp") != std::string::npos);
  CHECK(read_text_file(kernel) == original + "// edited\n");
  CHECK(weir_run({"hls", "lfc-w1a1", "-o", project, "--force"}).exit_code == 0);
  CHECK(read_text_file(kernel) == original);
}

TEST_CASE("weir cosim --hls finds the project equal as written", "[report]") {
  const ScratchFolder folder;
  const ProcessResult result =
      weir_run({"cosim", "lfc-w1a1", "--hls", project_in(folder), "--stage", "MVAU_1", "--random", "1"});
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(result.output.find("equal: 1 frame") != std::string::npos);
  CHECK(result.output.find("again:     weir cosim lfc-w1a1 --hls '") != std::string::npos);
}

TEST_CASE("weir cosim --hls finds an edit of a kernel", "[report]") {
  const ScratchFolder folder;
  const std::filesystem::path project = project_in(folder);
  replace_in(project / "kernels" / "mvau.hpp",
             "? static_cast<int>(threshold) < acc : static_cast<int>(threshold) <= acc",
             "? static_cast<int>(threshold) <= acc : static_cast<int>(threshold) < acc");
  const ProcessResult result = weir_run({"cosim", "lfc-w1a1", "--hls", project, "--stage", "MVAU_1", "--random", "1"});
  INFO(result.output);
  CHECK(result.exit_code == 1);
}

TEST_CASE("weir cosim --hls compares only values where an edited kernel waits as its data say, and says so",
          "[report]") {
  const ScratchFolder folder;
  const std::filesystem::path project = project_in(folder), kernel = project / "kernels" / "mvau.hpp";
  replace_in(kernel, "  int sf = 0, nf = 0, tile = 0;\n", "  int sf = 0, nf = 0, tile = 0;\n  bool pause = false;\n");
  replace_in(kernel, "    ap_uint<MMV * SIMD * IB> x;\n",
             "    if (pause) {\n      pause = false;\n      --i;\n      continue;\n    }\n"
             "    ap_uint<MMV * SIMD * IB> x;\n");
  replace_in(kernel, "      x = in0.read();\n", "      x = in0.read();\n      pause = x[0];\n");
  replace_in(kernel, "#pragma HLS LATENCY min = LATENCY_STAGES max = LATENCY_STAGES\n", "");
  const std::vector<std::string> command{"cosim", "lfc-w1a1", "--hls", project, "--stage", "MVAU_1", "--random", "2"};
  const ProcessResult result = weir_run(command);
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(result.output.find("equal: 2 frames") != std::string::npos);
  CHECK(result.output.find("cycles not compared") != std::string::npos);
  CHECK(result.output.find("what MVAU_1 reads and writes depends on data") != std::string::npos);
  CHECK(result.output.find("0 cycle differences") == std::string::npos);

  // A wrong value is a finding all the same.
  replace_in(kernel, "x = replay[sf];", "x = ~replay[sf];");
  const ProcessResult wrong = weir_run(command);
  INFO(wrong.output);
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.output.find("first difference in stream") != std::string::npos);
  CHECK(wrong.output.find("cycle difference") == std::string::npos);
}

TEST_CASE("edits of tables are refused, since the RTL takes them from the network", "[report]") {
  const ScratchFolder folder;
  const std::filesystem::path project = project_in(folder), tables = project / "src" / "MVAU_1.params.h";
  write_text_file(tables, read_text_file(tables) + "\n// edited\n");
  const ProcessResult result = weir_run({"cosim", "lfc-w1a1", "--hls", project, "--stage", "MVAU_1"});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[hls-project]") != std::string::npos);
  CHECK(result.output.find("MVAU_1.params.h") != std::string::npos);
}

TEST_CASE("a folder that is no project is refused", "[report]") {
  const ScratchFolder folder;
  const ProcessResult result = weir_run({"cosim", "lfc-w1a1", "--hls", folder.path(), "--stage", "MVAU_1"});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[hls-project]") != std::string::npos);
}

}  // namespace weir::test
