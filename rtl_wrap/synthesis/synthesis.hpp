/// What the generated SystemVerilog becomes on an FPGA: yosys' synth_xilinx over every distinct module of an RTL folder
/// and every distinct FIFO, out of context. Cell counts, no timing: yosys does not place or route.
///
/// A module that several stages share is synthesised once, with the tables of the first of them. Results are kept in
/// the cache by the hash of all that goes in.
#pragma once
#include <cstdint>
#include <functional>

#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::rtl {

/// In the terms of Vivado's utilisation report: `lut` counts logic and memory LUTs, `lutram` those used as memory or
/// shift register. Inverters count nothing: the vendor's tools absorb them.
struct CellCounts {
  std::int64_t lut = 0, lutram = 0, ff = 0, bram18 = 0, bram36 = 0, uram = 0, dsp = 0, carry = 0;
  CellCounts& operator+=(const CellCounts& other);
  bool operator==(const CellCounts&) const = default;
};

struct SynthesisOptions {
  std::filesystem::path cache;  ///< empty = weir::cache_folder()
  std::string fpga_part = "xc7z020clg400-1";
  int jobs = 2;
  std::function<void(const std::string&)> progress;  ///< one short line per module; may be empty
};

struct Synthesis {
  struct Part {
    std::string name;  ///< stage or stream
    CellCounts cells;
  };
  std::vector<Part> stages, fifos;  ///< in the order of the folder's lists
  CellCounts total;
  int modules = 0, from_cache = 0;
  std::string yosys_version;
};

/// Throws Error program-missing without yosys, unknown-part for a family it cannot map, synthesis-failed with yosys'
/// own words.
Synthesis synthesise(const RtlFolder& rtl, const SynthesisOptions& options = {});

/// Sums up a list of cell types and their numbers, as yosys' `stat -json` gives it.
CellCounts count_cells(const std::vector<std::pair<std::string, std::int64_t>>& cells);

}  // namespace weir::rtl
