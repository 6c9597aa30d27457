#include "testvectors/schema/vector_file.hpp"

#include <algorithm>

namespace weir::vectors {

namespace {

using golden::Stream;

/// Stored and compressed together: more is slow to extend, less compresses badly.
constexpr std::int64_t kChunkBytes = 256 * 1024, kMaxChunkFrames = 64;

std::int64_t chunk_frames(std::int64_t bytes_per_frame) {
  return std::clamp<std::int64_t>(kChunkBytes / bytes_per_frame, 1, kMaxChunkFrames);
}

std::string group_of(const std::string& stream) { return "/streams/" + stream; }
std::string elements_of(const std::string& stream) { return group_of(stream) + "/elements"; }
std::string words_of(const std::string& stream) { return group_of(stream) + "/words"; }

/// Calls `use` with a value of the smallest integer type that holds every element of `type`.
template <class Use>
void with_storage(DataType type, Use use) {
  const bool is_signed = type.min() < 0;
  if (type.bits <= 8) return is_signed ? use(std::int8_t{}) : use(std::uint8_t{});
  if (type.bits <= 16) return is_signed ? use(std::int16_t{}) : use(std::uint16_t{});
  return use(std::int32_t{});
}

void create_stream(Hdf5File& file, const Stream& stream) {
  with_storage(stream.type, [&](auto storage) {
    const auto bytes = element_count(stream.shape) * static_cast<std::int64_t>(sizeof storage);
    file.create_appendable<decltype(storage)>(elements_of(stream.name), stream.shape, chunk_frames(bytes));
  });
  file.create_appendable<std::uint8_t>(words_of(stream.name), {stream.words_per_frame(), stream.word_bytes()},
                                       chunk_frames(stream.words_per_frame() * stream.word_bytes()));
  file.write_attribute(group_of(stream.name), "data_type", stream.type.name());
  file.write_attribute(group_of(stream.name), "word_bits", stream.word_bits());
  file.write_attribute(group_of(stream.name), "elements_per_word", stream.elements_per_word);
}

std::vector<Stream> chosen_streams(const golden::StageGraph& graph, const std::vector<std::string>& names) {
  if (names.empty()) return graph.streams;
  std::vector<std::string> known;
  for (const auto& stream : graph.streams) known.push_back(stream.name);
  std::vector<Stream> chosen;
  for (const auto& name : names) {
    const Stream* stream = graph.find_stream(name);
    const std::string near = nearest_name(name, known);
    if (stream == nullptr)
      throw Error("vectors-stream", graph.name + " has no stream \"" + name + "\"" +
                                        (near.empty() ? "" : " (did you mean " + near + "?)"));
    chosen.push_back(*stream);
  }
  return chosen;
}

}  // namespace

VectorWriter::VectorWriter(const std::filesystem::path& target, const golden::StageGraph& graph,
                           const VectorOrigin& origin, const std::vector<std::string>& streams)
    : VectorWriter(Hdf5File::create(target), chosen_streams(graph, streams)) {
  for (const auto& stream : streams_) create_stream(file_, stream);
  file_.write_attribute("/", "schema_version", kVectorSchemaVersion);
  file_.write_attribute("/", "network", origin.network);
  file_.write_attribute("/", "network_hash", origin.network_hash);
  file_.write_attribute("/", "folding_hash", origin.folding_hash);
  file_.write_attribute("/", "tool_version", origin.tool_version);
  file_.write_attribute("/", "seed", static_cast<std::int64_t>(origin.seed));
}

void VectorWriter::append(const std::map<std::string, Tensor>& tensors) {
  for (const auto& stream : streams_) {
    const Tensor& tensor = tensors.at(stream.tensor);
    with_storage(stream.type, [&](auto storage) {
      const std::vector<decltype(storage)> values(tensor.data.begin(), tensor.data.end());
      file_.append<decltype(storage)>(elements_of(stream.name), values);
    });
    const golden::Words words = golden::pack_stream(tensor.data, stream);
    file_.append<std::uint8_t>(words_of(stream.name), words.bytes);
  }
}

VectorReader::VectorReader(const std::filesystem::path& path) : path_(path.string()), file_(Hdf5File::open(path)) {
  if (!file_.has_attribute("/", "schema_version") || !file_.has("/streams"))
    throw Error("vectors-schema", "\"" + path_ + "\" holds no test vectors", path_, "make some with `weir vectors`");
  const std::int64_t version = file_.read_number_attribute("/", "schema_version");
  if (version > kVectorSchemaVersion)
    throw Error("vectors-schema", "\"" + path_ + "\" has schema version " + std::to_string(version), path_,
                "this program reads up to " + std::to_string(kVectorSchemaVersion));
  origin_.network = file_.read_text_attribute("/", "network");
  origin_.network_hash = file_.read_text_attribute("/", "network_hash");
  origin_.folding_hash = file_.read_text_attribute("/", "folding_hash");
  origin_.tool_version = file_.read_text_attribute("/", "tool_version");
  origin_.seed = static_cast<std::uint64_t>(file_.read_number_attribute("/", "seed"));
  require_whole_frames();
}

void VectorReader::require_whole_frames() const {
  const std::int64_t wanted = frames();
  for (const auto& stream : streams())
    for (const auto& name : {elements_of(stream), words_of(stream)}) {
      const Shape shape = file_.shape(name);
      if (!shape.empty() && shape.front() == wanted) continue;
      throw Error(
          "vectors-schema",
          name + " has shape " + to_string(shape) + " where other streams hold " + std::to_string(wanted) + " frames",
          path_, "the file was not written to its end; make it again");
    }
}

std::vector<std::string> VectorReader::streams() const { return file_.members("/streams"); }

std::int64_t VectorReader::frames() const {
  const auto names = streams();
  return names.empty() ? 0 : file_.shape(elements_of(names.front())).front();
}

void VectorReader::require_network(const std::string& network_hash, const std::string& folding_hash) const {
  if (origin_.network_hash != network_hash)
    throw Error("vectors-network",
                "these vectors belong to another network (" + origin_.network + ", " + origin_.network_hash +
                    "), not to " + network_hash,
                path_, "make new ones with `weir vectors`");
  if (!folding_hash.empty() && origin_.folding_hash != folding_hash)
    throw Error("vectors-network",
                "these vectors were made with another folding (" + origin_.folding_hash + "), not with " + folding_hash,
                path_, "make new ones with `weir vectors --folding`");
}

void VectorReader::require_stream(const std::string& stream) const {
  if (!file_.has(elements_of(stream)))
    throw Error("vectors-stream", "the vectors hold no stream \"" + stream + "\"", path_,
                "make them with `weir vectors --streams all`");
}

Tensor VectorReader::elements(const std::string& stream, std::int64_t frame) const {
  require_stream(stream);
  if (frame < 0 || frame >= frames())
    throw Error("vectors-frame", "there is no frame " + std::to_string(frame), path_,
                "the file holds " + std::to_string(frames()) + " frames, from 0");
  Shape shape = file_.shape(elements_of(stream));
  shape.erase(shape.begin());
  return {std::move(shape), file_.read_rows<std::int32_t>(elements_of(stream), frame, 1)};
}

golden::Words VectorReader::words(const std::string& stream) const {
  require_stream(stream);
  golden::Words words;
  words.word_bits = static_cast<int>(file_.read_number_attribute(group_of(stream), "word_bits"));
  words.bytes = file_.read<std::uint8_t>(words_of(stream));
  return words;
}

}  // namespace weir::vectors
