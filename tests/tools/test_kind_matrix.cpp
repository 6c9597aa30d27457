/// Which layer kind is missing in which tier? A gap that comes or goes has to be written down here.
#include <catch2/catch.hpp>
#include <map>

#include "tools/flow/kind_matrix.hpp"

using weir::tools::KindMatrix;

TEST_CASE("every layer kind is known to every tier but for the gaps that are written down", "[tools][kinds]") {
  const std::vector<std::string> late{
      "VVAU", "StreamingConcat", "StreamingSplit", "UpsampleNearestNeighbour", "StreamingEltwise",
      "Crop", "FMPadding_Pixel", "Lookup"};
  const auto and_more = [&](std::vector<std::string> gaps) {
    gaps.insert(gaps.end(), late.begin(), late.end());
    return gaps;
  };
  const std::map<std::string, std::vector<std::string>> expected{
      {"reference", {}},
      {"fast",
       and_more({"StreamingDataWidthConverter", "ConvolutionInputGenerator", "DuplicateStreams", "ChannelwiseOp"})},
      {"FINN cycles", {"ReLU"}},
      {"time: weir", {"Lookup"}},
      {"time: finn", and_more({"ReLU", "GlobalAccPool"})},
      {"time: hlslib", late},
      {"SystemC values", {"Lookup"}},
      {"HLS, RTL", {"Lookup"}}};
  const KindMatrix matrix = weir::tools::make_kind_matrix();
  REQUIRE(matrix.columns.size() == expected.size());
  for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
    INFO(matrix.columns[c].first);
    std::vector<std::string> gaps;
    for (const std::string& kind : matrix.kinds)
      if (!matrix.knows(c, kind)) gaps.push_back(kind);
    CHECK_THAT(gaps, Catch::Matchers::UnorderedEquals(expected.at(matrix.columns[c].first)));
  }
}
