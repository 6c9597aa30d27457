#include "systemc/generators/hlslib/processes.hpp"

#include "systemc/generators/hlslib/accumulate_pool.hpp"
#include "systemc/generators/hlslib/add_streams.hpp"
#include "systemc/generators/hlslib/channelwise.hpp"
#include "systemc/generators/hlslib/down_sampler.hpp"
#include "systemc/generators/hlslib/duplicate_streams.hpp"
#include "systemc/generators/hlslib/dwc.hpp"
#include "systemc/generators/hlslib/fm_padding.hpp"
#include "systemc/generators/hlslib/label_select.hpp"
#include "systemc/generators/hlslib/max_pool.hpp"
#include "systemc/generators/hlslib/mvau.hpp"
#include "systemc/generators/hlslib/pool.hpp"
#include "systemc/generators/hlslib/relu.hpp"
#include "systemc/generators/hlslib/sliding_window.hpp"
#include "systemc/generators/hlslib/thresholding.hpp"

namespace weir::timing::hlslib {

namespace {

template <class Kind>
concept Known = requires(const Kind& kind, const Site& site) {
  process(kind, site);
};

}  // namespace

std::vector<std::string> known_kinds() {
  return golden::kinds_where([]<class Kind>(const Kind&) { return Known<Kind>; });
}

RigidLoop make_process(const Site& site) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) -> RigidLoop {
        if constexpr (Known<Kind>) return process(kind, site);
        std::string known;
        for (const std::string& name : known_kinds()) known += (known.empty() ? "" : " ") + name;
        throw Error("no-schedule",
                    "stage " + site.stage.name + ": the HLS library of 2020 has no process for " + Kind::op_type, "",
                    "known: " + known);
      },
      site.stage.kind);
}

}  // namespace weir::timing::hlslib
