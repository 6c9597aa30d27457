/// Graphs for the tests of hls/codegen, what golden says flows through them, and runs of the generated C simulation.
#pragma once
#include <map>
#include <set>
#include <string>

#include "golden/base/process.hpp"
#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"

namespace weir::test {

/// One MVAU "MVAU_0" between streams "in" and "out", with the given parameters.
golden::StageGraph one_mvau(const golden::Mvau& mvau, const golden::LayerFolding& folding,
                            const golden::Parameters& parameters);

/// A chain of one to four MVAUs: random shapes, data types, compare rules and parameters; foldings that make the
/// StageGraph insert data-width converters both ways.
golden::StageGraph random_graph(std::uint64_t seed);

/// A chain of one or two convolutions (sliding window and MVAU) with or without a maximum pool and a thresholding
/// between them, with or without a depthwise convolution and with or without a fully connected layer with weights from
/// memory and a label select behind them: pictures of 6 x 6 to 9 x 9 pixels, kernels and pool windows of 1 to 3,
/// strides and dilations of 1 and 2, any legal folding, MMV included.
golden::StageGraph random_picture_graph(std::uint64_t seed);

/// What only some of these graphs have: "MMV", "dilation", "depthwise groups", "VVAU", "external weights", "label
/// select".
std::set<std::string> features_of(const golden::StageGraph& graph);

/// Words of every stream by name, computed by golden's model.
std::map<std::string, golden::Words> golden_words(const golden::StageGraph& graph, int frames, std::uint64_t seed);

/// Writes the words of every stream to <project>/vectors.
void write_vectors(const golden::StageGraph& graph, const std::map<std::string, golden::Words>& words,
                   const std::filesystem::path& project);

/// Builds csim of a generated project, with more arguments for cmake; the test fails with the compiler's output if it
/// does not build.
void build_csim(const std::filesystem::path& project, const std::vector<std::string>& arguments = {});
ProcessResult run_csim(const std::filesystem::path& project);

}  // namespace weir::test
