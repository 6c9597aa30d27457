#include "rtl_wrap/cosim/waves.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/room.hpp"
#include "golden/network/stage_graph.hpp"
#ifdef WEIR_WITH_FST
#include "fstapi.h"
#include "rtl_wrap/cosim/fst_memory.hpp"
#endif

namespace weir::rtl {

void require_streams(const WaveOptions& options, const golden::StageGraph& graph) {
  std::vector<std::string> known;
  for (const auto& stream : graph.streams) known.push_back(stream.name);
  Errors errors;
  for (const std::string& name : options.streams) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    errors.add("unknown-stream", "there is no stream \"" + name + "\" to draw", "",
               near.empty() ? "streams: " + joined(known, " ") : "did you mean " + near + "?");
  }
  errors.throw_if_any();
}

namespace {

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

/// What of a stream no port shows, counted by its check.
struct StreamWave {
  const StreamCheck* check = nullptr;
  const std::uint8_t *valid = nullptr, *ready = nullptr, *word = nullptr;  ///< `ready` null: `valid` says it all
  bool by_exits = false;                                                   ///< only the words that leave are seen
  std::uint32_t frame = 0, index = 0, fill_words = 0;
  std::uint8_t mismatch = 0;
  std::vector<std::uint8_t> expected;

  void update() {
    fill_words = static_cast<std::uint32_t>(check->entries() - check->exits());
    mismatch = 0;
    if ((*valid & 1) == 0 || (ready != nullptr && (*ready & 1) == 0)) return;
    const std::int64_t number = by_exits ? check->exits() : check->entries();
    frame = static_cast<std::uint32_t>(number / check->words_per_frame());
    index = static_cast<std::uint32_t>(number % check->words_per_frame());
    if (check->expected() == nullptr || number >= check->expected()->count()) return;
    const auto wanted = check->expected()->word(number);
    expected.assign(wanted.begin(), wanted.end());
    mismatch = word != nullptr && !check->same_word(word, expected.data());
  }
};

Waves::~Waves() { close(); }

#ifdef WEIR_WITH_FST

namespace {

constexpr int kNumberBits = 32;

const std::uint8_t* bytes_of(const std::uint32_t& number) { return reinterpret_cast<const std::uint8_t*>(&number); }

}  // namespace

Waves::Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts& ports,
             std::span<const StreamCheck> checks)
    : options_(options) {
  require_streams(options, graph);
  if (options.view() == options.file || options.surfer_view() == options.file)
    throw Error("usage", "a waveform cannot be \"" + options.file.string() + "\"", "",
                "that name is the view's, which GTKWave or Surfer reads; name it .fst");
  file_.emplace(options.file);
  take_fst_failure();  // of another waveform
  writer_ = ::fstWriterCreate(file_->temporary().c_str(), 1);
  if (writer_ == nullptr) throw Error("output-unwritable", "cannot write \"" + options.file.string() + "\"");
  file_->hold_replacement();
  constexpr int kTickExponent = -12;  // of seconds
  ::fstWriterSetTimescale(writer_, kTickExponent);
  clock_ = ::fstWriterCreateVar(writer_, FST_VT_VCD_WIRE, FST_VD_IMPLICIT, 1, "clock", 0);
  for (std::size_t i = 0; i < graph.streams.size(); ++i) {
    const auto& chosen = options.streams;
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), graph.streams[i].name) == chosen.end()) continue;
    scope_ = graph.streams[i].name;
    ::fstWriterSetScope(writer_, FST_ST_VCD_MODULE, scope_.c_str(), nullptr);
    add_stream(ports, i, checks[i]);
    ::fstWriterSetUpscope(writer_);
  }
}

void Waves::add_stream(const BenchPorts& ports, std::size_t index, const StreamCheck& check) {
  const int bits = check.stream().word_bits();
  auto wave = std::make_unique<StreamWave>();
  wave->check = &check;
  if (!ports.monitors.empty()) {
    const MonitorPort& monitor = ports.monitors[index];
    wave->valid = monitor.write_valid;
    wave->word = monitor.write_data;
    add("enters", monitor.write_valid, 1);
    add("word", monitor.write_data, bits);
    add("leaves", monitor.read_valid, 1);
    add("fill_words", bytes_of(wave->fill_words), kNumberBits, true);
  }
  for (const auto* side : {&ports.sources, &ports.sinks})
    for (const BoundaryPort& port : *side) {
      if (port.stream != static_cast<int>(index)) continue;
      add("tvalid", port.valid, 1);
      add("tready", port.ready, 1);
      add("tdata", port.data, bits);
      if (wave->valid != nullptr) continue;
      wave->valid = port.valid;
      wave->ready = port.ready;
      wave->word = port.data;
      wave->by_exits = side == &ports.sinks;
    }
  if (wave->valid == nullptr) return;
  wave->expected.resize(static_cast<std::size_t>((bits + 7) / 8));
  add("frame", bytes_of(wave->frame), kNumberBits, true);
  add("index", bytes_of(wave->index), kNumberBits, true);
  if (check.expected() != nullptr) {
    add("expected", wave->expected.data(), bits);
    add("mismatch", &wave->mismatch, 1);
  }
  streams_.push_back(std::move(wave));
}

void Waves::add(const std::string& name, const std::uint8_t* data, int bits, bool is_number) {
  const auto handle = ::fstWriterCreateVar(writer_, FST_VT_VCD_WIRE, FST_VD_IMPLICIT, static_cast<std::uint32_t>(bits),
                                           name.c_str(), 0);
  signals_.push_back({{scope_ + "." + name, bits, is_number}, handle, data, {}});
}

void Waves::emit(Signal& signal) {
  const auto bytes = static_cast<std::size_t>((signal.bits + 7) / 8);
  if (!signal.last.empty() && std::equal(signal.last.begin(), signal.last.end(), signal.data)) return;
  signal.last.assign(signal.data, signal.data + bytes);
  text_.clear();
  for (int bit = signal.bits; bit-- > 0;) text_ += (signal.data[bit / 8] >> (bit % 8) & 1) != 0 ? '1' : '0';
  ::fstWriterEmitValueChange(writer_, signal.handle, text_.data());
}

void Waves::sample(std::int64_t cycle) {
  if (cycle < options_.first_cycle || cycle > options_.last_cycle) return;
  for (const auto& stream : streams_) stream->update();
  const auto now = static_cast<std::uint64_t>(cycle * kTicksPerCycle);
  ::fstWriterEmitTimeChange(writer_, now);
  ::fstWriterEmitValueChange(writer_, clock_, "1");
  for (Signal& signal : signals_) emit(signal);
  ::fstWriterEmitTimeChange(writer_, now + kTicksPerCycle / 2);
  ::fstWriterEmitValueChange(writer_, clock_, "0");
}

void Waves::close() {
  if (writer_ != nullptr) ::fstWriterClose(writer_);
  writer_ = nullptr;
}

#else

Waves::Waves(const WaveOptions& options, const golden::StageGraph& graph, const BenchPorts&,
             std::span<const StreamCheck>)
    : options_(options) {
  require_streams(options, graph);
  throw Error("waves-unavailable", "this build of weir has no FST writer", "",
              "build it where Verilator is installed: the writer comes with it");
}
void Waves::sample(std::int64_t) {}
void Waves::close() {}

#endif

void Waves::check_written() const {
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
}

void Waves::finish(std::optional<std::int64_t> marker_cycle) {
  close();
  if (!file_) return;
  check_written();
  file_->commit();
  const std::vector<WaveSignal> signals(signals_.begin(), signals_.end());
  write_text_file(options_.view(), gtkwave_view(options_.file.filename().string(), signals, marker_cycle));
  write_text_file(options_.surfer_view(), surfer_view(signals, marker_cycle));
}

}  // namespace weir::rtl
