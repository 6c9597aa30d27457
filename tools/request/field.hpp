/// A request - all that a command is asked - described once: a table of fields, each bound to the member that takes its
/// value. From the table come the command line's options (tools/weir/command.hpp), Python's keywords with their checks
/// (set_values), what a report says of its request (request_json), and the pages: help, manual, reference, completion
/// and stub (pages.hpp).
///
///     struct BlinkOptions { NetworkRequest network; int times = 3; };
///     Form describe(BlinkOptions& options) {
///       Form form{.command = "blink", .summary = "blink for every frame"};
///       form.add(fields_of(options.network));
///       form.add({{.name = "times", .target = &options.times, .help = "how often", .legal = WholeNumbers{1, 9}}});
///       return form;
///     }
///
/// One name serves everywhere: "clk-mhz" is --clk-mhz, Python's clk_mhz and "clk_mhz" in JSON.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weir::tools {

/// A member that is false when the option is given.
struct Unless {
  bool* member;
};
/// A member that is a clock period in ns, asked for as a frequency in MHz; 0 if nothing was asked.
struct AsMhz {
  double* period_ns;
};
/// The member that takes the value, and by it the type of the field.
using Target = std::variant<bool*, Unless, std::optional<bool>*, int*, std::int64_t*, std::uint64_t*, double*,
                            std::optional<double>*, AsMhz, std::string*, std::vector<std::string>*, std::vector<int>*>;

// What is legal, of a list for each of its values.
struct WholeNumbers {
  std::int64_t least, most;
};
struct Numbers {
  double least, most;
};
using Words = std::vector<std::string>;
/// A file to write, by the endings of its format, the usual one first. A name that promises another well-known format
/// is not legal; one that promises nothing is.
struct Written {
  std::vector<std::string> endings;
};
using Legal = std::variant<std::monostate, WholeNumbers, Numbers, Words, Written>;

// What several commands agree on.
constexpr WholeNumbers kFrameCounts{1, 1'000'000'000};
constexpr WholeNumbers kThreadCounts{0, 1024};
constexpr Numbers kClocksMhz{0.001, 100'000};
constexpr Numbers kClocksNs{0.01, 1'000'000};
constexpr Numbers kStallProbabilities{0, 0.99};
constexpr Numbers kOverheadsUs{0, 1e9};

enum class Surface { kBoth, kCommandLine, kPython };
/// How the command line takes several values: --input A B, --bs 1,10, or --axi-lite A --axi-lite B.
enum class List { kWords, kCommas, kRepeated };

struct Field {
  std::string name{};  ///< with '-', without the two in front
  Target target{};     ///< its value while the form is made is the default
  std::string help{};  ///< what it means; with the unit of a number
  Legal legal{};
  std::string otherwise{};             ///< what holds without it, where the default does not say so itself
  std::string value{};                 ///< what stands for the value in a synopsis: FILE, FOLDER, N, MHZ
  std::vector<std::string> aliases{};  ///< older names, taken everywhere
  std::string instead_of{};            ///< the field whose other unit this is; only one of them is given
  char letter = 0;                     ///< -o
  bool is_argument = false;            ///< by its place on the command line: NETWORK
  bool is_required = false;
  bool is_manner = false;  ///< how and where results are told, which is no part of what was asked
  List list = List::kWords;
  Surface surface = Surface::kBoth;
  std::string python_default{};    ///< where Python's differs: a notebook does not wait for RTL
  nlohmann::ordered_json usual{};  ///< the default's value, set by Form::add

  bool is_for(Surface one) const { return surface == Surface::kBoth || surface == one; }
  std::string key() const;  ///< Python's and JSON's name
};

struct Form {
  std::string command{};  ///< "simulate"
  std::string summary{};  ///< one line, without a full stop
  std::string about{};    ///< more sentences, for Python and the pages; may be empty
  std::string python{};   ///< method of weir.Model; "" if Python has none
  std::string returns{};  ///< its class
  std::string data{};     ///< what it takes before all keywords, of no field: "x: Any = None"
  std::string first{};    ///< the keyword that may come first without its name
  std::vector<Field> fields{};

  void add(std::vector<Field> more);
  /// By its name or an older one, with '-' or '_'; null if there is none for that surface.
  const Field* find(const std::string& name, Surface surface) const;
};

/// ".pdf" of a name that promises what `written` is not; "" of one that is legal.
std::string wrong_ending(const std::string& file, const Written& written);
/// "a whole number 1 .. 1000000000", "systemc, maxplus", "a text": what `field` takes.
std::string legal_text(const Field& field);
/// The member's value as JSON; null for an unset optional one.
nlohmann::ordered_json value_of(const Field& field);
/// "default: 3", "default: as the file says"; "" where there is nothing to say.
std::string default_text(const Field& field);

/// Sets the members that `values`, an object of Python's names, names; null and a name left out leave Python's default.
/// Throws Errors usage with every name that there is not (and the nearest), every wrong type and value, and what is
/// missing.
void set_values(const Form& form, const nlohmann::ordered_json& values);

/// What a report says of its request: command, version, and of the fields NETWORK, profile and all that differ from
/// their defaults, but no field that says how results are told.
nlohmann::ordered_json request_json(const Form& form, const std::string& version);

}  // namespace weir::tools
