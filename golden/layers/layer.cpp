#include "golden/layers/layer.hpp"

#include <limits>

#include "golden/base/divisors.hpp"
#include "golden/base/joined.hpp"

namespace weir::golden {

void require_divides(const std::string& layer, const char* fold, std::int64_t value, const char* dimension,
                     std::int64_t total, Errors& errors) {
  if (value >= 1 && total % value == 0) return;
  errors.add(
      "fold-divide",
      layer + ": " + fold + " " + std::to_string(value) + " does not divide " + dimension + " " + std::to_string(total),
      "", std::string("legal ") + fold + ": " + joined(divisors(total), " "));
}

void require_one(const std::string& layer, const char* fold, std::int64_t value, const char* op_type, Errors& errors) {
  if (value == 1) return;
  errors.add("fold-unused", layer + ": " + fold + " " + std::to_string(value) + " has no meaning for " + op_type, "",
             std::string("legal ") + fold + ": 1");
}

void require_positive(const std::string& layer, const char* dimension, std::int64_t value, Errors& errors) {
  if (value < 1)
    errors.add("layer-shape", layer + ": " + dimension + " is " + std::to_string(value), "",
               std::string(dimension) + " must be at least 1");
}

void require_positive(const std::string& layer, const char* dimension, const std::vector<std::int64_t>& values,
                      Errors& errors) {
  bool fine = !values.empty();
  for (const std::int64_t value : values) fine = fine && value >= 1;
  if (!fine)
    errors.add("layer-shape", layer + ": " + dimension + " is " + to_string(values), "",
               "every extent must be at least 1");
}

void require_type(const std::string& layer, const char* what, DataType found, DataType wanted, Errors& errors) {
  if (found != wanted)
    errors.add("layer-type", layer + ": " + what + " is " + found.name(), "", "legal here: " + wanted.name());
}

void require_extents(const std::string& layer, const char* name, const std::vector<std::int64_t>& values,
                     std::size_t count, std::int64_t least, Errors& errors) {
  bool fine = values.size() == count;
  for (const std::int64_t value : values) fine = fine && value >= least;
  if (!fine)
    errors.add("layer-shape", layer + ": " + name + " is " + to_string(values), "",
               std::string(name) + " takes " + std::to_string(count) + " numbers of at least " + std::to_string(least));
}

void require_range(const std::string& layer, DataType output, std::int64_t low, std::int64_t high, Errors& errors) {
  using Element = std::numeric_limits<decltype(Tensor::data)::value_type>;
  if (low < Element::min() || high > Element::max()) {
    errors.add("layer-range", layer + ": results reach " + std::to_string(low) + ".." + std::to_string(high), "",
               "elements are " + std::to_string(Element::min()) + ".." + std::to_string(Element::max()));
    return;
  }
  if (output.min() <= low && output.max() >= high && (output != DataType::bipolar() || low == high)) return;
  errors.add("layer-range",
             layer + ": results reach " + std::to_string(low) + ".." + std::to_string(high) + ", output " +
                 output.name() + " holds " + std::to_string(output.min()) + ".." + std::to_string(output.max()),
             "", "smallest type that holds them: " + smallest_type(low, high).name());
}

std::int64_t whole_frames(const Tensor& tensor, std::int64_t elements_per_frame) {
  if (elements_per_frame == 0) return 0;
  if (tensor.size() % elements_per_frame != 0)
    throw Error("internal", std::to_string(tensor.size()) + " elements are no whole number of frames of " +
                                std::to_string(elements_per_frame));
  return tensor.size() / elements_per_frame;
}

ElementOrder side_by_side_order(std::int64_t length, int lanes, int MMV) {
  return ElementOrder({{length / lanes, lanes}, {MMV, length}, {lanes, 1}});
}

ElementOrder depthwise_order(std::int64_t taps, std::int64_t channels, int lanes) {
  return ElementOrder({{channels / lanes, lanes}, {taps, channels}, {lanes, 1}});
}

Shape append(std::vector<std::int64_t> outer, std::int64_t last) {
  outer.push_back(last);
  return outer;
}

}  // namespace weir::golden
