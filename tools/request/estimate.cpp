#include "tools/request/estimate.hpp"

namespace weir::tools {

Form describe(EstimateOptions& options) {
  Form form{.command = "estimate",
            .summary = "FINN's analytical cycles, resources and performance",
            .python = "estimate",
            .returns = "Estimate"};
  form.add(fields_of(options.network));
  form.add(fields_of(options.target, "part or board; decides DSPs and backends", "clock"));
  form.add({output_field(options.output, "folder; the reports go to its report/", "FOLDER")});
  return form;
}

}  // namespace weir::tools
