/// What is wrong with a command line, in the form of all other errors; and the numbers that options take.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>

#include "golden/base/error.hpp"

namespace weir::tools {

/// What `app` found wrong while it parsed, with the nearest command or option for a misspelt one.
Error usage_error(const CLI::App& app, const CLI::ParseError& problem);

/// Refuses "simlate" with the commands there are; for before CLI11, which would say that a command is missing.
/// Throws Error usage.
void require_command(const CLI::App& app, int argc, const char* const* argv);

/// Whole numbers low..high; neither fractions nor what wraps round.
CLI::Validator whole_number(std::int64_t low, std::int64_t high);
/// Finite numbers low..high.
CLI::Validator number(double low, double high);

/// What several commands agree on.
inline CLI::Validator frame_count() { return whole_number(1, 1'000'000'000); }
inline CLI::Validator clock_mhz() { return number(0.001, 100'000); }
inline CLI::Validator clock_ns() { return number(0.01, 1'000'000); }
inline CLI::Validator stall_probability() { return number(0, 0.99); }
inline CLI::Validator thread_count() { return whole_number(0, 1024); }
inline CLI::Validator overhead_us() { return number(0, 1e9); }

}  // namespace weir::tools
