#include "tools/request/estimate.hpp"

namespace weir::tools {

Form describe(EstimateOptions& options) {
  Form form{.command = "estimate",
            .summary = "FINN's analytical cycles, resources and performance",
            .python = "estimate",
            .returns = "Estimate"};
  form.add(fields_of(options.network));
  Field part = fpga_part_field(options.fpga_part, "part or board; decides DSPs and backends");
  part.otherwise = std::string("the build's, else ") + golden::kDefaultPart;
  form.add({part});
  std::vector<Field> clock = period_fields(options.clk_ns, "clock");
  clock.front().otherwise = "the build's, else 100";
  form.add(clock);
  form.add({output_field(options.output, "folder; the reports go to its report/", "FOLDER")});
  return form;
}

void complete(EstimateOptions& options, const std::string& build_part, double build_clk_mhz) {
  constexpr double kDefaultClockNs = 10;
  if (options.fpga_part.empty()) options.fpga_part = build_part.empty() ? golden::kDefaultPart : build_part;
  if (options.clk_ns == 0) options.clk_ns = build_clk_mhz == 0 ? kDefaultClockNs : 1000 / build_clk_mhz;
}

}  // namespace weir::tools
