#include "tools/request/estimate.hpp"

namespace weir::tools {

Form describe(EstimateOptions& options) {
  Form form{.command = "estimate",
            .summary = "FINN's analytical cycles, resources and performance",
            .python = "estimate",
            .returns = "Estimate"};
  form.add(fields_of(options.network));
  form.add({fpga_part_field(options.fpga_part, "part or board; decides DSPs and backends")});
  form.add(period_fields(options.clk_ns, "clock"));
  form.add({output_field(options.output, "folder; the reports go to its report/", "FOLDER")});
  return form;
}

}  // namespace weir::tools
