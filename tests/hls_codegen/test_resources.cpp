#include <catch2/catch.hpp>
#include <cstdlib>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "hls/codegen/resources.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

using namespace weir;
using namespace weir::test;

namespace {

/// Sets an environment variable for one scope.
class Setting {
 public:
  Setting(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Setting() { old_.empty() ? ::unsetenv(name_) : ::setenv(name_, old_.c_str(), 1); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const char* name_;
  std::string old_;
};

}  // namespace

TEST_CASE("a program of the build tree finds the HLS library of its sources", "[hls][codegen]") {
  const hls::Resources resources = hls::hls_resources();
  CHECK(std::filesystem::equivalent(resources.root, weir::test::source_folder() / "hls"));
  CHECK(std::filesystem::exists(resources.kernels() / "mvau.hpp"));
}

TEST_CASE("WEIR_RESOURCES decides where the HLS library is, and a wrong one is refused", "[hls][codegen]") {
  const ScratchFolder folder;
  {
    const Setting setting("WEIR_RESOURCES", folder.path().string());
    CHECK_THROWS_AS(hls::hls_resources(), Error);
  }
  for (const char* part : {"include", "kernels", "rtl"}) create_output_folder(folder / part);
  write_text_file(folder / "include/ap_int.h", "x");
  write_text_file(folder / "kernels/mvau.hpp", "x");
  const Setting setting("WEIR_RESOURCES", folder.path().string());
  CHECK(hls::hls_resources().root == folder.path());
}
