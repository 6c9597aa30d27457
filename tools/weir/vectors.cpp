/// weir vectors: test vectors of every stream, as elements and as packed words.
#include <fmt/core.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "tools/flow/vectors_flow.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/picture_options.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

constexpr int kBatchFrames = 16;

struct VectorsOptions {
  NetworkOptions network;
  PictureOptions pictures;
  int random = 0;
  int limit = 100;
  std::vector<std::string> streams;
  std::string output;
};

int vectors(const VectorsOptions& options, const Session& session) {
  if (options.pictures.inputs.empty() == (options.random == 0))
    throw Error("usage", "give either --input FILE... or --random N");
  require_writable(options.output);
  const golden::FoldedNetwork loaded = options.network.load(session);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, loaded.folding);
  golden::FrameSource source = options.random > 0 ? golden::FrameSource(*loaded.network, options.random, session.seed)
                                                  : options.pictures.open(*loaded.network, options.limit);
  const bool all = options.streams.empty() || options.streams.front() == "all";
  const auto next = [&] {
    auto frames = source.next_elements(kBatchFrames);
    session.progress(fmt::format("vectors: {} frames in all, working on {}", source.total(), frames.size()));
    return frames;
  };
  const std::int64_t frames =
      write_vectors(options.output, graph, next, session.seed, all ? std::vector<std::string>{} : options.streams);
  session.progress_done();
  const auto size = std::filesystem::file_size(options.output);
  const std::size_t count = all ? graph.streams.size() : options.streams.size();
  if (session.json)
    session.print_json({{"network", graph.name}, {"frames", frames}, {"streams", count}, {"bytes", size}});
  session.print(
      fmt::format("{}: {} frames, {} streams, {} bytes -> {}", graph.name, frames, count, size, options.output));
  return kFine;
}

}  // namespace

void add_vectors(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("vectors", "write test vectors of every stream");
  auto options = std::make_shared<VectorsOptions>();
  options->network.add_to(*command);
  options->network.add_weights_to(*command);
  options->pictures.add_to(*command);
  command->add_option("--random", options->random, "N random frames instead of --input")->check(frame_count());
  command->add_option("--limit", options->limit, "at most so many frames of --input")
      ->check(frame_count())
      ->capture_default_str();
  command->add_option("--streams", options->streams, "all, or stream names separated by commas")->delimiter(',');
  command->add_option("-o,--output", options->output, "the vector file to write (.h5)")->required();
  command->callback(
      [&session, options] { session.action = [&session, options] { return vectors(*options, session); }; });
}

}  // namespace weir::tools
