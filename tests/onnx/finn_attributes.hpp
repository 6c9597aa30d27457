/// Hardware files of one operation each, and what an attribute does to what is built of them and when.
#pragma once
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <set>
#include <sstream>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/onnx/model.hpp"

namespace weir::test {

enum class Fate {
  kCounts,   ///< the hardware, its folding or its timing differs from the file without it
  kRefused,  ///< the import or the timing names it
  kNothing,  ///< same values, same cycles
};
using enum Fate;

struct Setting {
  const char* attribute;
  const char* value;  ///< a number, "[a b]" or a text
  Fate fate;
  const char* told = nullptr;  ///< what a refusal names where that is not the attribute
};

struct Operation {
  const char* op_type;
  std::function<OnnxModel(const std::string& op_type)> file;
  std::vector<Setting> settings;
};

inline onnx::NodeProto& hardware(OnnxModel& model, const std::string& op, const std::vector<std::string>& inputs,
                                 const std::string& output = "out") {
  auto& node = model.node(op, inputs, output);
  const bool has_tag = op.ends_with("_hls") || op.ends_with("_rtl");
  node.set_domain("finn.custom_op.fpgadataflow" + (has_tag ? "." + op.substr(op.size() - 3) : ""));
  text(node, "backend", "fpgadataflow");
  return node;
}

inline OnnxModel picture(const std::vector<std::int64_t>& shape, const std::string& type = "UINT4") {
  OnnxModel model(shape);
  model.annotate("in", type);
  model.layout("in", "NHWC");
  return model;
}

/// Of FINN's every node: where files lie, what FINN noted, and what no release has.
inline const std::vector<Setting>& notes() {
  static const std::vector<Setting> all{{"code_gen_dir_ipgen", "/tmp/a", Fate::kNothing},
                                        {"code_gen_dir_cppsim", "/tmp/a", Fate::kNothing},
                                        {"executable_path", "/tmp/a", Fate::kNothing},
                                        {"ipgen_path", "/tmp/a", Fate::kNothing},
                                        {"ip_path", "/tmp/a", Fate::kNothing},
                                        {"ip_vlnv", "a:b:c", Fate::kNothing},
                                        {"gen_top_module", "a", Fate::kNothing},
                                        {"exec_mode", "rtlsim", Fate::kNothing},
                                        {"cycles_rtlsim", "7", Fate::kNothing},
                                        {"cycles_estimate", "7", Fate::kNothing},
                                        {"rtlsim_trace", "a.vcd", Fate::kNothing},
                                        {"rtlsim_so", "a.so", Fate::kNothing},
                                        {"res_estimate", "x", Fate::kNothing},
                                        {"res_hls", "x", Fate::kNothing},
                                        {"res_synth", "x", Fate::kNothing},
                                        {"slr", "1", Fate::kNothing},
                                        {"mem_port", "x", Fate::kNothing},
                                        {"partition_id", "1", Fate::kNothing},
                                        {"device_id", "1", Fate::kNothing},
                                        {"inFIFODepths", "[9 9]", Fate::kNothing},
                                        {"outFIFODepths", "[9 9]", Fate::kNothing},
                                        {"output_hook", "x", Fate::kNothing},
                                        {"hls_style", "freerunning", Fate::kNothing},
                                        {"cpp_interface", "packed", Fate::kNothing},
                                        {"io_chrc_period", "9", Fate::kNothing},
                                        {"io_chrc_pads_in", "[9 9]", Fate::kNothing},
                                        {"io_chrc_pads_out", "[9 9]", Fate::kNothing},
                                        {"mlo_max_iter", "3", Fate::kRefused},
                                        {"made_up", "1", Fate::kRefused}};
  return all;
}

inline void set_attribute(onnx::NodeProto& node, const Setting& setting) {
  for (int i = 0; i < node.attribute_size(); ++i)
    if (node.attribute(i).name() == setting.attribute) node.mutable_attribute()->DeleteSubrange(i--, 1);
  const std::string value = setting.value;
  if (value.front() == '[') {
    std::vector<std::int64_t> numbers;
    std::istringstream in(value.substr(1));
    for (std::int64_t number = 0; in >> number;) numbers.push_back(number);
    ints(node, setting.attribute, numbers);
  } else if (value.find_first_not_of("-0123456789") == std::string::npos) {
    integer(node, setting.attribute, std::stoll(value));
  } else if (value.front() == '{') {
    auto& list = attribute(node, setting.attribute);
    list.set_type(onnx::AttributeProto::STRINGS);
    std::istringstream in(value.substr(1, value.size() - 2));
    for (std::string word; in >> word;) list.add_strings(word);
  } else {
    text(node, setting.attribute, value);
  }
}

/// What is built and when: layers, folding, FIFOs, blocks where a law times all stages.
struct Built {
  std::vector<golden::LayerKind> kinds;
  std::vector<int> folds;
  std::vector<std::string> ram_styles;
  std::vector<std::map<std::string, std::string>> stated;
  std::vector<std::pair<int, std::vector<golden::FifoPiece>>> fifos;
  std::vector<timing::finn::Block> blocks;
  std::vector<golden::Parameters> parameters;
  bool operator==(const Built&) const = default;
};

/// Throws what the import and, unless the operation has no law, the timing throw.
inline Built built(const OnnxModel& model, bool is_timed = true) {
  const std::string bytes = model.bytes();
  const golden::FoldedNetwork made =
      golden::import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model");
  const golden::StageGraph graph = build_stage_graph(made.network, made.folding);
  Built all;
  for (const golden::Layer& layer : made.network->layers) all.parameters.push_back(layer.parameters);
  for (const golden::Stage& stage : graph.stages) {
    all.kinds.push_back(stage.kind);
    all.folds.insert(all.folds.end(), {stage.folding.PE, stage.folding.SIMD});
    all.ram_styles.push_back(stage.folding.ram_style);
    all.stated.push_back(stage.folding.stated);
  }
  for (const golden::Stream& stream : graph.streams) all.fifos.emplace_back(stream.depth_words, stream.pieces);
  if (!is_timed) return all;
  const timing::TimingGraph timed = make_timing_graph(graph, timing::load_profile(timing::profile_of(graph)));
  for (const timing::TimingStage& stage : timed.stages) all.blocks.push_back(*stage.block);
  return all;
}

/// The texts of what `run` throws; "" if it does not.
template <class Run>
std::string refusal_of(Run&& run) {
  std::string refusal;
  try {
    run();
  } catch (const Error& error) {
    refusal = error.text();
  } catch (const Errors& errors) {
    for (const Error& error : errors.list()) refusal += error.text() + "\n";
  }
  return refusal;
}

/// Sets each attribute in a file of its own, at node `at`, and holds what becomes of it against its fate.
inline void check_settings(const Operation& operation, const std::vector<Setting>& settings, bool is_timed = true,
                           int at = 0) {
  const Built plain = built(operation.file(operation.op_type), is_timed);
  for (const Setting& setting : settings) {
    INFO(operation.op_type << ": " << setting.attribute << " = " << setting.value);
    OnnxModel model = operation.file(operation.op_type);
    set_attribute(*model.graph().mutable_node(at), setting);
    std::optional<Built> with;
    const std::string refusal = refusal_of([&] { with = built(model, is_timed); });
    if (setting.fate == Fate::kRefused) {
      CHECK_FALSE(with.has_value());
      CHECK_THAT(refusal, Catch::Contains(setting.told == nullptr ? setting.attribute : setting.told));
      continue;
    }
    CHECK(refusal == "");
    if (with) CHECK((*with == plain) == (setting.fate == Fate::kNothing));
  }
}

}  // namespace weir::test
