/// Operations that join numbers of one tensor.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "golden/floats/operations.hpp"

namespace weir::golden::floats {

namespace {

/// As runtimes compute it: e to the distance from the largest, by their sum; each rounded.
Value softmax(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const bool is_flat = node.has("flattens"), is_log = node.op_type == "LogSoftmax";
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", is_flat ? 1 : -1), out.shape.size()));
  Axis axis(out.shape, at);
  if (is_flat) {  // up to opset 12: over all axes from this one on
    axis.extent *= axis.inner;
    axis.inner = 1;
  }
  for (std::size_t o = 0; o < axis.outer; ++o)
    for (std::size_t i = 0; i < axis.inner; ++i) {
      double most = -INFINITY, sum = 0;
      for (std::size_t e = 0; e < axis.extent; ++e) most = std::max(most, out.data[axis.at(o, e, i)]);
      for (std::size_t e = 0; e < axis.extent; ++e) {
        double& x = out.data[axis.at(o, e, i)];
        x = to_float32(x - most);
        sum += to_float32(std::exp(x));
      }
      for (std::size_t e = 0; e < axis.extent; ++e) {
        double& x = out.data[axis.at(o, e, i)];
        x = to_float32(is_log ? x - std::log(sum) : to_float32(std::exp(x)) / to_float32(sum));
      }
    }
  out.codes = nullptr;
  return out;
}

using Fold = double (*)(const std::vector<double>&);

double sum_of(const std::vector<double>& list) { return std::accumulate(list.begin(), list.end(), 0.0); }
double mean_of(const std::vector<double>& list) { return sum_of(list) / static_cast<double>(list.size()); }
double most_of(const std::vector<double>& list) { return *std::max_element(list.begin(), list.end()); }
double least_of(const std::vector<double>& list) { return *std::min_element(list.begin(), list.end()); }
double product_of(const std::vector<double>& list) {
  return std::accumulate(list.begin(), list.end(), 1.0, [](double a, double b) { return a * b; });
}

Value reduced(const Node& node, const Inputs& inputs, const std::set<std::size_t>& gone, bool keeps, Fold fold) {
  const Value& in = need(node, inputs, 0);
  Shape kept = in.shape;
  for (const std::size_t axis : gone) kept[axis] = 1;
  std::vector<std::vector<double>> lists(static_cast<std::size_t>(element_count(kept)));
  for (std::size_t n = 0; n < in.data.size(); ++n) {
    std::size_t rest = n, index = 0, stride = 1;
    for (std::size_t i = in.shape.size(); i-- > 0;) {
      const std::size_t at = rest % static_cast<std::size_t>(in.shape[i]);
      rest /= static_cast<std::size_t>(in.shape[i]);
      if (gone.contains(i)) continue;
      index += at * stride;
      stride *= static_cast<std::size_t>(in.shape[i]);
    }
    lists[index].push_back(in.data[n]);
  }
  Value out;
  out.is_integer = in.is_integer;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (keeps || !gone.contains(i)) out.shape.push_back(kept[i]);
  for (const auto& list : lists) out.data.push_back(list.empty() ? 0 : fold(list));
  round_unless_integer(out);
  return out;
}

template <Fold fold>
Value reduction(const Node& node, const Inputs& inputs) {
  const std::size_t rank = need(node, inputs, 0).shape.size();
  std::set<std::size_t> gone;
  for (const std::int64_t axis : axes_of(node, inputs))
    gone.insert(static_cast<std::size_t>(axis_of(node, axis, rank)));
  const bool stays = node.integer("noop_with_empty_axes", 0) != 0;
  for (std::size_t i = 0; i < rank && gone.empty() && !stays; ++i) gone.insert(i);
  return reduced(node, inputs, gone, node.integer("keepdims", 1) != 0, fold);
}

template <Fold fold>
Value over_pixels(const Node& node, const Inputs& inputs) {
  const std::size_t rank = need(node, inputs, 0).shape.size();
  std::set<std::size_t> gone;
  for (std::size_t i = 2; i < rank; ++i) gone.insert(i);
  return reduced(node, inputs, gone, true, fold);
}

Value arg_max(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", 0), in.shape.size()));
  const Axis axis(in.shape, at);
  const bool is_least = node.op_type == "ArgMin", takes_last = node.integer("select_last_index", 0) != 0;
  Value out;
  out.is_integer = true;
  out.shape = in.shape;
  if (node.integer("keepdims", 1) != 0)
    out.shape[at] = 1;
  else
    out.shape.erase(out.shape.begin() + static_cast<std::ptrdiff_t>(at));
  for (std::size_t o = 0; o < axis.outer; ++o)
    for (std::size_t i = 0; i < axis.inner; ++i) {
      std::size_t best = 0;
      for (std::size_t e = 1; e < axis.extent; ++e) {
        const double x = in.data[axis.at(o, e, i)], y = in.data[axis.at(o, best, i)];
        if ((is_least ? x < y : x > y) || (takes_last && x == y)) best = e;
      }
      out.data.push_back(static_cast<double>(best));
    }
  return out;
}

/// Of two matrices, or of a stack of rows and a matrix.
Value mat_mul(const Node& node, const Inputs& inputs) {
  const Value &a = need(node, inputs, 0), &b = need(node, inputs, 1);
  if (a.shape.empty() || b.shape.size() != 2 || a.shape.back() != b.shape.front())
    bad_shape(node, to_string(a.shape) + " times " + to_string(b.shape), "legal: [.., K] times [K, N]");
  const auto K = static_cast<std::size_t>(b.shape[0]), N = static_cast<std::size_t>(b.shape[1]);
  Value out;
  out.shape = a.shape;
  out.shape.back() = b.shape[1];
  for (std::size_t row = 0; row < a.data.size() / K; ++row)
    for (std::size_t n = 0; n < N; ++n) {
      double sum = 0;
      for (std::size_t k = 0; k < K; ++k) sum += a.data[row * K + k] * b.data[k * N + n];
      out.data.push_back(to_float32(sum));
    }
  return out;
}

Value transposed(Value in) {
  const auto rows = static_cast<std::size_t>(in.shape[0]), columns = static_cast<std::size_t>(in.shape[1]);
  Value out = in;
  std::swap(out.shape[0], out.shape[1]);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) out.data[c * rows + r] = in.data[r * columns + c];
  return out;
}

Value gemm(const Node& node, const Inputs& inputs) {
  Value a = need(node, inputs, 0), b = need(node, inputs, 1);
  if (a.shape.size() != 2 || b.shape.size() != 2) bad_shape(node, to_string(a.shape) + " times " + to_string(b.shape));
  if (node.integer("transA", 0) != 0) a = transposed(std::move(a));
  if (node.integer("transB", 0) != 0) b = transposed(std::move(b));
  Value out = mat_mul(node, Inputs(node, {&a, &b}));
  const double alpha = to_float32(node.number("alpha", 1)), beta = to_float32(node.number("beta", 1));
  const Value* bias = inputs[2];
  const std::vector<double> summand =
      bias == nullptr ? std::vector<double>(out.data.size(), 0) : spread(node, *bias, out.shape);
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = to_float32(alpha * out.data[i] + beta * summand[i]);
  return out;
}

}  // namespace

std::vector<Value> top_k(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  if (in.shape.empty()) bad_shape(node, "a single number has no order");
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", -1), in.shape.size()));
  const Axis axis(in.shape, at);
  const std::int64_t count = node.has("k") ? node.integer("k", 1) : whole(need(node, inputs, 1).at(0));
  if (count < 1 || count > static_cast<std::int64_t>(axis.extent)) bad_shape(node, "K is " + std::to_string(count));
  const bool is_largest = node.integer("largest", 1) != 0;
  Value values, indices;
  values.shape = in.shape;
  values.shape[at] = count;
  indices.shape = values.shape;
  indices.is_integer = true;
  values.data.resize(static_cast<std::size_t>(element_count(values.shape)));
  indices.data.resize(values.data.size());
  const Axis made(values.shape, at);
  for (std::size_t o = 0; o < axis.outer; ++o)
    for (std::size_t i = 0; i < axis.inner; ++i) {
      std::vector<std::size_t> order(axis.extent);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double x = in.data[axis.at(o, a, i)], y = in.data[axis.at(o, b, i)];
        return is_largest ? x > y : x < y;
      });
      for (std::size_t e = 0; e < made.extent; ++e) {
        values.data[made.at(o, e, i)] = in.data[axis.at(o, order[e], i)];
        indices.data[made.at(o, e, i)] = static_cast<double>(order[e]);
      }
    }
  return {std::move(values), std::move(indices)};
}

const std::map<std::string, Function>& joining_functions() {
  static const std::map<std::string, Function> kFunctions{{"Softmax", softmax},
                                                          {"LogSoftmax", softmax},
                                                          {"ArgMax", arg_max},
                                                          {"ArgMin", arg_max},
                                                          {"MatMul", mat_mul},
                                                          {"Gemm", gemm},
                                                          {"ReduceSum", reduction<sum_of>},
                                                          {"ReduceMean", reduction<mean_of>},
                                                          {"ReduceMax", reduction<most_of>},
                                                          {"ReduceMin", reduction<least_of>},
                                                          {"ReduceProd", reduction<product_of>},
                                                          {"GlobalAveragePool", over_pixels<mean_of>},
                                                          {"GlobalMaxPool", over_pixels<most_of>}};
  return kFunctions;
}

}  // namespace weir::golden::floats
