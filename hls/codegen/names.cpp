#include "hls/codegen/names.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace weir::hls {

namespace {

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool is_identifier(const std::string& name) {
  // Two underscores, or one at the front, belong to compilers.
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
         std::all_of(name.begin(), name.end(), is_word_character) && name.find("__") == std::string::npos;
}

/// Keywords of C++ and SystemVerilog that a layer could plausibly be called, and names our generated sources use.
constexpr std::string_view kTaken =
    " alias always and assert assign assume auto automatic before begin bind bit bool break buf byte case cell"
    " char checker class clocking config const constraint context continue cover cross default delete design"
    " disable dist do double edge else end enum event expect explicit export extends extern false final"
    " first_match float for force foreach fork friend function generate global goto if implies import initial"
    " inline inout input inside instance int integer interface intersect join large let library liblist local"
    " logic long main matches medium modport module mutable namespace nand negedge nettype new nor not null"
    " operator or output package packed parameter posedge primitive priority private program property protected"
    " public pull0 pull1 pulldown pullup pure rand real ref reg register reject_on release repeat restrict return"
    " sample scalared sequence short shortint signed sizeof small soft solve specify static std string strong"
    " strong0 strong1 struct super supply0 supply1 switch table tagged task template this throw time timeunit tran"
    " tri tri0 tri1 triand trior true try type typedef typename union unique unique0 unsigned until untyped use"
    " using var vectored virtual void volatile wait wand weak while wildcard wire with within wor xnor xor ap_clk"
    " ap_rst_n csim hls weir weir_fifo weir_top"
    " ";

bool is_taken(const std::string& name) {
  if (kTaken.find(" " + name + " ") != std::string_view::npos) return true;
  for (const std::string_view prefix : {"fifo_", "stream_", "s_axis_", "m_axis_", "mon_", "idma_", "odma_"})
    if (name.starts_with(prefix)) return true;
  return false;
}

void check_stage_names(const golden::StageGraph& graph, Errors& errors) {
  for (const auto& stage : graph.stages) {
    if (!is_identifier(stage.name))
      errors.add("hls-name", "stage \"" + stage.name + "\" cannot be named so in C++ and SystemVerilog", "",
                 "a letter, then letters, digits and single underscores");
    else if (is_taken(stage.name))
      errors.add("hls-name", "stage \"" + stage.name + "\" has a reserved name", "",
                 "rename the layer, e.g. " + stage.name + "_0 or L_" + stage.name);
  }
}

void check_word_files(const golden::StageGraph& graph, Errors& errors) {
  std::set<std::string> seen;
  for (const auto& stream : graph.streams)
    if (!seen.insert(words_file_name(stream)).second)
      errors.add("hls-name",
                 "the words of stream \"" + stream.name + "\" and of another stream would both go to " +
                     words_file_name(stream),
                 "", "stream names that differ in letters, digits, '.', '-' or '_'");
}

/// Words that FINN's hardware has and our kernels have not.
void check_words(const golden::StageGraph& graph, Errors& errors) {
  const auto refuse = [&](const golden::Stage& stage, const std::string& what) {
    errors.add("hls-words",
               "stage " + stage.name + ": its file states " + what + ", which Weir's own kernels do not have", "",
               "fold the layer without it; weir simulate times it as FINN's hardware");
  };
  for (const golden::Stage& stage : graph.stages) {
    const auto parallel = stage.folding.stated.find("parallel_window");
    if (parallel != stage.folding.stated.end()) refuse(stage, "parallel_window = " + parallel->second);
    const auto* pool = std::get_if<golden::MaxPool>(&stage.kind);
    const std::int64_t word = graph.streams[static_cast<std::size_t>(stage.inputs.front())].elements_per_word;
    if (pool != nullptr && word != pool->channels)
      refuse(stage, "PE = " + std::to_string(word) + " of " + std::to_string(pool->channels) + " channels in a pool");
  }
}

}  // namespace

std::string words_file_name(const golden::Stream& stream) {
  std::string name = stream.name;
  for (char& c : name)
    if (!is_word_character(c) && c != '.' && c != '-') c = '_';
  return name + ".bin";
}

void require_names(const golden::StageGraph& graph) {
  Errors errors;
  check_stage_names(graph, errors);
  check_word_files(graph, errors);
  check_words(graph, errors);
  errors.throw_if_any();
}

}  // namespace weir::hls
