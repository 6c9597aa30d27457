/// The entry that libFuzzer calls.
#include <cstddef>

#include "golden/base/error.hpp"
#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    weir::fuzz::read({data, size});
  } catch (const weir::Error&) {
  } catch (const weir::Errors&) {
  }
  return 0;
}
