/// What an exploration found: JSON, CSV, text, a page, and the figures that DVC compares. All but text the same for the
/// same request, whoever computed it when.
#pragma once
#include <filesystem>

#include "tools/explore/explorer.hpp"

namespace weir::tools {

/// `network`: as the user names it, for the commands of the points.
nlohmann::ordered_json exploration_json(const explore::Explorer& explorer, const std::string& network);
/// A line per point.
std::string exploration_csv(const explore::Explorer& explorer);
/// Flat numbers, for `dvc metrics`.
nlohmann::ordered_json exploration_metrics(const explore::Explorer& explorer);
std::string exploration_page(const explore::Explorer& explorer, const std::string& network);
std::string exploration_text(const explore::Explorer& explorer);

/// exploration.json, points.csv, generators.csv (what each generator reaches), metrics.json, report.html, and
/// foldings/KEY.json of every point of the front: its folding with its FIFO depths, as `--folding` takes it. Throws
/// Error output-unwritable.
void write_exploration(const explore::Explorer& explorer, const std::string& network,
                       const std::filesystem::path& folder);

}  // namespace weir::tools
