#include "rtl_wrap/cosim/waves.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/room.hpp"
#include "golden/network/stage_graph.hpp"
#ifdef WEIR_WITH_FST
#include "fstapi.h"
#include "rtl_wrap/cosim/fst_memory.hpp"
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

/// FST's writer ignores what the disk says: whether the file is a row of finished blocks, each of them a byte for its
/// kind and a length of 8 bytes, high byte first, that counts itself and the rest.
[[maybe_unused]] bool is_whole_fst(const std::filesystem::path& path) {
  constexpr std::uint64_t kLengthBytes = 8;
  constexpr int kHeader = 0, kUnfinished = 255;
  const std::uint64_t size = std::filesystem::file_size(path);
  std::ifstream in(path, std::ios::binary);
  std::uint64_t end = 0;
  int blocks = 0;
  for (int kind = 0; end < size; ++blocks) {
    in.seekg(static_cast<std::streamoff>(end));
    kind = in.get();
    std::uint64_t length = 0;
    for (std::uint64_t i = 0; i < kLengthBytes; ++i) length = length << 8 | static_cast<std::uint64_t>(in.get() & 0xFF);
    if (!in || kind == kUnfinished || (kind == kHeader) != (blocks == 0) || length < kLengthBytes) return false;
    if (length >= size) return false;
    end += 1 + length;
  }
  constexpr int kFewestBlocks = 3;  // header, geometry, hierarchy
  return end == size && blocks >= kFewestBlocks;
}

}  // namespace

Waves::~Waves() { close(); }

#ifdef WEIR_WITH_FST

Waves::Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts& ports) : options_(options) {
  check_streams(options, graph);
  file_.emplace(options.file);
  take_fst_failure();  // of another waveform
  writer_ = ::fstWriterCreate(file_->temporary().c_str(), 1);
  if (writer_ == nullptr) throw Error("output-unwritable", "cannot write \"" + options.file.string() + "\"");
  file_->hold_replacement();
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
  const int failure = take_fst_failure();
  const auto& written = file_->temporary();
  const std::string reason =
      why_unwritable(std::filesystem::absolute(written).parent_path(),
                     static_cast<std::int64_t>(std::filesystem::file_size(written)) + kRoomBytes);
  if (!reason.empty() || !is_whole_fst(written))
    throw Error("output-unwritable", "the waveform cannot be written whole" + (reason.empty() ? "" : ": " + reason),
                options_.file.string());
  if (failure != 0)
    throw Error("output-unwritable",
                "the waveform cannot be written, nor its temporary files in " P_tmpdir ": " +
                    std::string(std::strerror(failure)),
                options_.file.string(), "make room in both places, or draw fewer streams and cycles");
#endif
  file_->commit();
}

}  // namespace weir::rtl
