#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "hls/codegen/project.hpp"
#include "tools/flow/build/driver.hpp"
#include "tools/flow/build/steps.hpp"

namespace weir::tools::build {

namespace fs = std::filesystem;

namespace {

/// Into a fresh folder, so that nothing of an earlier build stays.
void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  create_output_folder(to);
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

}  // namespace

void synthesize_bitfile(Context& context) {
  const Plan& plan = context.plan;
  if (!plan.makes("bitfile")) return;
  hls::ProjectOptions options;
  options.part = plan.fpga_part;
  options.clk_ns = plan.clk_ns;
  options.standalone = true;
  if (!plan.vitis_platform.empty()) options.platform = plan.vitis_platform;
  hls::write_hls_project(context.graph(), context.product("bitfile"), options);
  const bool is_alveo = plan.shell_flow_type == "vitis_alveo";
  context.log.line(std::string("  no bitfile yet: a vendor tool must run the scripts in bitfile/ (") +
                   (is_alveo ? "sh vpp_xclbin.sh, with v++ of Vitis"
                             : "vitis_hls -f vitis_hls.tcl, then vivado -mode batch -source vivado_bitfile.tcl") +
                   ")");
}

void make_pynq_driver(Context& context) {
  if (!context.plan.makes("pynq_driver")) return;
  write_driver(context.graph(), context.product("driver"), context.plan.clk_ns, context.plan.profile);
}

void deployment_package(Context& context) {
  if (!context.plan.makes("deployment_package")) return;
  const fs::path package = context.product("deploy");
  write_driver(context.graph(), package / "driver", context.plan.clk_ns, context.plan.profile);
  if (context.plan.makes("bitfile")) copy_folder(context.output("bitfile"), package / "bitfile");
}

}  // namespace weir::tools::build
