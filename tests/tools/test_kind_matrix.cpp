/// Which layer kind is missing in which tier? A gap that comes or goes has to be written down in the kind's card in
/// tests/kinds.
#include <catch2/catch.hpp>

#include "tests/cross_tier/kind_instances.hpp"
#include "tools/flow/kind_matrix.hpp"

using weir::tools::KindMatrix;

TEST_CASE("every layer kind is known to every tier but for the gaps that its card names", "[tools][kinds]") {
  const KindMatrix matrix = weir::tools::make_kind_matrix();
  REQUIRE(matrix.columns.size() == 8);
  REQUIRE(matrix.kinds == weir::golden::op_types());
  for (const std::string& kind : matrix.kinds) {
    INFO(kind);
    std::vector<std::string> gaps;
    for (std::size_t c = 0; c < matrix.columns.size(); ++c)
      if (!matrix.knows(c, kind)) gaps.push_back(matrix.columns[c].first);
    CHECK_THAT(gaps, Catch::Matchers::UnorderedEquals(weir::test::gaps_of(kind)));
  }
}
