/// Test vectors (.h5): every stream of a StageGraph, frame by frame, as elements and as packed words; readable by h5py.
///
///   /streams/<name>/elements  [frame][...shape]             smallest integer type that holds the stream's data type
///   /streams/<name>/words     [frame][word][byte], uint8    lowest byte first, element 0 in the lowest bits, in the
///                                                         order of the stream (golden/values/element_order.hpp)
///   attributes of /streams/<name>: data_type "INT2", word_bits, elements_per_word
///   attributes of /: schema_version, network, network_hash, folding_hash, seed, tool_version
///
/// Both arrays grow by frames; gzip. Errors: vectors-schema, vectors-network, vectors-stream, vectors-frame, and those
/// of hdf5.hpp.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "golden/network/words.hpp"
#include "golden/values/hdf5.hpp"

namespace weir::vectors {

constexpr int kVectorSchemaVersion = 1;

struct VectorOrigin {
  std::string network, network_hash, folding_hash, tool_version;
  std::uint64_t seed = 0;
};

/// Elements of one frame by stream name of the graph.
using StreamFrame = std::map<std::string, Tensor>;

class VectorWriter {
 public:
  /// A new file with `streams` of `graph` (all when empty), under a temporary name until finish().
  /// Throws Error vectors-stream with a suggestion for a name the graph does not have.
  VectorWriter(const std::filesystem::path& target, const golden::StageGraph& graph, const VectorOrigin& origin,
               const std::vector<std::string>& streams = {});
  /// Adds one frame to every stream of the file; `tensors` by network stream name.
  void append(const std::map<std::string, Tensor>& tensors);
  /// Completes the file and gives it its name; the last call.
  void finish() { file_.finish(); }

 private:
  VectorWriter(Hdf5File file, std::vector<golden::Stream> streams)
      : file_(std::move(file)), streams_(std::move(streams)) {}
  Hdf5File file_;
  std::vector<golden::Stream> streams_;
};

class VectorReader {
 public:
  /// Throws file-missing, not-hdf5, hdf5-missing, vectors-schema.
  explicit VectorReader(const std::filesystem::path& path);
  const VectorOrigin& origin() const { return origin_; }
  std::vector<std::string> streams() const;
  std::int64_t frames() const;
  /// Throws Error vectors-network unless the file was made for this network (and folding, if `folding_hash` is given).
  void require_network(const std::string& network_hash, const std::string& folding_hash = {}) const;
  Tensor elements(const std::string& stream, std::int64_t frame) const;
  /// Words of all frames, one after the other.
  golden::Words words(const std::string& stream) const;

 private:
  void require_whole_frames() const;
  void require_stream(const std::string& stream) const;
  std::string path_;
  Hdf5File file_;
  VectorOrigin origin_;
};

}  // namespace weir::vectors
