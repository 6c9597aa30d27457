#include "tools/request/estimate.hpp"

#include "golden/finn/set_folding.hpp"

namespace weir::tools {

Form describe(EstimateOptions& options) {
  Form form{.command = "estimate",
            .summary = "FINN's analytical cycles, resources and performance",
            .python = "estimate",
            .returns = "Estimate"};
  form.add(fields_of(options.network));
  form.add(fields_of(options.target, "part or board; decides DSPs and backends", "clock"));
  const auto releases = golden::folding_releases();
  form.add({{.name = "release",
             .target = &options.release,
             .help = "whose formulas: FINN's (of the file's age, up to 0.10), or FINN+'s, of 1.6",
             .legal = Words{releases.begin(), releases.end()},
             .surface = Surface::kCommandLine},
            output_field(options.output, "folder; the reports go to its report/", "FOLDER")});
  return form;
}

}  // namespace weir::tools
