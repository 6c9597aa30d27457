/// Runs a suite's cases. Ends with the code that ctest counts as skipped if cases lacked their data and none failed.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "tests/data.hpp"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt
  const int failures = Catch::Session().run(argc, argv);
  return failures == 0 && weir::test::missing_data() > 0 ? kSkipped : failures;
}
