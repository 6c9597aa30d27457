#include "tools/request/fold.hpp"

namespace weir::tools {

Form describe(FoldOptions& options) {
  Field profile = profile_field(options.profile, "cheapest: ");
  profile.surface = Surface::kCommandLine;
  const auto releases = golden::folding_releases();
  Form form{.command = "fold",
            .summary = "a folding for a target rate: FINN's SetFolding, or the cheapest for a part",
            .about = "estimate() of the network so folded tells whether the rate was reached.",
            .python = "fold",
            .returns = "Model",
            .first = "target_fps"};
  form.add(fields_of(options.network));
  form.add({{.name = "target-fps",
             .target = &options.folding.target_fps,
             .help = "frames per second to reach",
             .legal = Numbers{1e-6, 1e9},
             .value = "FPS",
             .is_required = true}});
  form.add(fields_of(options.target, "part or board; decides backends, and for cheapest the resources", "clock"));
  form.add({{.name = "mvau-wwidth-max",
             .target = &options.folding.mvau_wwidth_max,
             .help = "most weight bits per PE and cycle",
             .legal = WholeNumbers{1, 1'000'000},
             .value = "BITS"},
            {.name = "release",
             .target = &options.folding.release,
             .help = "whose rules: FINN's, of 0.10, or FINN+'s, of 1.6, to which cycles equal to the target are enough",
             .legal = Words{releases.begin(), releases.end()}},
            {.name = "method",
             .target = &options.method,
             .help = "finn: SetFolding, from estimates; cheapest: a search within the part's resources, by simulation",
             .legal = Words{"finn", "cheapest"},
             .surface = Surface::kCommandLine},
            profile,
            {.name = "one-pass",
             .target = Unless{&options.folding.two_pass_relaxation},
             .help = "do not relax the other layers to a target that one layer misses"},
            written_field(options.output, "the folding file to write (auto_folding_config.json)", {{".json"}})});
  return form;
}

golden::SetFoldingOptions set_folding_options(const FoldOptions& options) {
  golden::SetFoldingOptions asked = options.folding;
  asked.fpga_part = options.target.fpga_part;
  asked.clk_ns = options.target.clk_ns;
  return asked;
}

}  // namespace weir::tools
