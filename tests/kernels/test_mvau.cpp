#include <catch2/catch.hpp>

#include "tests/kernels/mvau_tester.hpp"

using namespace weir;
using namespace weir::test;

TEST_CASE("sums of +-1 weights equal the definition on ragged sizes", "[kernels][mvau]") {
  for (const int mw : {1, 2, 17, 18, 19, 27, 36, 63, 64, 65, 72, 73, 90, 127, 144, 576, 577, 832, 1024})
    for (const DataType input : {BIPOLAR, BINARY, UINT(1), UINT(2), INT(2), UINT(3), INT(3), UINT(4), INT(4)})
      MvauTester().MW(mw).MH(mw % 11 + 3).input(input).weight(BIPOLAR).vectors(7).test_all_isas();
}

TEST_CASE("XNOR popcounts equal the definition on ragged sizes", "[kernels][mvau]") {
  for (const int mw : {1, 27, 64, 65, 100, 576, 1024}) {
    MvauTester().MW(mw).MH(13).xnor().vectors(9).test_all_isas();
    MvauTester().MW(mw).MH(70).xnor().levels(1, BINARY).compare(golden::Compare::Less).vectors(9).test_all_isas();
  }
}

TEST_CASE("sums of multi-bit weights equal the definition", "[kernels][mvau]") {
  for (const int mw : {1, 27, 64, 65, 576})
    for (const DataType weight : {BINARY, INT(2), UINT(2), INT(3), INT(4)})
      for (const DataType input : {BIPOLAR, BINARY, UINT(2), INT(2), INT(4)})
        MvauTester().MW(mw).MH(9).input(input).weight(weight).vectors(4).test_all_isas();
}

TEST_CASE("sums of bytes equal the definition on ragged sizes", "[kernels][mvau]") {
  for (const int mw : {1, 2, 3, 4, 5, 27, 64, 147, 577})
    for (const DataType weight : {BIPOLAR, INT(2), INT(8)})
      for (const DataType input : {UINT(8), INT(8), INT(5), UINT(6), UINT(2)})
        for (const int mh : {1, 16, 33, 64})
          MvauTester().MW(mw).MH(mh).input(input).weight(weight).vectors(11).test_all_isas();
}

TEST_CASE("sums of wide inputs equal the definition", "[kernels][mvau]") {
  for (const int mw : {1, 5, 64, 120})
    for (const DataType weight : {BIPOLAR, INT(8)})
      for (const DataType input : {UINT(10), INT(10), UINT(16), INT(16)}) {
        MvauTester().MW(mw).MH(35).input(input).weight(weight).vectors(11).test_all_isas();
        MvauTester().MW(mw).MH(35).input(input).weight(weight).levels(3, UINT(2)).vectors(3).test_all_isas();
        for (const Fill fill : {Fill::Lowest, Fill::Highest})
          MvauTester().MW(mw).MH(3).input(input).weight(weight).fill(fill).vectors(3).test_all_isas();
      }
}

TEST_CASE("the number of vectors need not fill a register", "[kernels][mvau]") {
  for (const int vectors : {1, 2, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 700, 1024, 1100})
    MvauTester().MW(70).MH(5).input(UINT(2)).weight(BIPOLAR).levels(3, UINT(2)).vectors(vectors).test_all_isas();
}

TEST_CASE("the number of rows need not fill a word or a row group", "[kernels][mvau]") {
  for (const int mh : {1, 7, 8, 9, 63, 64, 65, 128, 255, 256, 257, 300}) {
    MvauTester().MW(40).MH(mh).input(BIPOLAR).weight(BIPOLAR).levels(1, BIPOLAR).vectors(6).test_all_isas();
    MvauTester().MW(40).MH(mh).input(UINT(8)).weight(INT(8)).levels(3, UINT(2)).vectors(6).test_all_isas();
  }
}

TEST_CASE("thresholds give every kind of code", "[kernels][mvau]") {
  const auto tester = [] { return MvauTester().MW(100).MH(67).weight(BIPOLAR).vectors(70); };
  for (const auto compare : {golden::Compare::Less, golden::Compare::LessEqual})
    for (const DataType input : {BIPOLAR, UINT(2), INT(2), INT(8)}) {
      tester().input(input).compare(compare).levels(1, BIPOLAR).test_all_isas();
      tester().input(input).compare(compare).levels(1, BINARY).test_all_isas();
      tester().input(input).compare(compare).levels(2, INT(2), -1).test_all_isas();
      tester().input(input).compare(compare).levels(3, UINT(2)).test_all_isas();
      tester().input(input).compare(compare).levels(3, INT(2), -2).test_all_isas();
      tester().input(input).compare(compare).levels(5, UINT(3), 1).test_all_isas();
      tester().input(input).compare(compare).levels(15, UINT(4)).test_all_isas();
      tester().input(input).compare(compare).levels(15, INT(4), -8).test_all_isas();
    }
}

TEST_CASE("codes of up to 8 bits equal the definition on ragged sizes", "[kernels][mvau]") {
  for (const int mw : {1, 3, 27, 64, 147, 577, 1200})
    for (const int mh : {1, 7, 8, 16, 17, 33, 70})
      for (const auto& [input, weight] :
           {std::pair{UINT(8), INT(8)}, std::pair{INT(8), INT(8)}, std::pair{UINT(4), INT(4)},
            std::pair{INT(5), UINT(3)}, std::pair{BIPOLAR, BIPOLAR}, std::pair{INT(12), INT(8)}}) {
        const auto tester = [&, i = input, w = weight] {
          return MvauTester().MW(mw).MH(mh).input(i).weight(w).vectors(11).seed(static_cast<unsigned>(mw + mh));
        };
        tester().levels(255, UINT(8)).test_all_isas();
        tester().levels(255, INT(8), -128).compare(golden::Compare::Less).test_all_isas();
        tester().levels(31, INT(6), -16).test_all_isas();
        tester().levels(300, UINT(9), 5).test_all_isas();
      }
}

TEST_CASE("thresholds at equal steps, together, apart and out of reach give the codes of the definition",
          "[kernels][mvau]") {
  for (const auto steps : {Steps::Equal, Steps::Rounded, Steps::Together, Steps::Bent, Steps::Far})
    for (const int levels : {1, 2, 3, 15, 100, 255})
      for (const auto compare : {golden::Compare::Less, golden::Compare::LessEqual})
        for (const int mw : {2, 40, 700})
          MvauTester()
              .MW(mw)
              .MH(37)
              .input(UINT(8))
              .weight(INT(8))
              .vectors(40)
              .levels(levels, UINT(8))
              .steps(steps)
              .compare(compare)
              .test_all_isas();
}

TEST_CASE("streams of few bits give the same codes as bytes", "[kernels][mvau]") {
  for (const int mw : {1, 27, 64, 130})
    for (const auto& [input, weight] :
         {std::pair{BIPOLAR, BIPOLAR}, std::pair{BINARY, INT(8)}, std::pair{UINT(2), INT(4)}, std::pair{INT(4), INT(4)},
          std::pair{UINT(4), INT(2)}}) {
      const auto tester = [&, i = input, w = weight] {
        return MvauTester().MW(mw).MH(21).input(i).weight(w).vectors(9).bytes();
      };
      tester().levels(1, BIPOLAR).test_all_isas();
      tester().levels(3, UINT(2)).test_all_isas();
      tester().levels(15, INT(4), -8).test_all_isas();
      tester().test_all_isas();
    }
}

TEST_CASE("extreme inputs and weights neither wrap nor saturate", "[kernels][mvau]") {
  for (const Fill fill : {Fill::Lowest, Fill::Highest})
    for (const int mw : {27, 72, 2304, 4608}) {
      for (const DataType input : {BIPOLAR, UINT(2), INT(2), UINT(4), INT(4), UINT(8), INT(8)}) {
        MvauTester().MW(mw).MH(17).input(input).weight(BIPOLAR).fill(fill).vectors(3).test_all_isas();
        MvauTester().MW(mw).MH(17).input(input).weight(INT(2)).fill(fill).vectors(3).test_all_isas();
        MvauTester().MW(mw).MH(17).input(input).weight(INT(8)).fill(fill).vectors(3).test_all_isas();
      }
      MvauTester().MW(mw).MH(17).xnor().fill(fill).vectors(3).test_all_isas();
    }
}

TEST_CASE("convolutions read their windows", "[kernels][mvau]") {
  const golden::Window valid3x3{
      .in_height = 7, .in_width = 9, .out_height = 5, .out_width = 7, .kernel_height = 3, .kernel_width = 3};
  const golden::Window strided{.in_height = 9,
                               .in_width = 11,
                               .out_height = 4,
                               .out_width = 5,
                               .kernel_height = 3,
                               .kernel_width = 2,
                               .stride_height = 2,
                               .stride_width = 2};
  const golden::Window dilated{.in_height = 8,
                               .in_width = 8,
                               .out_height = 4,
                               .out_width = 4,
                               .kernel_height = 3,
                               .kernel_width = 3,
                               .dilation_height = 2,
                               .dilation_width = 2};
  const golden::Window every_second{
      .in_height = 6, .in_width = 6, .out_height = 3, .out_width = 3, .stride_height = 2, .stride_width = 2};
  for (const auto& window : {valid3x3, strided, dilated, every_second})
    for (const int channels : {1, 3, 64, 65, 128}) {
      const auto tester = [&] { return MvauTester().MW(channels * window.taps()).MH(20).window(window).vectors(3); };
      tester().input(BIPOLAR).weight(BIPOLAR).levels(1, BIPOLAR).test_all_isas();
      tester().input(UINT(2)).weight(BIPOLAR).levels(3, UINT(2)).test_all_isas();
      tester().input(INT(2)).weight(INT(2)).levels(2, INT(2), -1).test_all_isas();
      tester().input(UINT(8)).weight(INT(8)).levels(3, UINT(2)).test_all_isas();
      tester().input(INT(8)).weight(INT(8)).levels(255, INT(8), -128).test_all_isas();
      tester().input(UINT(4)).weight(INT(4)).levels(15, UINT(4)).bytes().test_all_isas();
    }
}

TEST_CASE("3 x 3 convolutions of few bits give the same codes by transformed products", "[kernels][mvau]") {
  for (const auto& [height, width] : {std::pair{8, 8}, std::pair{9, 9}, std::pair{10, 7}, std::pair{6, 70}})
    for (const int channels : {32, 33, 64, 100})
      for (const auto& [input, weight] :
           {std::pair{UINT(4), INT(4)}, std::pair{UINT(5), INT(3)}, std::pair{INT(4), UINT(3)},
            std::pair{INT(5), INT(4)}, std::pair{UINT(3), BIPOLAR}}) {
        const golden::Window window{.in_height = height,
                                    .in_width = width,
                                    .out_height = height - 2,
                                    .out_width = width - 2,
                                    .kernel_height = 3,
                                    .kernel_width = 3};
        const auto tester = [&, w = width, i = input, k = weight] {
          return MvauTester().MW(9 * channels).MH(w + 13).window(window).input(i).weight(k).vectors(3).bytes();
        };
        tester().levels(15, UINT(4)).test_all_isas();
        tester().levels(200, INT(8), -100).test_all_isas();
        for (const Fill fill : {Fill::Lowest, Fill::Highest})
          tester().fill(fill).levels(255, UINT(8)).steps(Steps::Bent).test_all_isas();
      }
}
