#include "rtl_wrap/cosim/outer_world.hpp"

#include <algorithm>
#include <cstring>

namespace weir::rtl {

OuterWorld::OuterWorld(Design& rtl, const BenchPorts& ports) : rtl_(rtl), ports_(ports) {}

void OuterWorld::add_source(const BoundaryPort& port, const golden::Words& words, std::int64_t count) {
  sources_.push_back({port, words.bytes.data(), static_cast<std::size_t>(words.word_bytes()), 0, count, false});
}

void OuterWorld::settle() {
  *ports_.clock = 0;
  rtl_.eval();
}

void OuterWorld::clock() {
  *ports_.clock = 1;
  rtl_.eval();
}

void OuterWorld::reset(int cycles) {
  for (const BoundaryPort& source : ports_.sources) *source.valid = 0;
  for (const BoundaryPort& sink : ports_.sinks) *sink.ready = 0;
  for (std::uint8_t* input : ports_.held_high) *input = 1;
  *ports_.reset = ports_.reset_level;
  for (int i = 0; i < cycles + kQuietCycles; ++i) {
    if (i == cycles) *ports_.reset = !ports_.reset_level;
    settle();
    clock();
  }
}

void OuterWorld::drive(const timing::Stalls& stalls, std::int64_t cycle) {
  for (Source& source : sources_) {
    if (!source.offering && source.sent < source.total && stalls.open(source.port.stream, cycle)) {
      source.offering = true;
      std::memcpy(source.port.data, source.words + static_cast<std::size_t>(source.sent) * source.word_bytes,
                  source.word_bytes);
    }
    *source.port.valid = source.offering;
  }
  for (const BoundaryPort& sink : ports_.sinks) *sink.ready = stalls.open(sink.stream, cycle);
  settle();
}

bool OuterWorld::can_move_later() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [](const Source& source) {
                       return !source.offering && source.sent < source.total && *source.port.ready != 0;
                     }) ||
         std::any_of(ports_.sinks.begin(), ports_.sinks.end(),
                     [](const BoundaryPort& sink) { return *sink.valid != 0 && *sink.ready == 0; });
}

}  // namespace weir::rtl
