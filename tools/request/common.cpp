#include "tools/request/common.hpp"

#include <limits>

#include "golden/base/joined.hpp"
#include "golden/finn/hardware_node.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::tools {

std::vector<Field> fields_of(NetworkRequest& request) {
  return {
      {.name = "network",
       .target = &request.network,
       .help = "a built-in name (`weir info` lists them), a bundle (.h5), the folder of a build of FINN or FINN+, or "
               "what else `weir import` reads",
       .value = "NETWORK",
       .is_argument = true,
       .is_required = true,
       .surface = Surface::kCommandLine},
      {.name = "folding",
       .target = &request.folding,
       .help = "FINN folding or final_hw_config JSON, applied over the default folding",
       .value = "FILE",
       .surface = Surface::kCommandLine},
      {.name = "lenient",
       .target = &request.lenient,
       .help = "warn about what no rule reads, in --folding and in an .onnx file, instead of refusing it",
       .surface = Surface::kCommandLine}};
}

Field fc_weights_field(NetworkRequest& request) {
  return {.name = "fc-weights",
          .target = &request.fc_weights,
          .help = "weights of the layer that streams them: CSV, raw int8 or NPY",
          .value = "FILE",
          .surface = Surface::kCommandLine};
}

std::optional<golden::Preprocessing> PictureRequest::preprocessing() const {
  return preprocess.empty() ? std::nullopt : std::optional(golden::preprocessing_named(preprocess));
}

std::vector<Field> fields_of(PictureRequest& request) {
  return {{.name = "input",
           .target = &request.inputs,
           .help = "pictures: JPEG, PNG, PPM, PGM, NPY, IDX, CIFAR records, raw frames, or folders of pictures; "
                   "NAME=FILE for each of several inputs",
           .value = "FILE",
           .surface = Surface::kCommandLine},
          preprocess_field(request),
          {.name = "input-format",
           .target = &request.format,
           .help = "what bytes are whose size fits several formats",
           .legal = Words{"auto", "raw", "cifar10", "cifar100"},
           .surface = Surface::kCommandLine}};
}

Field preprocess_field(PictureRequest& request) {
  return {.name = "preprocess",
          .target = &request.preprocess,
          .help = "how pictures become the network's size",
          .legal = golden::preprocessing_names(),
          .otherwise = "the built-in networks' own, else none",
          .surface = Surface::kCommandLine};
}

std::vector<Field> fields_of(OuterWorld& world) {
  return {{.name = "input-pattern",
           .target = &world.input_patterns,
           .help = "bursts of the inputs: runs of words (128x1) and idle cycles (32x0), as text or in a file, repeated "
                   "in every frame; STREAM=PATTERN for one of several inputs",
           .value = "PATTERN",
           .aliases = {"input-patterns"},
           .list = List::kRepeated},
          {.name = "dma-stall",
           .target = &world.dma_stall,
           .help = "pauses of every DMA: WORDS:CYCLES, or WORDS:CYCLES:random with these as means, drawn from the "
                   "seed; with an input pattern those of the outputs",
           .value = "WORDS:CYCLES[:random]"}};
}

Field profile_field(std::string& profile, const std::string& note) {
  profile.clear();
  return {.name = "profile",
          .target = &profile,
          .help = note + "hardware generator whose timing is meant: " + joined(timing::profile_names(), ", ") +
                  ", or a .json of that shape",
          .otherwise = "that of the file's hardware and release, else weir",
          .value = "PROFILE"};
}

Field clock_field(double& clk_mhz) {
  return {.name = "clk-mhz",
          .target = &clk_mhz,
          .help = "clock in MHz",
          .legal = kClocksMhz,
          .otherwise = "the profile's, else 100",
          .value = "MHZ"};
}

std::vector<Field> period_fields(double& period_ns, const std::string& help) {
  return {
      {.name = "clk-mhz", .target = AsMhz{&period_ns}, .help = help + " in MHz", .legal = kClocksMhz, .value = "MHZ"},
      {.name = "clk-ns",
       .target = &period_ns,
       .help = "the same as a period in ns",
       .legal = kClocksNs,
       .value = "NS",
       .instead_of = "clk-mhz"}};
}

Field host_overhead_field(double& overhead_us) {
  return {.name = "host-overhead-us",
          .target = &overhead_us,
          .help = "microseconds that a call takes beside the accelerator's cycles",
          .legal = kOverheadsUs,
          .otherwise = "the profile's, else 0",
          .value = "US"};
}

Field stalls_field(double& probability) {
  return {.name = "stalls",
          .target = &probability,
          .help = "probability per cycle that a source or sink pauses",
          .legal = kStallProbabilities,
          .value = "P"};
}

Field fpga_part_field(std::string& part, const std::string& help) {
  return {.name = "fpga-part", .target = &part, .help = help, .value = "PART", .aliases = {"part"}};
}

std::vector<Field> fields_of(PartAndClock& target, const std::string& part_help, const std::string& clock_help) {
  Field part = fpga_part_field(target.fpga_part, part_help);
  part.otherwise = std::string("the build's, else ") + golden::kDefaultPart;
  std::vector<Field> fields{part};
  std::vector<Field> clock = period_fields(target.clk_ns, clock_help);
  clock.front().otherwise = "the build's, else 100";
  fields.insert(fields.end(), clock.begin(), clock.end());
  return fields;
}

void complete(PartAndClock& target, const std::string& build_part, double build_clk_mhz) {
  constexpr double kDefaultClockNs = 10;
  if (target.fpga_part.empty()) target.fpga_part = build_part.empty() ? golden::kDefaultPart : build_part;
  if (target.clk_ns == 0) target.clk_ns = build_clk_mhz == 0 ? kDefaultClockNs : 1000 / build_clk_mhz;
}

Field finn_schema_field(std::string& schema) {
  return {.name = "finn-schema",
          .target = &schema,
          .help = "keys and stable throughput of rtlsim_performance.json: FINN v0.10's, or dev's",
          .legal = Words{"v0.10", "dev"},
          .surface = Surface::kCommandLine};
}

Field labels_field(std::string& file) {
  return {.name = "labels",
          .target = &file,
          .help = "IDX labels, lines of <filename> <label>, or a label a line",
          .value = "FILE",
          .surface = Surface::kCommandLine};
}

Field output_field(std::string& output, const std::string& help, const std::string& value, bool is_required) {
  return {.name = "output",
          .target = &output,
          .help = help,
          .value = value,
          .letter = 'o',
          .is_required = is_required,
          .is_manner = true,
          .surface = Surface::kCommandLine};
}

Field written_field(std::string& output, const std::string& help, const Written& written, bool is_required) {
  Field field = output_field(output, help, "FILE", is_required);
  field.legal = written;
  return field;
}

Field force_field(bool& force) {
  return {.name = "force",
          .target = &force,
          .help = "overwrite files that were edited since weir wrote them",
          .surface = Surface::kCommandLine};
}

Field seed_field(std::uint64_t& seed, Surface surface) {
  return {.name = "seed",
          .target = &seed,
          .help = "seed of everything random",
          .legal = WholeNumbers{0, std::numeric_limits<std::int64_t>::max()},
          .value = "N",
          .surface = surface};
}

}  // namespace weir::tools
