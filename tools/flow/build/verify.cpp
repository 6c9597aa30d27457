#include "tools/flow/build/verify.hpp"

#include <fmt/core.h>

#include <cmath>

#include "golden/base/file.hpp"
#include "golden/import/npy.hpp"
#include "golden/model/model.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/flow/csim_flow.hpp"

namespace weir::tools::build {

namespace {

constexpr const char* kStitched = "stitched_ip_rtlsim";
constexpr const char* kNodeByNode = "node_by_node_rtlsim";

bool is_wanted(const Context& context, const std::string& step) {
  return context.plan.verification.steps.contains(step);
}

/// Does the element stand for the value?
bool stands_for(const golden::Network& network, std::size_t i, std::int32_t element, double value) {
  if (network.output_scale.empty()) return value == element;
  constexpr double kRounding = 0.01;
  const double scale = network.output_scale[i];
  return std::abs(scale * (element + network.output_offset[i]) - value) <= kRounding * std::abs(scale);
}

/// A tail's numbers, which every runtime rounds in its own way.
bool are_near(const std::vector<double>& values, std::span<const double> expected) {
  constexpr double kRounding = 1e-4;
  return std::equal(values.begin(), values.end(), expected.begin(), expected.end(),
                    [&](double a, double b) { return std::abs(a - b) <= kRounding * std::max(1.0, std::abs(b)); });
}

/// The frame's part of the expected output: what its elements stand for, or the class.
bool is_expected(const golden::Network& network, std::span<const double> expected, const Tensor& output) {
  if (expected.size() == 1 && output.size() != 1) return golden::decode_class(network, output) == expected.front();
  if (network.tail != nullptr) return are_near(golden::output_values(network, output), expected);
  for (std::size_t i = 0; i < output.data.size(); ++i)
    if (!stands_for(network, i, output.data[i], expected[i])) return false;
  return true;
}

/// The expected numbers of each frame. Throws Error verify-size.
std::size_t numbers_per_frame(const Context& context, std::size_t frames, std::int64_t elements) {
  const std::size_t given = context.plan.verification.expected.data.size();
  for (const std::size_t each : {static_cast<std::size_t>(elements), std::size_t{1}})
    if (given == frames * each) return each;
  throw Error("verify-size", fmt::format("the expected output has {} elements for {} frames", given, frames),
              context.plan.config_file.string(), fmt::format("legal: {} a frame, or one class a frame", elements));
}

void record(Context& context, const std::string& step, const std::vector<Tensor>& outputs, const std::string& note) {
  const std::span<const double> expected = context.plan.verification.expected.data;
  const std::size_t each = numbers_per_frame(
      context, outputs.size(),
      outputs.empty() ? 1 : std::ssize(golden::output_values(*context.model.network, outputs.front())));
  Verdict verdict{step, static_cast<int>(outputs.size()), 0, note};
  create_output_folder(context.output("verification_output"));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const bool holds = is_expected(*context.model.network, expected.subspan(i * each, each), outputs[i]);
    verdict.equal += holds ? 1 : 0;
    const auto name = [&](bool good) {
      return fmt::format("verification_output/verify_{}_{}_{}.npy", step, i, good ? "SUCCESS" : "FAIL");
    };
    std::filesystem::remove(context.output(name(!holds)));  // of an earlier build
    golden::write_npy(context.product(name(holds)), outputs[i]);
  }
  context.log.line(
      fmt::format("  verification {}: {} of {} frames equal ({})", step, verdict.equal, verdict.frames, note));
  if (!verdict.holds()) context.findings.push_back("verification " + step + " failed");
  context.verdicts.push_back(std::move(verdict));
}

std::vector<Tensor> golden_outputs(const Context& context, bool reference) {
  golden::RunOptions options;
  options.reference = reference;
  std::vector<Tensor> outputs;
  for (auto& result : golden::Model(context.model.network).run(context.plan.verification.inputs, options))
    outputs.push_back(std::move(result.output));
  return outputs;
}

}  // namespace

bool verifies_rtl(const Plan& plan) {
  return plan.verification.steps.contains(kStitched) || plan.verification.steps.contains(kNodeByNode);
}

void verify_golden(Context& context, const std::string& step, bool reference) {
  if (!is_wanted(context, step)) return;
  record(context, step, golden_outputs(context, reference),
         reference ? "golden model, plain reference" : "golden model, fast kernels");
}

void verify_folded(Context& context) {
  const std::string step = "folded_hls_cppsim";
  if (!is_wanted(context, step)) return;
  const CsimOutcome outcome =
      run_csim(context.graph(), context.plan.verification.inputs, context.output("csim"), context.progress);
  context.products.push_back("csim");
  if (outcome.equal) {
    // Every word of every stream equals golden's, so its outputs are those of the C simulation.
    record(context, step, golden_outputs(context, false),
           fmt::format("C simulation of the HLS sources: {} words on {} streams; golden model", outcome.words,
                       outcome.streams));
    return;
  }
  context.findings.push_back("the C simulation of the HLS sources differs from the golden model");
  context.log.line("  " + context.findings.back() + "\n" + outcome.output);
}

void verify_rtl(Context& context) {
  CosimRequest request;
  request.frames = context.plan.verification.inputs;
  request.rtl = context.output("stitched_ip");
  request.progress = context.progress;
  const CosimOutcome outcome = cosimulate(context.graph(), request);
  rtl::throw_if_compiler_fault(outcome.result);
  const rtl::CosimResult& result = outcome.result;
  const std::string note =
      fmt::format("Verilated RTL: {} words on {} streams, {} cycle differences to SystemC; golden model",
                  result.words_compared, result.streams.size(), result.cycle_differences);
  if (!result.equal()) {
    context.findings.push_back("the RTL differs from the golden model");
    context.log.line("  " + context.findings.back() + "; weir cosim locates the difference");
  }
  // Every word of every stream equals golden's, so its outputs are those of the RTL.
  for (const char* step : {kNodeByNode, kStitched})
    if (is_wanted(context, step) && result.equal()) record(context, step, golden_outputs(context, false), note);
}

}  // namespace weir::tools::build
