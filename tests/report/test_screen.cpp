// Does text fit a terminal, and can its commands be copied?
#include <catch2/catch.hpp>

#include "tools/report/screen.hpp"

using namespace weir::tools;

namespace {

Screen columns(int count) {
  Screen screen;
  screen.columns = count;
  return screen;
}

}  // namespace

TEST_CASE("a long text goes on below its first word") {
  CHECK(labelled("hint", "one two three four five six seven eight", columns(40)) ==
        "hint       one two three four five six\n           seven eight\n");
}

TEST_CASE("a command between backquotes is never broken, however narrow the terminal") {
  CHECK(labelled("hint", "say this: `weir fold net.onnx --target-fps 164` and see", columns(40)) ==
        "hint       say this:\n           `weir fold net.onnx --target-fps 164`\n           and see\n");
  CHECK(wrapped("`weir fold a/very/long/name/of/a/network.onnx --target-fps 147275`", 11, columns(40)) ==
        "`weir fold a/very/long/name/of/a/network.onnx --target-fps 147275`");
}
