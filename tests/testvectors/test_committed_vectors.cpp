/// Does the program still compute what the committed vectors say, in golden's reference and in the fast kernels?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/model/model.hpp"
#include "tests/paths.hpp"
#include "testvectors/schema/vector_file.hpp"

using namespace weir;

TEST_CASE("the committed vectors of the built-in networks are reproduced on every stream") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const golden::FoldedNetwork built_in = golden::make_builtin(name);
    const auto path = weir::test::source_folder() / "testvectors/builtin" / (name + ".h5");
    const vectors::VectorReader reader(path);
    reader.require_network(golden::network_hash(*built_in.network),
                           golden::folding_hash(*built_in.network, built_in.folding));
    const auto graph = golden::build_stage_graph(built_in.network, built_in.folding);
    std::vector<Tensor> frames;
    for (std::int64_t i = 0; i < reader.frames(); ++i) frames.push_back(reader.elements("memIn", i));
    REQUIRE(frames.size() == 2);
    for (const bool reference : {true, false}) {
      golden::RunOptions options;
      options.reference = reference;
      options.taps = {"*"};
      const auto results = golden::Model(built_in.network).run(frames, options);
      for (const auto& stream : graph.streams) {
        INFO(name << " " << stream.name << (reference ? " reference" : " fast"));
        for (std::size_t i = 0; i < frames.size(); ++i)
          CHECK(results[i].taps.at(stream.tensor) == reader.elements(stream.name, static_cast<std::int64_t>(i)));
      }
    }
  }
}
