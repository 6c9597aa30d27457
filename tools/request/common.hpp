/// Fields that several requests share, so that they mean the same everywhere.
#pragma once
#include "golden/import/preprocess.hpp"
#include "golden/network/stage_graph.hpp"
#include "tools/flow/outer_world.hpp"
#include "tools/request/field.hpp"

namespace weir::tools {

/// Which network, folded how. Python has a Model for it.
struct NetworkRequest {
  std::string network;
  std::string folding;
  std::string fc_weights;
  bool lenient = false;
};
std::vector<Field> fields_of(NetworkRequest& request);
/// For commands that compute values.
Field fc_weights_field(NetworkRequest& request);

/// Pictures from files.
struct PictureRequest {
  std::vector<std::string> inputs;
  std::string preprocess, format = "auto";

  std::optional<golden::Preprocessing> preprocessing() const;
};
std::vector<Field> fields_of(PictureRequest& request);
Field preprocess_field(PictureRequest& request);

std::vector<Field> fields_of(OuterWorld& world);

/// Empties `profile`: by default it is that of the network's own hardware.
Field profile_field(std::string& profile, const std::string& note = "");

/// --clk-mhz of a simulated accelerator; 0: the profile's.
Field clock_field(double& clk_mhz);
/// --clk-mhz, and --clk-ns instead of it.
std::vector<Field> period_fields(double& period_ns, const std::string& help);
Field host_overhead_field(double& overhead_us);
Field stalls_field(double& probability);
Field fpga_part_field(std::string& part, const std::string& help);
/// What hardware is to be made for. Empty and 0: not asked for.
struct PartAndClock {
  std::string fpga_part;
  double clk_ns = 0;
};
std::vector<Field> fields_of(PartAndClock& target, const std::string& part_help, const std::string& clock_help);
/// Chooses what was not asked for: the part and clock of the build that the network comes from ("" and 0: of none),
/// else golden::kDefaultPart at 100 MHz.
void complete(PartAndClock& target, const std::string& build_part = "", double build_clk_mhz = 0);
Field finn_schema_field(std::string& schema);
Field labels_field(std::string& file);
/// -o of a command that writes one file.
Field written_field(std::string& output, const std::string& help, const Written& written, bool is_required = false);
/// -o of a command that writes a folder.
Field output_field(std::string& output, const std::string& help, const std::string& value, bool is_required = false);
/// Of commands that write sources.
Field force_field(bool& force);
/// Python's seed; on the command line every command has it (Session).
Field seed_field(std::uint64_t& seed, Surface surface);

}  // namespace weir::tools
