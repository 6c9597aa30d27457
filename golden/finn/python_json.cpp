#include "golden/finn/python_json.hpp"

#include <charconv>
#include <cmath>

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

/// repr() turns to exponents at 1e16 and below 1e-4.
constexpr int kLeastExponent = -4, kMostExponent = 16;

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  std::string write(const Json& json) {
    value(json, 0);
    return std::move(text_);
  }

 private:
  void value(const Json& json, int level) {
    if (json.is_object())
      object(json, level);
    else if (json.is_array())
      array(json, level);
    else if (json.is_number_float())
      text_ += python_float(json.get<double>());
    else
      text_ += json.dump(-1, ' ', true);
  }

  void object(const Json& json, int level) {
    list(json, '{', '}', level, [&](const auto& item) {
      text_ += Json(item.key()).dump(-1, ' ', true) + ": ";
      value(item.value(), level + 1);
    });
  }

  void array(const Json& json, int level) {
    list(json, '[', ']', level, [&](const auto& item) { value(item.value(), level + 1); });
  }

  template <class Item>
  void list(const Json& json, char open, char close, int level, const Item& write_item) {
    text_ += open;
    bool first = true;
    for (const auto& item : json.items()) {
      if (!first) text_ += ',';
      first = false;
      new_line(level + 1);
      write_item(item);
    }
    if (!first) new_line(level);
    text_ += close;
  }

  void new_line(int level) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(level * indent_), ' ');
  }

  int indent_;
  std::string text_;
};

}  // namespace

std::string python_float(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char scientific[64];
  const auto end =
      std::to_chars(std::begin(scientific), std::end(scientific), value, std::chars_format::scientific).ptr;
  const std::string shortest(scientific, end);
  const int exponent = std::stoi(shortest.substr(shortest.find('e') + 1));
  if (exponent < kLeastExponent || exponent >= kMostExponent) return shortest;
  char fixed[64];
  const auto fixed_end = std::to_chars(std::begin(fixed), std::end(fixed), value, std::chars_format::fixed).ptr;
  std::string text(fixed, fixed_end);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string python_json(const Json& json, int indent) { return Writer(indent).write(json); }

}  // namespace weir::golden
