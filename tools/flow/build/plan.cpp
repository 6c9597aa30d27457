#include "tools/flow/build/plan.hpp"

#include <algorithm>
#include <chrono>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/set_folding.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/import/import.hpp"
#include "systemc/profile/profile.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/build/fields.hpp"
#include "tools/flow/build/intermediate.hpp"
#include "tools/flow/build/specialize.hpp"
#include "tools/flow/build/step_names.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace weir::tools::build {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kConfigName = "dataflow_build_config.json";
constexpr const char* kYamlName = "dataflow_build_config.yaml";
constexpr const char* kModelName = "model.onnx";

/// Runs `action` and keeps what it throws.
template <class Action>
bool collect(Errors& errors, Action&& action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    errors.add(error);
  } catch (const Errors& several) {
    errors.add(several);
  }
  return false;
}

template <class T>
std::optional<T> optional_of(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional<T>(value.get<T>());
}

std::string text_of(const Json& value) { return value.is_null() ? "" : value.get<std::string>(); }

class Planner {
 public:
  Planner(const fs::path& config, const PlanOptions& options) : options_(options) {
    plan_.config_file = fs::is_directory(config) ? config_in(config) : config;
    folder_ = plan_.config_file.parent_path();
    text_ = read_text_file(plan_.config_file);
  }
  Planner(std::string text, const PlanOptions& options) : options_(options), text_(std::move(text)) {}

  Plan make() {
    read_fields();
    const auto start = std::chrono::steady_clock::now();
    const bool is_loaded = collect(errors_, [&] { load_model(); });
    plan_.load_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (is_loaded) {
      if (plan_.profile.empty()) choose_profile();
      check_model();
    }
    errors_.throw_if_any();
    return std::move(plan_);
  }

  void check_alone() {
    read_fields();
    errors_.throw_if_any();
  }

 private:
  void read_fields() {
    const CheckedFields checked = check_fields(text_, where(), options_.lenient, errors_);
    for (const char* required : {"output_dir", "synth_clk_period_ns", "generate_outputs"})
      if (!checked.values.contains(required)) errors_.throw_if_any();
    values_ = checked.values;
    warn_of(checked);
    take_over();
    choose_part();
    plan_.steps = choose_steps(optional_of<std::vector<std::string>>(values_["steps"]),
                               optional_of<std::string>(values_["start_step"]),
                               optional_of<std::string>(values_["stop_step"]), line("steps"), errors_);
    choose_release();
    if (!plan_.profile.empty()) choose_measurement();
  }

  void choose_release() {
    const Json& stated = values_["weir_finn_release"];
    const bool has_plus_step = std::any_of(plan_.steps.begin(), plan_.steps.end(), is_step_of_plus);
    plan_.finn_release = !stated.is_null() ? stated.get<std::string>() : has_plus_step ? golden::kPlusRelease : "0.10";
  }

  static fs::path config_in(const fs::path& folder) {
    for (const char* name : {kConfigName, kYamlName})
      if (fs::exists(folder / name)) return folder / name;
    return folder / kConfigName;
  }
  std::string where() const { return plan_.config_file.string(); }
  std::string line(const std::string& field) const { return line_of(text_, where(), field); }
  fs::path beside(const std::string& name) const { return folder_ / name; }
  bool runs(const std::string& step) const {
    return std::any_of(plan_.steps.begin(), plan_.steps.end(),
                       [&](const auto& name) { return canonical_step(name) == step; });
  }

  void warn_of(const CheckedFields& checked) {
    const auto list = [](const std::vector<std::string>& names) { return joined(names, ", "); };
    if (!checked.ignored.empty())
      plan_.warnings.push_back("these fields have no meaning here and are ignored: " + list(checked.ignored));
    if (!checked.unknown.empty()) plan_.warnings.push_back("unknown fields are skipped: " + list(checked.unknown));
    if (values_["auto_fifo_strategy"] == "characterize")
      plan_.warnings.push_back(
          "auto_fifo_strategy \"characterize\" is not offered: depths come from a run of the whole network instead");
  }

  void take_over() {
    plan_.output = options_.output.empty() ? beside(values_["output_dir"]) : fs::path(options_.output);
    for (const auto& product : values_["generate_outputs"]) plan_.products.insert(product.get<std::string>());
    if (plan_.products.erase("cpp_driver") != 0)
      plan_.warnings.push_back("output product cpp_driver is not offered: there is a Python driver (pynq_driver)");
    plan_.clk_ns = period("synth_clk_period_ns");
    plan_.hls_clk_ns = values_["hls_clk_period_ns"].is_null() ? plan_.clk_ns : period("hls_clk_period_ns");
    plan_.shell_flow_type = text_of(values_["shell_flow_type"]);
    plan_.vitis_platform = text_of(values_["vitis_platform"]);
    if (!values_["folding_config_file"].is_null())
      plan_.folding_file = beside(values_["folding_config_file"].get<std::string>()).string();
    if (!values_["specialize_layers_config_file"].is_null())
      plan_.specialize_file = beside(values_["specialize_layers_config_file"].get<std::string>()).string();
    if (!values_["target_fps"].is_null()) plan_.target_fps = static_cast<int>(positive("target_fps"));
    if (plan_.folding_file.empty() && !plan_.target_fps)
      plan_.warnings.push_back(
          "neither folding_config_file nor target_fps is given: layers keep the folding of the model, "
          "PE 1 and SIMD 1 where it has none");
    plan_.mvau_wwidth_max = static_cast<int>(positive("mvau_wwidth_max"));
    plan_.batch_size = static_cast<int>(positive("rtlsim_batch_size"));
    plan_.two_pass_relaxation = values_["folding_two_pass_relaxation"];
    plan_.minimize_bit_width = values_["minimize_bit_width"];
    plan_.auto_fifo_depths = values_["auto_fifo_depths"];
    plan_.save_intermediate_models = values_["save_intermediate_models"];
    plan_.finn_schema = options_.finn_schema.empty() ? values_["weir_finn_schema"] : Json(options_.finn_schema);
    if (values_["weir_seed"] < 0)
      errors_.add("config-value", "\"weir_seed\" is " + values_["weir_seed"].dump(), line("weir_seed"),
                  "legal: 0 or more");
    else
      plan_.seed = values_["weir_seed"].get<std::uint64_t>();
    const std::string profile = text_of(values_["weir_profile"]);
    plan_.profile = profile.ends_with(".json") ? beside(profile).string() : profile;
  }

  double period(const std::string& field) {
    const double value = values_[field];
    if (value >= 0.01 && value <= 1e6) return value;
    errors_.add("config-value", "\"" + field + "\" is " + values_[field].dump(), line(field),
                "legal: 0.01 to 1000000 nanoseconds");
    return 1;
  }

  double positive(const std::string& field) {
    const double value = values_[field];
    if (value > 0) return value;
    errors_.add("config-value", "\"" + field + "\" is " + values_[field].dump(), line(field), "legal: above 0");
    return 1;
  }

  void choose_part() {
    plan_.board = text_of(values_["board"]);
    plan_.fpga_part = text_of(values_["fpga_part"]);
    if (plan_.fpga_part.empty() && !plan_.board.empty())
      collect(errors_, [&] { plan_.fpga_part = part_of_board(plan_.board, line("board")); });
    if (plan_.fpga_part.empty()) plan_.fpga_part = golden::kDefaultPart;
    collect(errors_, [&] { golden::dsp_block(plan_.fpga_part); });
  }

  /// That of the hardware which the network's file states.
  void choose_profile() {
    collect(errors_, [&] {
      plan_.profile = timing::profile_of(golden::build_stage_graph(plan_.model.network, plan_.model.folding));
      choose_measurement();
    });
  }

  void choose_measurement() {
    bool is_own = false;
    collect(errors_, [&] { is_own = timing::find_profile(plan_.profile).traits.has_rtl; });
    const Json& fidelity = values_["weir_fidelity"];
    plan_.measure_rtl = fidelity.is_null() ? is_own : fidelity == "rtl";
    if (plan_.measure_rtl && !is_own)
      errors_.add("config-value", "\"weir_fidelity\" is \"rtl\", but there is no RTL of profile " + plan_.profile,
                  line("weir_fidelity"), "legal with this profile: \"cycle\"");
    plan_.fifos.profile = plan_.profile;
    plan_.fifos.method = values_["weir_fifo_method"];
    if (plan_.auto_fifo_depths && runs("step_set_fifo_depths")) collect(errors_, [&] { check(plan_.fifos); });
  }

  void load_model() {
    const auto start = optional_of<std::string>(values_["start_step"]);
    plan_.resume_from = options_.resume_from;
    if (start) plan_.resume_from = step_before(optional_of<std::vector<std::string>>(values_["steps"]), *start);
    if (!plan_.resume_from.empty()) {
      Intermediate saved = read_intermediate(plan_.output, plan_.resume_from);
      plan_.model = std::move(saved.model);
      plan_.attributes = std::move(saved.attributes);
      return;
    }
    golden::OnnxOptions onnx;
    onnx.input_type = DataType::parse(values_["weir_input_type"]);
    if (!values_["weir_input_scale"].is_null()) onnx.input_scale = values_["weir_input_scale"];
    const bool is_given = !options_.network.empty();
    plan_.source = is_given ? options_.network : text_of(values_["weir_network"]);
    if (plan_.source.empty() && fs::exists(beside(kModelName))) plan_.source = kModelName;
    if (plan_.source.empty())
      throw Error("config-network", "no network: neither the command line nor \"weir_network\" names one", where(),
                  std::string("or put ") + kModelName + " beside the configuration");
    onnx.lenient = options_.lenient;
    onnx.warnings = &plan_.warnings;
    plan_.model = golden::open_network(plan_.source, plan_.seed, onnx, is_given ? fs::path() : folder_);
    plan_.model_file = is_given ? fs::path(plan_.source) : beside(plan_.source);
    if (plan_.model.network->layers.empty())
      throw Error("no-layers", plan_.model.network->name + " has no layers: there is nothing to build", plan_.source);
  }

  void check_model() {
    const golden::Network& network = *plan_.model.network;
    if (runs("step_apply_folding_config") && !plan_.folding_file.empty())
      collect(errors_, [&] { check_folding(network); });
    if (runs("step_specialize_layers") && !plan_.specialize_file.empty())
      collect(errors_, [&] { specialized(network, plan_.model.folding, plan_.specialize_file); });
    if (runs("step_generate_estimate_reports") && plan_.makes("estimate_reports") && !plan_.target_fps)
      collect(errors_, [&] {
        golden::require_estimates(
            golden::hardware_nodes(network, plan_.model.folding, plan_.attributes, plan_.fpga_part));
      });
    if (needs_rtl()) collect(errors_, [&] { check_rtl(); });
    if (!values_["verify_steps"].is_null()) read_verification(network);
  }

  void check_folding(const golden::Network& network) {
    const std::string text = read_text_file(plan_.folding_file);
    std::vector<std::string> skipped;
    Errors found;
    collect(found, [&] {
      golden::parse_finn_folding(text, plan_.folding_file, network, plan_.model.folding, options_.lenient, &skipped);
    });
    if (found.empty())
      golden::parse_node_attributes(text, plan_.folding_file, network,
                                    golden::layers_of_nodes(text, plan_.folding_file, network, plan_.model.folding));
    for (const auto& warning : skipped) plan_.warnings.push_back(warning + " (skipped)");
    found.throw_if_any();
  }

  bool needs_rtl() const {
    const auto& verify = values_["verify_steps"];
    const bool verifies = !verify.is_null() && std::any_of(verify.begin(), verify.end(), [](const auto& step) {
      return step == "stitched_ip_rtlsim" || step == "node_by_node_rtlsim";
    });
    return (runs("step_create_stitched_ip") && (plan_.makes("stitched_ip") || verifies)) ||
           (runs("step_measure_rtlsim_performance") && plan_.makes("rtlsim_performance") && plan_.measure_rtl) ||
           (runs("step_out_of_context_synthesis") && plan_.makes("out_of_context_synth")) ||
           (runs("step_synthesize_bitfile") && plan_.makes("bitfile"));
  }

  void check_rtl() const {
    const std::string stage = stage_without_rtl(golden::build_stage_graph(plan_.model.network, plan_.model.folding));
    if (!stage.empty())
      throw Error("no-hls", "stage " + stage + " cannot become RTL, which the output products need", where(),
                  "leave stitched_ip, out_of_context_synth and bitfile out, and measure with \"weir_fidelity\": "
                  "\"cycle\"");
  }

  void read_verification(const golden::Network& network) {
    for (const auto& step : values_["verify_steps"]) plan_.verification.steps.insert(step.get<std::string>());
    if (plan_.verification.steps.erase("passes_frontend") != 0)
      plan_.warnings.push_back("verification step passes_frontend has no meaning here and is ignored");
    collect(errors_, [&] {
      const fs::path file = beside(values_["verify_input_npy"]);
      golden::FrameSource frames(network, {file});
      constexpr int kMostFrames = 1 << 20;
      plan_.verification.inputs = frames.next_elements(kMostFrames);
    });
    collect(errors_, [&] {
      plan_.verification.expected = golden::read_npy_numbers(beside(values_["verify_expected_output_npy"]));
    });
  }

  PlanOptions options_;
  fs::path folder_;
  std::string text_;
  Json values_;
  Plan plan_;
  Errors errors_;
};

}  // namespace

Plan make_plan(const fs::path& config, const PlanOptions& options) { return Planner(config, options).make(); }

Plan make_plan_of(const std::string& config_text, const PlanOptions& options) {
  return Planner(config_text, options).make();
}

void check_configuration(const std::string& config_text) { Planner(config_text, {}).check_alone(); }

}  // namespace weir::tools::build
