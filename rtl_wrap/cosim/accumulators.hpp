/// The sums behind the elements of a thresholding stage, recomputed by golden from the words of the stage's input: what
/// a wrong comparison, a wrong threshold row or a narrow accumulator would have made of them.
#pragma once
#include <map>
#include <optional>

#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"

namespace weir::rtl {

class Accumulators {
 public:
  /// All arguments outlive this.
  Accumulators(const golden::StageGraph& graph, const golden::Stage& stage,
               const std::map<std::string, golden::Words>& expected);

  /// False for a stage without thresholds, with MMV > 1, or whose input words are not known.
  bool available() const { return input_ != nullptr; }
  /// Sum of output element `element` (within the frame).
  std::int64_t at(std::int64_t frame, std::int64_t element) const;
  /// Output row of an element, number of rows.
  std::int64_t row(std::int64_t element) const { return element % rows_; }
  std::int64_t rows() const { return rows_; }
  std::vector<std::int64_t> thresholds(std::int64_t element) const;
  /// Output value for `sum` by the thresholds of `row`, compared as golden does or the other way.
  std::int64_t activate(std::int64_t sum, std::int64_t row, bool other_comparison) const;
  /// What golden compares with: ">=" (sum >= threshold) or ">".
  const char* comparison() const { return compare_ == golden::Compare::LessEqual ? ">=" : ">"; }
  const char* other_comparison() const { return compare_ == golden::Compare::LessEqual ? ">" : ">="; }

 private:
  void use(const golden::Mvau& mvau, const golden::Stage& stage);
  void use(const golden::Thresholding& thresholding, const golden::Stage& stage);
  std::vector<std::int32_t> input_elements(std::int64_t frame, std::int64_t first, std::int64_t count) const;

  const golden::StageGraph& graph_;
  const std::map<std::string, golden::Words>& expected_;
  const golden::Words* input_ = nullptr;
  const golden::Stream* input_stream_ = nullptr;
  const golden::Parameters* parameters_ = nullptr;
  const golden::Mvau* mvau_ = nullptr;  ///< null: the input elements are the sums
  std::int64_t rows_ = 1;
  int levels_ = 0, act_val_ = 0;
  DataType output_;
  golden::Compare compare_ = golden::Compare::LessEqual;
};

}  // namespace weir::rtl
