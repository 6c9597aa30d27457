/// weir vectors: test vectors of every stream, as elements and as packed words.
#include <fmt/core.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "tools/flow/vectors_flow.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/picture_options.hpp"

namespace weir::tools {

namespace {

constexpr int kBatchFrames = 16;

struct VectorsOptions {
  NetworkRequest network;
  PictureRequest pictures;
  int random = 0;
  int limit = 100;
  std::vector<std::string> streams;
  std::string format = "h5", output;
};

Form describe(VectorsOptions& options) {
  Form form{.command = "vectors", .summary = "write test vectors of every stream"};
  form.add(fields_of(options.network));
  form.add({fc_weights_field(options.network)});
  form.add(fields_of(options.pictures));
  form.add({{.name = "random",
             .target = &options.random,
             .help = "N random frames instead of --input",
             .legal = kFrameCounts,
             .otherwise = "none",
             .value = "N"},
            {.name = "limit",
             .target = &options.limit,
             .help = "at most so many frames of --input",
             .legal = kFrameCounts,
             .value = "N"},
            {.name = "streams",
             .target = &options.streams,
             .help = "all, or stream names separated by commas",
             .otherwise = "all",
             .value = "STREAM,...",
             .list = List::kCommas},
            {.name = "format",
             .target = &options.format,
             .help = "h5: one HDF5 file; csim: a folder of raw words, <stream>.bin, for the C simulation of weir hls",
             .legal = Words{"h5", "csim"}},
            written_field(options.output, "the vector file (.h5), or for csim the folder, to write", {{".h5", ".hdf5"}},
                          true)});
  return form;
}

std::uintmax_t size_of(const std::filesystem::path& output) {
  if (!std::filesystem::is_directory(output)) return std::filesystem::file_size(output);
  std::uintmax_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(output)) bytes += file.file_size();
  return bytes;
}

int vectors(VectorsOptions& options, const Session& session) {
  if (options.pictures.inputs.empty() == (options.random == 0))
    throw Error("usage", "give either --input FILE... or --random N");
  const bool is_csim = options.format == "csim";
  if (!is_csim) require_writable(options.output);
  const golden::FoldedNetwork loaded = load(options.network, session);
  const golden::StageGraph graph = golden::build_stage_graph(loaded.network, loaded.folding);
  golden::FrameSource source = options.random > 0 ? golden::FrameSource(*loaded.network, options.random, session.seed)
                                                  : open(options.pictures, *loaded.network, options.limit);
  const bool all = options.streams.empty() || options.streams.front() == "all";
  const auto next = [&] {
    auto frames = source.next_elements(kBatchFrames);
    session.progress(fmt::format("vectors: {} frames in all, working on {}", source.total(), frames.size()));
    return frames;
  };
  const std::vector<std::string> streams = all ? std::vector<std::string>{} : options.streams;
  const std::int64_t frames = is_csim ? write_csim_vectors(options.output, graph, next, streams)
                                      : write_vectors(options.output, graph, next, session.seed, streams);
  session.progress_done();
  const auto size = size_of(options.output);
  const std::size_t count = all ? graph.streams.size() : options.streams.size();
  if (session.json)
    session.print_json({{"network", graph.name}, {"frames", frames}, {"streams", count}, {"bytes", size}});
  session.print(
      fmt::format("{}: {} frames, {} streams, {} bytes -> {}", graph.name, frames, count, size, options.output));
  return kFine;
}

}  // namespace

void add_vectors(CLI::App& app, Session& session) { add_command(app, session, &vectors); }

}  // namespace weir::tools
