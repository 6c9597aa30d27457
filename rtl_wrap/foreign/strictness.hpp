/// Where Verilator 5.006 is stricter than the vendors' simulators, a source is rewritten into the same in other words:
///
/// - recursive functions whose calls of themselves come last (f_gcd) become loops: it evaluates no recursion
/// - structs become packed, where all members can be: g++ rejects what it makes of others in some places
/// - an array type of unsigned numbers that a function returns becomes packed: it knows no constant of unpacked ones
/// - functions within generate blocks, with the types that they return, move before the block, where they use nothing
/// of it: it evaluates none there
/// - a format of $error, $warning, $info, $fatal or $display that asks for more arguments than there are loses the rest
/// - a name that stands in such a message alone, in a generate branch that is not taken, is written as a string: it
/// looks
///   for declarations in every branch
/// - a <= {x, a[0:N-2]} of an unpacked array becomes a loop: it takes the concatenation for a pattern
/// - always @(posedge clk iff x) s becomes always @(posedge clk) if (x) s
/// - a for loop of several variables gets a block that declares all but its last
/// - $fopen, which it takes as the whole right side of an assignment alone, is written so, in an initial block if
/// needed
/// - always and forever whose turns are delays alone (a clock that a design makes itself) are left out: without delays
///   they never end
/// - loops without end in which nothing waits, leaves or calls say so and stop, where they are reached: they hang
#pragma once
#include <string>
#include <vector>

namespace weir::rtl {

struct Relaxed {
  std::string text;
  std::vector<std::string> rewrites;  ///< one per change: what was changed, with its name
};

Relaxed relax_for_verilator(const std::string& text);

/// The parts, each for itself; `rewrites` grows.
std::string loops_for_recursion(const std::string& text, std::vector<std::string>& rewrites);
std::string loops_for_array_shifts(const std::string& text, std::vector<std::string>& rewrites);
std::string loops_of_one_variable(const std::string& text, std::vector<std::string>& rewrites);
std::string files_opened_alone(const std::string& text, std::vector<std::string>& rewrites);
std::string packed_structs(const std::string& text, std::vector<std::string>& rewrites);
std::string packed_array_results(const std::string& text, std::vector<std::string>& rewrites);
std::string functions_before_generate(const std::string& text, std::vector<std::string>& rewrites);
std::string complete_formats(const std::string& text, std::vector<std::string>& rewrites);
std::string declared_in_messages(const std::string& text, std::vector<std::string>& rewrites);
std::string conditions_for_iff(const std::string& text, std::vector<std::string>& rewrites);
std::string endless_loops_told(const std::string& text, std::vector<std::string>& rewrites);
std::string clocks_of_delays_left_out(const std::string& text, std::vector<std::string>& rewrites);

}  // namespace weir::rtl
