/// Does weir build turn FINN's configuration into FINN's files, step by step, and refuse a bad one with every problem
/// at once?
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "golden/import/npy.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using weir::read_text_file;
using weir::Tensor;
using weir::test::ScratchFolder;

const fs::path kModels = weir::test::source_folder() / "tests/golden/onnx";

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

/// The fields FINN requires, and `more` over them.
std::string config(const ScratchFolder& scratch, Json more, const std::string& name = "build.json") {
  Json json{{"output_dir", "out"}, {"synth_clk_period_ns", 10.0}, {"generate_outputs", {"estimate_reports"}}};
  json.update(more);
  weir::write_text_file(scratch / name, json.dump(2));
  return scratch / name;
}

Json report(const ScratchFolder& scratch, const std::string& name) {
  return Json::parse(read_text_file(scratch / "out/report" / name));
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The recorded pictures of perceptron.onnx, and the class that onnx's own arithmetic gave each of them.
void write_verification_files(const ScratchFolder& scratch, int spoiled_frame = -1) {
  const auto bytes = weir::read_binary_file(kModels / "perceptron.input.u8");
  const auto floats = weir::read_binary_file(kModels / "perceptron.output.f32");
  constexpr int kFrames = 4, kScores = 8;
  std::vector<float> scores(floats.size() / sizeof(float));
  std::memcpy(scores.data(), floats.data(), floats.size());
  Tensor input({kFrames, 4, 6, 2}), classes({kFrames});
  for (std::size_t i = 0; i < input.data.size(); ++i) input.data[i] = bytes[i];
  for (int f = 0; f < kFrames; ++f) {
    const auto first = scores.begin() + f * kScores;
    classes.data[static_cast<std::size_t>(f)] =
        static_cast<int>(std::max_element(first, first + kScores) - first) + (f == spoiled_frame ? 1 : 0);
  }
  weir::golden::write_npy(scratch / "input.npy", input);
  weir::golden::write_npy(scratch / "expected_output.npy", classes);
}

/// The recorded floating-point scores of the same pictures.
void write_scores(const ScratchFolder& scratch) {
  const auto floats = weir::read_binary_file(kModels / "perceptron.output.f32");
  constexpr std::size_t kBytes = 4 * 8 * sizeof(float);
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 8), }";
  header.append(117 - header.size(), ' ') += '\n';
  std::string npy("\x93NUMPY\x01\x00\x76\x00", 10);
  npy += header;
  npy.append(floats.begin(), floats.begin() + kBytes);
  weir::write_text_file(scratch / "expected_output.npy", npy);
}

}  // namespace

TEST_CASE("the published estimates of FINN's CNV come out of weir build byte by byte", "[tools][build][data]") {
  const auto data = weir::test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"folding_config_file", (*data / "folding_config.json").string()},
                                            {"board", "Pynq-Z1"},
                                            {"stop_step", "step_generate_estimate_reports"}});
  const auto result = weir_tool({"build", file, "cnv-finn-1w1a"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  for (const char* name :
       {"estimate_layer_cycles.json", "estimate_layer_resources.json", "estimate_network_performance.json"}) {
    CAPTURE(name);
    CHECK(read_text_file(scratch / "out/report" / name) == read_text_file(*data / name));
  }
}

TEST_CASE("a build configuration in YAML builds what the same in JSON does, and tells its lines", "[tools][build]") {
  const ScratchFolder scratch;
  const std::string yaml = R"(# as FINN+ has it
output_dir: yaml
synth_clk_period_ns: 10.0
target_fps: 1000
generate_outputs: [estimate_reports]
steps:
  - step_target_fps_parallelization
  - step_apply_folding_config
  - step_minimize_bit_width
  - step_generate_estimate_reports
)";
  weir::write_text_file(scratch / "build.yaml", yaml);
  const Json same{{"output_dir", "json"},
                  {"synth_clk_period_ns", 10.0},
                  {"target_fps", 1000},
                  {"generate_outputs", {"estimate_reports"}},
                  {"steps",
                   {"step_target_fps_parallelization", "step_apply_folding_config", "step_minimize_bit_width",
                    "step_generate_estimate_reports"}}};
  weir::write_text_file(scratch / "build.json", same.dump());
  for (const char* file : {"build.yaml", "build.json"}) {
    const auto result = weir_tool({"build", scratch / file, "mlp-unsw-nb15-w2a2", "--quiet"});
    INFO(result.output);
    REQUIRE(result.exit_code == 0);
  }
  for (const char* report : {"estimate_layer_cycles.json", "estimate_layer_resources.json"})
    CHECK(read_text_file(scratch / "yaml/report" / report) == read_text_file(scratch / "json/report" / report));

  weir::write_text_file(scratch / "wrong.yaml", yaml + "mvau_wwidth_max: wide\n");
  const auto wrong = weir_tool({"build", scratch / "wrong.yaml", "mlp-unsw-nb15-w2a2", "--quiet"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.output.find("wrong.yaml:11") != std::string::npos);
  weir::write_text_file(scratch / "tagged.yaml", "output_dir: !!str x\n");
  const auto tagged = weir_tool({"build", scratch / "tagged.yaml", "mlp-unsw-nb15-w2a2", "--quiet"});
  CHECK(tagged.exit_code == 2);
  CHECK(tagged.output.find("tagged.yaml:1") != std::string::npos);
}

TEST_CASE("the published FIFO depths and performance of FINN's CNV come out of weir build byte by byte",
          "[tools][build][data]") {
  const auto data = weir::test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"folding_config_file", (*data / "folding_config.json").string()},
                                            {"generate_outputs", {"rtlsim_performance"}},
                                            {"weir_network", "cnv-finn-1w1a-core"},
                                            {"weir_profile", "finn-v0.10"}});
  const auto result = weir_tool({"build", file, "--finn-schema", "v0.10"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(read_text_file(scratch / "out/final_hw_config.json") == read_text_file(*data / "final_hw_config.json"));
  // Of the measured run all that is no time is the same; times are within 0.01 %, and none was fitted to it.
  const Json made = report(scratch, "rtlsim_performance.json");
  const Json published = Json::parse(read_text_file(*data / "rtlsim_performance.json"));
  REQUIRE(made.size() == published.size());
  for (const auto& [key, value] : published.items()) {
    CAPTURE(key);
    CHECK(made.at(key).get<double>() == Approx(value.get<double>()).epsilon(0.0001));
  }
}

TEST_CASE("weir build names its steps, times them, logs them and keeps a model of each", "[tools][build]") {
  const ScratchFolder scratch;
  const auto result =
      weir_tool({"build", config(scratch, {{"stop_step", "step_apply_folding_config"}}), "lfc-w1a1", "--json"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  const Json times = Json::parse(read_text_file(scratch / "out/time_per_step.json"));
  REQUIRE(times.size() == 8);
  CHECK(times.begin().key() == "step_qonnx_to_finn");
  CHECK(times.contains("step_apply_folding_config"));
  const std::string log = read_text_file(scratch / "out/build_dataflow.log");
  CHECK(log.find("Running step: step_apply_folding_config [8/8]") != std::string::npos);
  for (const auto& [step, seconds] : times.items()) {
    CAPTURE(step);
    CHECK(fs::exists(scratch / "out/intermediate_models" / (step + ".h5")));
    const Json page = Json::parse(read_text_file(scratch / "out/intermediate_models" / (step + ".json")));
    CHECK(page["layers"] == 4);
    CHECK(page["folding"]["MVAU_hls_0"]["PE"] == 32);
  }
  // The estimate's step did not run.
  CHECK_FALSE(fs::exists(scratch / "out/report"));
}

TEST_CASE("the folder of a build is a network: its latest step, with folding and depths", "[tools][build]") {
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"target_fps", 100000}, {"stop_step", "step_set_fifo_depths"}});
  const auto built = weir_tool({"build", file, (kModels / "perceptron.onnx").string()});
  INFO(built.output);
  REQUIRE(built.exit_code == 0);
  // Up to streamlining the graph as given, then FINN's nodes.
  CHECK(read_text_file(scratch / "out/intermediate_models/step_streamline.onnx") ==
        read_text_file(kModels / "perceptron.onnx"));
  const std::string hardware = read_text_file(scratch / "out/intermediate_models/step_convert_to_hw.onnx");
  for (const char* name : {"MVAU_hls_0", "finn.custom_op.fpgadataflow", "inFIFODepths", "finn_datatype"})
    CHECK(hardware.find(name) != std::string::npos);
  const auto folder = weir_tool({"info", scratch / "out", "--json", "--quiet"}),
             step =
                 weir_tool({"info", scratch / "out/intermediate_models/step_set_fifo_depths.h5", "--json", "--quiet"});
  INFO(folder.output);
  REQUIRE(folder.exit_code == 0);
  const auto hashes = [](const std::string& text) {
    const Json info = Json::parse(text.substr(text.find('{')));
    return std::pair{info["network_hash"], info["folding_hash"]};
  };
  CHECK(hashes(folder.output) == hashes(step.output));
}

TEST_CASE("layers become HLS or RTL as specialize_layers_config_file prefers", "[tools][build]") {
  const ScratchFolder scratch;
  const std::string model = (kModels / "perceptron.onnx").string();
  REQUIRE(weir_tool({"build", config(scratch, {{"stop_step", "step_create_dataflow_partition"}}), model}).exit_code ==
          0);
  Json wanted = Json::parse(read_text_file(scratch / "out/template_specialize_layers_config.json"));
  REQUIRE(wanted.contains("Thresholding_0"));
  CHECK(wanted["Thresholding_0"]["preferred_impl_style"] == "");
  wanted["Thresholding_0"]["preferred_impl_style"] = "hls";
  wanted["MVAU_0"]["preferred_impl_style"] = "rtl";  // FINN has none for one with thresholds
  weir::write_text_file(scratch / "wanted.json", wanted.dump());
  const Json fields{{"specialize_layers_config_file", "wanted.json"}, {"stop_step", "step_generate_estimate_reports"}};
  const auto result = weir_tool({"build", config(scratch, fields), model});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(result.output.find("MVAU_0 cannot be RTL in FINN; it stays HLS") != std::string::npos);
  CHECK(report(scratch, "estimate_layer_cycles.json").contains("Thresholding_hls_0"));
  CHECK(report(scratch, "estimate_layer_cycles.json").contains("MVAU_hls_0"));
  wanted["MVAU_7"] = {{"preferred_impl_style", "hls"}};
  wanted["MVAU_0"] = {{"SIMD", 2}};
  weir::write_text_file(scratch / "wanted.json", wanted.dump());
  const auto refused = weir_tool({"build", config(scratch, fields), model});
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.find("\"SIMD\" is no preference") != std::string::npos);
  CHECK(refused.output.find("no layer \"MVAU_7\"") != std::string::npos);
}

TEST_CASE("a build whose target asks for whole windows tells FINN's estimate of them and measures nothing else instead",
          "[tools][build]") {
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"target_fps", 20000},
                                            {"folding_two_pass_relaxation", false},
                                            {"generate_outputs", {"estimate_reports", "rtlsim_performance"}}});
  const auto result = weir_tool({"build", file, "cnv-w1a1"});
  INFO(result.output);
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("ConvolutionInputGenerator_1 gets parallel_window = 1, timed by FINN's estimate alone") !=
        std::string::npos);
  CHECK(result.output.find("error[no-schedule]: stage ConvolutionInputGenerator_0") != std::string::npos);
  // A word per cycle and two more: 32 x 32.
  CHECK(Json::parse(read_text_file(scratch / "out/report/estimate_layer_cycles.json"))
            .at("ConvolutionInputGenerator_rtl_0") == 1026);
  for (const char* measured : {"final_hw_config.json", "report/fifo_sizing.json", "report/rtlsim_performance.json"})
    CHECK_FALSE(fs::exists(scratch / "out" / measured));
}

TEST_CASE("a build that starts at a step goes on where an earlier one stopped", "[tools][build]") {
  const ScratchFolder whole, halves;
  const Json fields{{"target_fps", 2000}, {"stop_step", "step_generate_estimate_reports"}};
  REQUIRE(weir_tool({"build", config(whole, fields), "cnv-finn-1w1a"}).exit_code == 0);
  Json first = fields, second = fields;
  first["stop_step"] = "step_target_fps_parallelization";
  second["start_step"] = "step_apply_folding_config";
  REQUIRE(weir_tool({"build", config(halves, first), "cnv-finn-1w1a"}).exit_code == 0);
  // Nothing but the kept model says which network it is now.
  const auto result = weir_tool({"build", config(halves, second)});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  for (const char* name : {"estimate_layer_cycles.json", "estimate_layer_resources.json"}) {
    CHECK(report(halves, name) == report(whole, name));
    CHECK(report(whole, name).size() >= 17);
  }
  CHECK(read_text_file(whole / "out/auto_folding_config.json") ==
        read_text_file(halves / "out/auto_folding_config.json"));

  second["start_step"] = "step_set_fifo_depths";
  const auto refused = weir_tool({"build", config(halves, second)});
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.find("stop_step") != std::string::npos);
  second.erase("stop_step");
  const auto missing = weir_tool({"build", config(halves, second)});
  CHECK(missing.exit_code == 2);
  CHECK(missing.output.find("error[config-resume]") != std::string::npos);
}

TEST_CASE("verified steps compare the network with the expected output, and a difference ends with 1",
          "[tools][build]") {
  const ScratchFolder scratch;
  write_verification_files(scratch);
  const Json fields{{"verify_steps", {"initial_python", "streamlined_python", "folded_hls_cppsim"}},
                    {"stop_step", "step_apply_folding_config"}};
  const std::string model = kModels / "perceptron.onnx";
  const auto good = weir_tool({"build", config(scratch, fields), model, "--json", "--quiet"});
  INFO(good.output);
  REQUIRE(good.exit_code == 0);
  const Json verdicts = Json::parse(good.output)["verifications"];
  REQUIRE(verdicts.size() == 3);
  for (const Json& verdict : verdicts) {
    CHECK(verdict["frames"] == 4);
    CHECK(verdict["equal"] == 4);
  }
  CHECK(fs::exists(scratch / "out/verification_output/verify_folded_hls_cppsim_3_SUCCESS.npy"));
  // The C simulation that ran compares: a changed word is a difference.
  const fs::path vectors = scratch / "out/csim/vectors";
  for (const auto& file : fs::directory_iterator(vectors)) {
    std::string words = read_text_file(file.path());
    words.back() = static_cast<char>(words.back() ^ 1);
    weir::write_text_file(file.path(), words);
  }
  const auto spoiled = weir::run_process({"build/csim", "vectors"}, scratch / "out/csim");
  CHECK(spoiled.exit_code == 1);
  CHECK(spoiled.output.find("mismatch: stream") != std::string::npos);

  // The scores themselves, as the floating-point network gives them.
  write_scores(scratch);
  const auto scores = weir_tool({"build", config(scratch, fields), model, "--json", "--quiet"});
  INFO(scores.output);
  REQUIRE(scores.exit_code == 0);
  CHECK(Json::parse(scores.output)["verifications"][2]["equal"] == 4);

  write_verification_files(scratch, 2);
  const auto bad = weir_tool({"build", config(scratch, fields), model, "--json", "--quiet"});
  CHECK(bad.exit_code == 1);
  CHECK(Json::parse(bad.output)["verifications"][0]["equal"] == 3);
  CHECK(fs::exists(scratch / "out/verification_output/verify_initial_python_2_FAIL.npy"));
}

TEST_CASE("a whole build ends with verified RTL, its performance, a driver and the scripts for a bitfile",
          "[tools][build][rtl]") {
  const ScratchFolder scratch;
  write_verification_files(scratch);
  const std::string file = config(
      scratch,
      {{"generate_outputs",
        {"estimate_reports", "stitched_ip", "rtlsim_performance", "bitfile", "pynq_driver", "deployment_package"}},
       {"board", "Pynq-Z2"},
       {"shell_flow_type", "vivado_zynq"},
       {"rtlsim_batch_size", 3},
       {"verify_steps", {"node_by_node_rtlsim", "stitched_ip_rtlsim"}}});
  const auto result = weir_tool({"build", file, kModels / "perceptron.onnx", "--json", "--quiet"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(Json::parse(result.output)["verifications"].size() == 2);
  const Json performance = report(scratch, "rtlsim_performance.json");
  CHECK(performance["N"] == 3);
  CHECK(performance["cycles"] > performance["latency_cycles"]);
  CHECK(performance["UNFINISHED_OUTS"] == 0);
  const fs::path out = scratch / "out";
  for (const char* made : {"final_hw_config.json", "report/fifo_sizing.json", "stitched_ip/weir_top.sv",
                           "stitched_ip/make_project.tcl", "bitfile/vivado_bitfile.tcl", "driver/driver.py",
                           "driver/network.h5", "deploy/driver/io_shape.json", "deploy/bitfile/vitis_hls.tcl"}) {
    CAPTURE(made);
    CHECK(fs::exists(out / made));
  }
  // Every listed source is there, and none is for simulation only.
  const std::string sources = read_text_file(out / "stitched_ip/all_verilog_srcs.txt");
  std::istringstream lines(sources);
  int listed = 0;
  for (std::string line; std::getline(lines, line); ++listed) CHECK(fs::exists(out / "stitched_ip" / line));
  CHECK(listed >= 3);
  CHECK(sources.find(".sim.sv") == std::string::npos);
  CHECK(read_text_file(out / "build_dataflow.log").find("a vendor tool must run the scripts") != std::string::npos);
}

TEST_CASE("a bad configuration is refused with every problem at once, and nothing is written", "[tools][build]") {
  const ScratchFolder scratch;
  weir::write_text_file(scratch / "folding.json", R"({"Defaults": {}, "MVAU_hls_17": {"PE": 4}, "Conv_0": {"PE": 4}})");
  const std::string file = config(scratch, {{"synth_clk_period_ns", "fast"},
                                            {"target_fps", 0},
                                            {"generate_outputs", {"estimate_report", "stitched_ip"}},
                                            {"folding_config_file", "folding.json"},
                                            {"steps", {"step_tidy_up", "step_streamlin"}},
                                            {"board", "Pynq-Z3"},
                                            {"verify_steps", {"initial_python"}},
                                            {"mvau_width_max", 80}});
  // Required fields are wrong: what depends on them cannot be said yet.
  const auto fields = weir_tool({"build", file, "lfc-w1a1"});
  INFO(fields.output);
  CHECK(fields.exit_code == 2);
  CHECK(count(fields.output, "error[") == 3);
  CHECK(fields.output.find("build.json:3") != std::string::npos);
  CHECK(fields.output.find("did you mean estimate_reports?") != std::string::npos);
  CHECK(fields.output.find("did you mean mvau_wwidth_max?") != std::string::npos);

  const std::string better = config(scratch, {{"target_fps", 0},
                                              {"folding_config_file", "folding.json"},
                                              {"steps", {"step_apply_folding_config", "step_streamlin"}},
                                              {"board", "Pynq-Z3"},
                                              {"verify_steps", {"initial_python"}}});
  const auto result = weir_tool({"build", better, "lfc-w1a1"});
  INFO(result.output);
  CHECK(result.exit_code == 2);
  for (const char* problem : {"\"target_fps\" is 0", "did you mean Pynq-Z", "did you mean step_streamline?",
                              "\"MVAU_hls_17\"", "\"Conv_0\"", "input.npy", "expected_output.npy"}) {
    CAPTURE(problem);
    CHECK(result.output.find(problem) != std::string::npos);
  }
  CHECK(count(result.output, "error[") == 7);
  CHECK_FALSE(fs::exists(scratch / "out"));
}

TEST_CASE("every output product by FINN's name for it is taken", "[tools][build]") {
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"generate_outputs",
                                             {"estimate_reports", "stitched_ip", "rtlsim_performance",
                                              "out_of_context_synth", "bitfile", "pynq_driver", "deployment_package"}},
                                            {"board", "Pynq-Z2"},
                                            {"shell_flow_type", "vivado_zynq"},
                                            {"stop_step", "step_tidy_up"}});
  const auto result = weir_tool({"build", file, "lfc-w1a1"});
  INFO(result.output);
  CHECK(result.exit_code == 0);
}

TEST_CASE("fields that mean nothing here are warned about once, and only if they ask for something", "[tools][build]") {
  const ScratchFolder scratch;
  const std::string file = config(scratch, {{"stop_step", "step_tidy_up"},
                                            {"enable_hw_debug", true},
                                            {"vitis_opt_strategy", "default"},
                                            {"split_large_fifos", true},
                                            {"signature", nullptr}});
  const auto result = weir_tool({"build", file, "lfc-w1a1"});
  CHECK(result.exit_code == 0);
  CHECK(count(result.output, "warning: ") == 2);  // and the one of a missing folding
  CHECK(count(result.output, "neither folding_config_file nor target_fps") == 1);
  CHECK(result.output.find("enable_hw_debug") != std::string::npos);
  CHECK(result.output.find("split_large_fifos") != std::string::npos);
  CHECK(result.output.find("vitis_opt_strategy") == std::string::npos);
}

TEST_CASE("a configuration that is no JSON, without network, or of no file is refused", "[tools][build]") {
  const ScratchFolder scratch;
  weir::write_text_file(scratch / "broken.json", "{");
  CHECK(weir_tool({"build", scratch / "broken.json", "lfc-w1a1"}).exit_code == 2);
  CHECK(weir_tool({"build", scratch / "none.json", "lfc-w1a1"}).exit_code == 2);
  const auto nameless = weir_tool({"build", config(scratch, Json::object())});
  CHECK(nameless.exit_code == 2);
  CHECK(nameless.output.find("error[config-network]") != std::string::npos);
  const auto rtl = weir_tool(
      {"build", config(scratch, {{"weir_profile", "finn-v0.10"}, {"weir_fidelity", "rtl"}}), "cnv-finn-1w1a-core"});
  CHECK(rtl.exit_code == 2);
  CHECK(rtl.output.find("no RTL of profile finn-v0.10") != std::string::npos);
}

TEST_CASE("the driver packs elements into words and back, and starts the data movers of a board", "[tools][build]") {
  constexpr const char* kPython = "/usr/bin/python3";
  if (!fs::exists(kPython) || weir::run_process({kPython, "-c", "import numpy"}).exit_code != 0) {
    std::cout << "skipped: no python3 with numpy\n";
    return;
  }
  const fs::path source = weir::test::source_folder();
  const auto result =
      weir::run_process({kPython, source / "tests/tools/check_driver.py", source / "tools/flow/build/driver.py"});
  INFO(result.output);
  CHECK(result.exit_code == 0);
}
