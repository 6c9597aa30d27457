#include <catch2/catch.hpp>
#include <cstdlib>

#include "golden/base/error.hpp"
#include "golden/kernels/isa.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

/// Sets WEIR_ISA for one test.
class IsaVariable {
 public:
  explicit IsaVariable(const char* value) {
    if (const char* old = std::getenv("WEIR_ISA")) old_ = old;
    ::setenv("WEIR_ISA", value, 1);
  }
  ~IsaVariable() { old_.empty() ? ::unsetenv("WEIR_ISA") : ::setenv("WEIR_ISA", old_.c_str(), 1); }

 private:
  std::string old_;
};

std::string code_of_best_isa() {
  try {
    best_isa();
  } catch (const Error& error) {
    return error.code;
  }
  return "";
}

}  // namespace

TEST_CASE("the portable kernels are always there and the fastest set is the default", "[kernels][isa]") {
  REQUIRE_FALSE(supported_isas().empty());
  CHECK(supported_isas().front() == Isa::Portable);
  const IsaVariable unset("");
  CHECK(best_isa() == supported_isas().back());
}

TEST_CASE("WEIR_ISA chooses the instruction set by name", "[kernels][isa]") {
  for (const Isa isa : supported_isas()) {
    const IsaVariable set(name(isa));
    CHECK(best_isa() == isa);
    CHECK(parse_isa(name(isa)) == isa);
  }
}

TEST_CASE("an unknown WEIR_ISA is refused with the legal names", "[kernels][isa]") {
  const IsaVariable set("sse9");
  CHECK(code_of_best_isa() == "isa-name");
}
