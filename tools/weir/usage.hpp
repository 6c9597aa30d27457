/// What is wrong with a command line, in the form of all other errors; and the numbers that options take.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>

#include "golden/base/error.hpp"
#include "tools/request/field.hpp"

namespace weir::tools {

/// What `app` found wrong while it parsed, with the nearest command or option for a misspelt one.
Error usage_error(const CLI::App& app, const CLI::ParseError& problem);

/// Refuses "simlate" with the commands there are, and no command at all; for before CLI11, which would say that a
/// command is missing. Throws Error usage.
void require_command(const CLI::App& app, int argc, const char* const* argv);
/// The same for a command by its name.
void require_command(const CLI::App& app, const std::string& given);

/// Whole numbers low..high; neither fractions nor what wraps round.
CLI::Validator whole_number(std::int64_t low, std::int64_t high);
/// Finite numbers low..high.
CLI::Validator number(double low, double high);

/// A file to write whose name does not promise another format.
CLI::Validator written_file(Written written);

/// One of these words; another one is refused with the nearest.
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace weir::tools
