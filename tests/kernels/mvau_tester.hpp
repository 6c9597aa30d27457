/// MvauTester().MW(65).MH(13).input(UINT2).weight(BIPOLAR).levels(3).vectors(70).test_all_isas():
/// random weights, thresholds and inputs of the given shape; every kernel must equal a plain sum written here, on every
/// instruction set of this machine.
#pragma once
#include <random>
#include <string>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::test {

const DataType BIPOLAR = DataType::bipolar(), BINARY = DataType::binary();
inline DataType UINT(int bits) { return DataType::uint(bits); }
inline DataType INT(int bits) { return DataType::int_(bits); }

/// Which values inputs and weights take.
enum class Fill { Random, Lowest, Highest };

/// How the thresholds of a row lie.
enum class Steps {
  Random,    ///< normally distributed
  Equal,     ///< on a line of whole numbers
  Rounded,   ///< on a line, rounded up
  Together,  ///< all the same
  Bent,      ///< closer and closer
  Far,       ///< on a line, the last third beyond any sum
};

class MvauTester {
 public:
  MvauTester() {
    m_.MW = 64;
    m_.MH = 8;
    m_.no_activation = true;
    m_.levels = 0;
    m_.accumulator = m_.output = INT(32);
  }
  MvauTester& MW(int n) { return m_.MW = n, *this; }
  MvauTester& MH(int n) { return m_.MH = n, *this; }
  MvauTester& input(DataType type) { return m_.input = type, *this; }
  MvauTester& weight(DataType type) { return m_.weight = type, *this; }
  MvauTester& xnor() { return m_.input = m_.weight = BINARY, m_.binary_xnor = true, *this; }
  MvauTester& vectors(int n) { return vectors_ = n, *this; }
  MvauTester& fill(Fill fill) { return fill_ = fill, *this; }
  MvauTester& steps(Steps steps) { return steps_ = steps, *this; }
  /// Inputs, and outputs of up to 4 bits, as bytes.
  MvauTester& bytes() { return are_bytes_ = true, *this; }
  MvauTester& compare(golden::Compare compare) { return m_.compare = compare, *this; }
  MvauTester& seed(unsigned seed) { return seed_ = seed, *this; }
  /// Thresholded to `output`, starting from `act_val`.
  MvauTester& levels(int levels, DataType output, int act_val = 0) {
    m_.no_activation = false;
    m_.levels = levels;
    m_.output = output;
    m_.act_val = act_val;
    return *this;
  }
  /// A convolution: the inputs are pixels of MW / taps channels.
  MvauTester& window(const golden::Window& window) { return window_ = window, *this; }

  /// Checks every method that claims the job, and PackedMvau itself.
  void test_all_isas() const;

 private:
  golden::Parameters make_parameters(std::mt19937& random) const;
  void place_row(std::int32_t* row, double centre, double deviation, std::mt19937& random) const;
  Tensor make_inputs(std::mt19937& random) const;
  /// [vector][MH], straight from the definition.
  std::vector<std::int32_t> expected(const Tensor& x, const golden::Parameters& parameters) const;
  std::int64_t sum_of(const Tensor& x, const golden::Parameters& parameters, std::int64_t vector,
                      std::int64_t row) const;
  std::string text() const;

  golden::Mvau m_;
  golden::Window window_;
  int vectors_ = 5;  ///< frames, if there is a window
  Fill fill_ = Fill::Random;
  Steps steps_ = Steps::Random;
  bool are_bytes_ = false;
  unsigned seed_ = 1;
};

}  // namespace weir::test
