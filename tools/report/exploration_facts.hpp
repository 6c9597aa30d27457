/// What the reports of an exploration read out of it, each figure in one way.
#pragma once
#include "tools/explore/explorer.hpp"

namespace weir::tools {

constexpr const char* kExploredResources[]{"LUT", "BRAM_18K", "URAM", "DSP"};

/// Enough of a key to tell points apart.
std::string short_key(const explore::Row& row);
/// Where write_exploration() puts the folding of a point, below its folder.
std::string folding_file(const explore::Row& row);
/// What simulates the point, given in that folder.
std::string command_of(const explore::Row& row, const std::string& network);
/// The fastest of the clocks asked for: at it frames per second and microseconds are told.
double fastest_clk_mhz(const explore::Explorer& explorer);
double fps_of(const explore::Row& row, double clk_mhz);
double latency_us(const explore::Row& row, double clk_mhz);
/// "code: what" of a point that failed; "" of others.
std::string error_of(const explore::Row& row);
/// The strongest that is known of a point.
std::string computed_text(const explore::Row& row);
/// The best by the first objective first. Of one profile, or ("") of all.
std::vector<const explore::Row*> front_of(const explore::Explorer& explorer, const std::string& profile = "");
std::vector<std::string> profiles_of(const explore::Explorer& explorer);
/// Null if nothing of the profile fits the part and the target.
const explore::Row* fastest_of(const explore::Explorer& explorer, const std::string& profile);

/// What each generator reaches, an object for each: how many points it has, and "first_folding" (the network's own, as
/// far as the rules allow it; null if it was not timed) and "fastest" (that fits; null if none does) with their
/// figures. "first_folding" says whether it is in the front, and if not which point of the front is nowhere worse
/// ("beaten_by"; null if none is, because it does not fit).
nlohmann::ordered_json generators_json(const explore::Explorer& explorer);
/// It as lines of cells, the heading first: two lines for each generator. As CSV and as text, ends of lines included.
std::vector<std::vector<std::string>> generators_table(const explore::Explorer& explorer);
std::string generators_csv(const explore::Explorer& explorer);
std::string generators_text(const explore::Explorer& explorer);

/// A cell of CSV, in quotes where it needs them.
std::string csv_cell(std::string text);
/// "10^3.2 foldings, searched".
std::string size_text(const explore::Explorer& explorer);

}  // namespace weir::tools
