/// CNV in every tier: sliding windows, pools, converters and MVAUs of a whole convolutional network, frames
/// overlapping.
#include <catch2/catch.hpp>

#include "golden/import/bnn_pynq.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/data.hpp"

namespace {

using namespace weir;
using test::graph_of;
using test::require_agreement;

}  // namespace

TEST_CASE("the built-in cnv-w1a1 agrees in every word and cycle over two frames") {
  const golden::StageGraph graph = graph_of(golden::make_builtin("cnv-w1a1"));
  require_agreement(graph, golden::random_frames(*graph.network, 2, 1), {});
}

TEST_CASE("the trained cnvW1A1 agrees on real pictures in every word and cycle, free and with stalls", "[data]") {
  const auto parameters = test::data_folder("bnn_pynq/params/cifar10/cnvW1A1");
  const auto pictures = test::data_folder("cifar10/test_subset100.bin");
  if (!parameters || !pictures) return;
  const golden::FoldedNetwork imported = golden::import_bnn_pynq(*parameters);
  golden::FrameSource source(*imported.network, {*pictures}, 2);
  require_agreement(graph_of(imported), source.next_elements(2), {11});
}
