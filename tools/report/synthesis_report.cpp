#include "tools/report/synthesis_report.hpp"

#include <fmt/core.h>

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

const golden::Resources* estimate_of(const std::optional<golden::Estimate>& estimate, const std::string& stage) {
  if (!estimate) return nullptr;
  for (std::size_t i = 0; i < estimate->nodes.size(); ++i)
    if (estimate->nodes[i].layer->name == stage) return &estimate->resources[i];
  return nullptr;
}

std::int64_t in_bram18(const rtl::CellCounts& cells) { return cells.bram18 + 2 * cells.bram36; }

Json counts_json(const rtl::CellCounts& cells) {
  return {{"LUT", cells.lut},         {"LUTRAM", cells.lutram},   {"FF", cells.ff},     {"DSP", cells.dsp},
          {"BRAM_18K", cells.bram18}, {"BRAM_36K", cells.bram36}, {"URAM", cells.uram}, {"Carry", cells.carry}};
}

std::string row(const std::string& name, const rtl::CellCounts& cells, const golden::Resources* finn) {
  const auto estimated = [&](const golden::PythonNumber golden::Resources::*field) {
    return finn == nullptr ? std::string("-") : fmt::format("{:g}", (finn->*field).value);
  };
  return fmt::format("  {:<36} {:>8} {:>8} {:>8} {:>8} {:>8} {:>6} {:>10} {:>8}\n", name, cells.lut, cells.lutram,
                     cells.ff, in_bram18(cells), cells.uram, cells.dsp, estimated(&golden::Resources::lut),
                     estimated(&golden::Resources::bram_18k));
}

rtl::CellCounts sum(const std::vector<rtl::Synthesis::Part>& parts) {
  rtl::CellCounts total;
  for (const auto& part : parts) total += part.cells;
  return total;
}

}  // namespace

Json ooc_synth_json(const rtl::Synthesis& synthesis) {
  Json json = counts_json(synthesis.total);
  json["BRAM"] = static_cast<double>(synthesis.total.bram36) + static_cast<double>(synthesis.total.bram18) / 2;
  json["yosys_version"] = synthesis.yosys_version;
  return json;
}

Json synthesis_json(const rtl::Synthesis& synthesis, const std::optional<golden::Estimate>& estimate) {
  Json json{{"schema_version", 1}, {"total", ooc_synth_json(synthesis)}};
  for (const auto& part : synthesis.stages) {
    Json stage = counts_json(part.cells);
    if (const auto* finn = estimate_of(estimate, part.name))
      stage["finn_estimate"] = {{"LUT", finn->lut.value},
                                {"BRAM_18K", finn->bram_18k.value},
                                {"URAM", finn->uram.value},
                                {"DSP", finn->dsp.value}};
    json["stages"][part.name] = stage;
  }
  for (const auto& part : synthesis.fifos) json["fifos"][part.name] = counts_json(part.cells);
  return json;
}

std::string synthesis_table(const rtl::Synthesis& synthesis, const std::optional<golden::Estimate>& estimate) {
  std::string text = fmt::format("  {:<36} {:>8} {:>8} {:>8} {:>8} {:>8} {:>6} {:>10} {:>8}\n", "stage", "LUT",
                                 "LUTRAM", "FF", "RAMB18", "URAM", "DSP", "FINN: LUT", "RAMB18");
  for (const auto& part : synthesis.stages) text += row(part.name, part.cells, estimate_of(estimate, part.name));
  text += row(fmt::format("{} FIFOs", synthesis.fifos.size()), sum(synthesis.fifos), nullptr);
  text += row("total", synthesis.total, nullptr);
  return text + synthesis.yosys_version + ", out of context, no timing\n";
}

}  // namespace weir::tools
