#include "rtl_wrap/foreign/finn_thresholds.hpp"

#include <algorithm>
#include <regex>
#include <variant>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/network/words.hpp"
#include "rtl_wrap/foreign/finn_layers.hpp"
#include "rtl_wrap/foreign/memory_text.hpp"
#include "rtl_wrap/foreign/verilog_text.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;

namespace {

/// Of one layer, as FINN deals its rows out: row fold * PE + pe.
struct Table {
  const Tensor* thresholds;
  std::int64_t rows, levels, pe;
  DataType type;
  int act_val;
  bool is_thresholding;

  std::int64_t folds() const { return rows / pe; }
  std::int32_t at(std::int64_t row, std::int64_t level) const {
    return thresholds->data[static_cast<std::size_t>(row * levels + level)];
  }
  bool shares_row() const {
    for (std::int64_t k = levels; k < rows * levels; ++k)
      if (thresholds->data[static_cast<std::size_t>(k)] != thresholds->data[static_cast<std::size_t>(k % levels)])
        return false;
    return true;
  }
};

std::optional<Table> table_of(const golden::StageGraph& graph, const golden::Layer& layer) {
  const auto& of = graph.folding.implementations;
  const auto made = of.find(layer.name);
  const auto stated = [&](const char* name) { return made == of.end() ? "" : made->second.attribute(name); };
  Table table{&layer.parameters.thresholds, 0, 0, graph.folding.of(layer.name).PE, DataType::int_(32), 0, false};
  if (const auto* t = std::get_if<golden::Thresholding>(&layer.kind)) {
    const std::string type = stated("weightDataType");
    table.rows = t->channels;
    table.levels = t->levels;
    table.type = type.empty() ? t->threshold : DataType::parse(type);
    table.act_val = t->act_val;
    table.is_thresholding = true;
  } else if (const auto* m = std::get_if<golden::Mvau>(&layer.kind)) {
    table.rows = m->MH;
    table.levels = m->levels;
  } else if (const auto* v = std::get_if<golden::Vvau>(&layer.kind)) {
    table.rows = v->channels;
    table.levels = v->levels;
  }
  if (const std::string value = stated("ActVal"); !value.empty()) table.act_val = std::stoi(value);
  if (table.levels < 1 || table.pe < 1 || table.rows % table.pe != 0 ||
      table.thresholds->size() != table.rows * table.levels)
    return std::nullopt;
  return table;
}

/// The numbers that a design gives to parameters beside a string: in .NAME(3), .PATH("x") or parameter NAME = 3.
std::optional<std::int64_t> number_beside(const std::vector<Token>& tokens, std::size_t text, std::string_view name) {
  std::size_t first = text, last = text;
  while (first > 0 && !tokens[first].is("#") && !tokens[first].is(";")) --first;
  while (last < tokens.size() && !tokens[last].is(";") && !tokens[last].is("input")) ++last;
  for (std::size_t i = first; i + 2 < last; ++i) {
    if (!tokens[i].is(name) || (!tokens[i + 1].is("=") && !tokens[i + 1].is("("))) continue;
    const bool is_negative = tokens[i + 2].is("-");
    const Token& number = tokens[i + 2 + is_negative];
    if (number.kind != Token::Kind::kNumber) continue;
    if (std::any_of(number.text.begin(), number.text.end(), [](char c) { return c < '0' || c > '9'; })) continue;
    return (is_negative ? -1 : 1) * std::stoll(std::string(number.text));
  }
  return std::nullopt;
}

struct SearchParameters {
  std::optional<std::int64_t> channels, bias;
};

SearchParameters search_parameters(const std::vector<fs::path>& sources, const std::string& path) {
  SearchParameters found;
  for (const fs::path& source : sources) {
    const std::string text = read_text_file(source);
    if (path.empty() || text.find("\"" + path + "\"") == std::string::npos) continue;
    const auto tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind != Token::Kind::kString || tokens[i].text != path) continue;
      if (!found.channels) found.channels = number_beside(tokens, i, "C");
      if (!found.bias) found.bias = number_beside(tokens, i, "BIAS");
    }
  }
  return found;
}

int stages_of(std::int64_t levels) {
  int stages = 1;
  while ((std::int64_t{1} << stages) < levels + 1) ++stages;
  return stages;
}

std::optional<std::string> search_memory(const Table& table, std::int64_t pe, int stage, const SearchParameters& rtl) {
  const int stages = stages_of(table.levels);
  const std::int64_t all = (std::int64_t{1} << stages) - 1;
  const std::int64_t missing = all - table.levels;
  if (pe >= table.pe || stage >= stages || (missing > 0 && !rtl.bias)) return std::nullopt;
  if (!rtl.channels && table.folds() > 1 && table.shares_row()) return std::nullopt;
  const std::int64_t before = missing == 0 ? 0 : table.act_val - *rtl.bias;
  if (before != 0 && before != missing) return std::nullopt;
  const std::int64_t folds = rtl.channels ? *rtl.channels / table.pe : table.folds();
  std::vector<std::int32_t> words;
  for (std::int64_t fold = 0; fold < std::min(folds, table.folds()); ++fold)
    for (std::int64_t i = 0; i < std::int64_t{1} << stage; ++i) {
      const std::int64_t step = (i << (stages - stage)) + (std::int64_t{1} << (stages - stage - 1)) - 1 - before;
      words.push_back(step < 0               ? static_cast<std::int32_t>(table.type.min())
                      : step >= table.levels ? 0
                                             : table.at(fold * table.pe + pe, step));
    }
  return hexadecimal(golden::pack_words(words, table.type, 1));
}

std::string stream_memory(const Table& table) {
  std::vector<std::int32_t> elements;
  for (std::int64_t row = 0; row < table.rows; ++row)
    for (std::int64_t level = table.levels; level-- > 0;) elements.push_back(table.at(row, level));
  return hexadecimal(golden::pack_words(elements, table.type, table.pe * table.levels));
}

std::optional<std::string> rom_memory(const Table& table, std::optional<std::int64_t> first,
                                      std::optional<std::int64_t> second) {
  const std::int64_t index = second ? *first * table.levels + *second : first.value_or(0);
  if (index >= table.pe * table.levels || (second && *second >= table.levels) ||
      (!first && table.pe * table.levels > 1))
    return std::nullopt;
  std::vector<std::int32_t> words;
  for (std::int64_t fold = 0; fold < table.folds(); ++fold)
    words.push_back(table.at(fold * table.pe + index / table.levels, index % table.levels));
  return hexadecimal(golden::pack_words(words, DataType::int_(32), 1));
}

std::optional<std::int64_t> number(const std::ssub_match& match) {
  return match.matched ? std::optional(std::stoll(match.str())) : std::nullopt;
}

std::optional<std::string> text_of(const Table& table, const std::string& asked, const std::vector<fs::path>& sources) {
  static const std::regex search(R"((.*)threshs_(\d{1,6})_(\d{1,2})\.dat)");
  static const std::regex stream(R"(memblock(?:_sim|_synth)?(?:_0)?\.dat)");
  static const std::regex rom(
      R"(.*threshs(?:_m_thresholds)?(?:_(\d{1,6}))?(?:_(\d{1,6}))?(?:_V)?_(?:ROM_\w+|rom)\.dat)");
  const std::string file = fs::path(asked).filename().string();
  std::smatch match;
  if (std::regex_match(file, match, rom)) return rom_memory(table, number(match[1]), number(match[2]));
  if (!table.is_thresholding) return std::nullopt;
  if (std::regex_match(file, stream)) return stream_memory(table);
  if (std::regex_match(asked, match, search))
    return search_memory(table, *number(match[2]), static_cast<int>(*number(match[3])),
                         search_parameters(sources, match[1]));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> finn_threshold_memory(const golden::StageGraph& graph, const std::string& asked,
                                                 const std::vector<fs::path>& sources) {
  const golden::Layer* layer = layer_named_in(graph, asked);
  if (layer == nullptr) return std::nullopt;
  const auto table = table_of(graph, *layer);
  if (!table) return std::nullopt;
  try {
    return text_of(*table, asked, sources);
  } catch (const Error& error) {
    if (error.code != "dtype-range") throw;
    return std::nullopt;
  }
}

}  // namespace weir::rtl
