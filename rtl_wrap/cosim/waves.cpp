#include "rtl_wrap/cosim/waves.hpp"

#include <algorithm>

#include "golden/network/error.hpp"
#include "golden/network/file.hpp"
#include "golden/network/room.hpp"
#ifdef WEIR_WITH_FST
#include "fstapi.h"
#endif

namespace weir::rtl {

namespace {

/// Appends an Error for every chosen stream that the graph lacks.
void check_streams(const WaveOptions& options, const golden::StageGraph& graph) {
  std::vector<std::string> known;
  for (const auto& stream : graph.streams) known.push_back(stream.name);
  Errors errors;
  for (const std::string& name : options.streams) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    errors.add("unknown-stream", "there is no stream \"" + name + "\" to draw", "",
               near.empty() ? "" : "did you mean " + near + "?");
  }
  errors.throw_if_any();
}

/// Room behind a waveform without which its end may be missing.
[[maybe_unused]] constexpr std::int64_t kRoomBytes = 4096;

/// The blocks of an FST file (type in a byte, then the length in eight, most significant first, itself included) end
/// with the file, and those that are written last are there. GTKWave's writer does not say when a disk is full.
[[maybe_unused]] bool is_whole_fst(const std::filesystem::path& file) {
  constexpr std::uint8_t kGeometry = 3, kHierarchy = 4, kHierarchyLz4 = 6, kHierarchyLz4Duo = 7;
  const std::vector<std::uint8_t> bytes = read_binary_file(file);
  bool has_geometry = false, has_hierarchy = false;
  std::size_t at = 0;
  while (at + 9 <= bytes.size()) {
    const std::uint8_t type = bytes[at];
    std::uint64_t length = 0;
    for (std::size_t i = 1; i <= 8; ++i) length = length << 8 | bytes[at + i];
    has_geometry |= type == kGeometry;
    has_hierarchy |= type == kHierarchy || type == kHierarchyLz4 || type == kHierarchyLz4Duo;
    if (length < 8 || length > bytes.size()) return false;
    at += 1 + static_cast<std::size_t>(length);
  }
  return at == bytes.size() && has_geometry && has_hierarchy;
}

}  // namespace

Waves::~Waves() { close(); }

#ifdef WEIR_WITH_FST

Waves::Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts& ports) : options_(options) {
  check_streams(options, graph);
  file_.emplace(options.file);
  writer_ = ::fstWriterCreate(file_->temporary().c_str(), 1);
  if (writer_ == nullptr) throw Error("output-unwritable", "cannot write \"" + options.file.string() + "\"");
  ::fstWriterSetTimescaleFromString(writer_, "1ns");
  for (std::size_t i = 0; i < graph.streams.size(); ++i) {
    const golden::Stream& stream = graph.streams[i];
    const auto& chosen = options.streams;
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), stream.name) == chosen.end()) continue;
    ::fstWriterSetScope(writer_, FST_ST_VCD_MODULE, stream.name.c_str(), nullptr);
    if (!ports.monitors.empty()) {
      add("enters", ports.monitors[i].write_valid, 1);
      add("word", ports.monitors[i].write_data, stream.word_bits());
      add("leaves", ports.monitors[i].read_valid, 1);
    }
    for (const auto* side : {&ports.sources, &ports.sinks})
      for (const BoundaryPort& port : *side)
        if (port.stream == static_cast<int>(i)) add_boundary(port, stream);
    ::fstWriterSetUpscope(writer_);
  }
}

void Waves::add(const std::string& name, const std::uint8_t* data, int bits) {
  const auto handle = ::fstWriterCreateVar(writer_, FST_VT_VCD_WIRE, FST_VD_IMPLICIT, static_cast<std::uint32_t>(bits),
                                           name.c_str(), 0);
  signals_.push_back({handle, data, bits, {}});
}

void Waves::add_boundary(const BoundaryPort& port, const golden::Stream& stream) {
  add("tvalid", port.valid, 1);
  add("tready", port.ready, 1);
  add("tdata", port.data, stream.word_bits());
}

void Waves::sample(std::int64_t cycle) {
  if (cycle < options_.first_cycle || cycle > options_.last_cycle) return;
  ::fstWriterEmitTimeChange(writer_, static_cast<std::uint64_t>(cycle));
  for (Signal& signal : signals_) {
    const auto bytes = static_cast<std::size_t>((signal.bits + 7) / 8);
    if (!signal.last.empty() && std::equal(signal.last.begin(), signal.last.end(), signal.data)) continue;
    signal.last.assign(signal.data, signal.data + bytes);
    text_.clear();
    for (int bit = signal.bits; bit-- > 0;) text_ += (signal.data[bit / 8] >> (bit % 8) & 1) != 0 ? '1' : '0';
    ::fstWriterEmitValueChange(writer_, signal.handle, text_.data());
  }
}

void Waves::close() {
  if (writer_ != nullptr) ::fstWriterClose(writer_);
  writer_ = nullptr;
}

#else

Waves::Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts&) : options_(options) {
  check_streams(options, graph);
  throw Error("waves-unavailable", "this build of weir has no FST writer", "",
              "build it where Verilator is installed: the writer comes with it");
}
void Waves::sample(std::int64_t) {}
void Waves::close() {}

#endif

void Waves::finish() {
  close();
  if (!file_) return;
#ifdef WEIR_WITH_FST
  const auto& written = file_->temporary();
  const std::string reason =
      why_unwritable(std::filesystem::absolute(written).parent_path(),
                     static_cast<std::int64_t>(std::filesystem::file_size(written)) + kRoomBytes);
  if (!reason.empty() || !is_whole_fst(written))
    throw Error("output-unwritable", "the waveform cannot be written whole" + (reason.empty() ? "" : ": " + reason),
                options_.file.string());
#endif
  file_->commit();
}

}  // namespace weir::rtl
