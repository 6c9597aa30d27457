/// A network small enough to compute by hand: MVAU 4 -> 2, BIPOLAR weights, one threshold per row.
#pragma once
#include "golden/network/network.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::test {

inline golden::Network tiny_network() {
  golden::Mvau m;
  m.MW = 4;
  m.MH = 2;
  m.input = DataType::int_(4);
  m.weight = DataType::bipolar();
  m.output = DataType::binary();
  m.accumulator = DataType::int_(16);
  golden::Network network;
  network.name = "tiny";
  network.streams = {{"x", m.input, {4}}, {"y", m.output, {2}}};
  network.inputs = {"x"};
  network.outputs = {"y"};
  network.class_count = 2;
  network.layers = {
      {"MVAU_0", m, {"x"}, {"y"}, {Tensor({2, 4}, {1, 1, -1, -1, -1, 1, -1, 1}), Tensor({2, 1}, {3, -2}), {}}}};
  return network;
}

}  // namespace weir::test
