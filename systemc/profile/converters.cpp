#include "systemc/profile/converters.hpp"

#include <fnmatch.h>

namespace weir::timing {

namespace {

/// Makes place for a stage and returns it; `position` becomes its index.
golden::Stage& insert_stage(golden::StageGraph& graph, int position) {
  for (golden::Stream& stream : graph.streams) {
    if (stream.producer >= position) ++stream.producer;
    if (stream.consumer >= position) ++stream.consumer;
  }
  return *graph.stages.insert(graph.stages.begin() + position, golden::Stage{});
}

/// Puts a converter to words of `elements` between a stream and its consumer. Returns the stream behind it.
int append_converter(golden::StageGraph& graph, int stream, const std::string& stage_name,
                     const std::string& stream_name, std::int64_t elements, int fifo_words) {
  const int before = stream, after = static_cast<int>(graph.streams.size());
  const int position = graph.streams[static_cast<std::size_t>(before)].consumer;
  golden::Stage& stage = insert_stage(graph, position);
  golden::Stream& from = graph.streams[static_cast<std::size_t>(before)];
  stage.name = stage_name;
  stage.kind = golden::Dwc{from.shape, from.type, from.elements_per_word, elements};
  stage.inputs = {before};
  stage.outputs = {after};
  golden::Stream to = from;
  to.name = stream_name;
  to.elements_per_word = elements;
  to.depth_words = fifo_words;
  to.producer = position;
  to.producer_port = 0;
  graph.stages[static_cast<std::size_t>(to.consumer)].inputs[static_cast<std::size_t>(to.consumer_port)] = after;
  from.consumer = position;
  from.consumer_port = 0;
  graph.streams.push_back(std::move(to));
  return after;
}

void insert(golden::StageGraph& graph, int stream, const InsertedConverter& converter) {
  const golden::Stream of = graph.streams[static_cast<std::size_t>(stream)];
  if (converter.words == ConverterWords::Same) {
    append_converter(graph, stream, of.name + "_copier", of.name + "_copy", of.elements_per_word, converter.fifo_words);
    return;
  }
  const int pixels =
      append_converter(graph, stream, of.name + "_gather", of.name + "_pixels", of.shape.back(), converter.fifo_words);
  append_converter(graph, pixels, of.name + "_split", of.name + "_words", of.elements_per_word, converter.fifo_words);
}

}  // namespace

golden::StageGraph insert_converters(golden::StageGraph graph, const std::vector<InsertedConverter>& converters) {
  for (const InsertedConverter& converter : converters) {
    bool is_used = false;
    const int streams = static_cast<int>(graph.streams.size());
    for (int s = 0; s < streams; ++s) {
      const golden::Stream& stream = graph.streams[static_cast<std::size_t>(s)];
      const bool is_inside = stream.producer != golden::kOutside && stream.consumer != golden::kOutside;
      if (!is_inside || fnmatch(converter.streams.c_str(), stream.name.c_str(), 0) != 0) continue;
      insert(graph, s, converter);
      is_used = true;
    }
    if (!is_used)
      throw Error("unknown-stream",
                  graph.name + " has no stream \"" + converter.streams + "\" between two stages, for a converter", "",
                  "see \"converters\" of the profile");
  }
  return graph;
}

}  // namespace weir::timing
