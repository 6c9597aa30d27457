#include "rtl_wrap/cosim/outer_world.hpp"

#include <algorithm>
#include <cstring>

#include "golden/base/error.hpp"

namespace weir::rtl {

namespace {

constexpr int kMostCyclesOfWrite = 1000;

/// The lowest bits of `value`; a wider port is filled with ones from an all-ones value.
void set(const Port& port, std::uint64_t value) {
  for (int byte = 0; byte < port.bytes(); ++byte) {
    const int bits = std::min(8, port.bits - 8 * byte);
    const auto part = byte < 8 ? value >> (8 * byte) : (value == ~std::uint64_t{0} ? value : 0);
    port.data[byte] = static_cast<std::uint8_t>(part & ((1U << bits) - 1));
  }
}

}  // namespace

OuterWorld::OuterWorld(Design& rtl, const BenchPorts& ports) : rtl_(rtl), ports_(ports) {}

void OuterWorld::add_source(const BoundaryPort& port, const golden::Words& words, std::int64_t count,
                            std::int64_t frame_words) {
  sources_.push_back(
      {port, words.bytes.data(), static_cast<std::size_t>(words.word_bytes()), 0, count, frame_words, false});
}

/// A clock of twice the rate rises with the other's rise and with its fall.
void OuterWorld::settle() {
  if (ports_.fast_clock != nullptr) {
    *ports_.fast_clock = 0;
    rtl_.eval();
    *ports_.fast_clock = 1;
  }
  *ports_.clock = 0;
  rtl_.eval();
  if (ports_.fast_clock == nullptr) return;
  *ports_.fast_clock = 0;
  rtl_.eval();
}

void OuterWorld::clock() {
  *ports_.clock = 1;
  if (ports_.fast_clock != nullptr) *ports_.fast_clock = 1;
  rtl_.eval();
}

void OuterWorld::reset(int cycles) {
  for (const BoundaryPort& source : ports_.sources) *source.valid = 0;
  for (const BoundaryPort& sink : ports_.sinks) *sink.ready = 0;
  for (const Port* input : ports_.held_high) set(*input, ~std::uint64_t{0});
  *ports_.reset = ports_.reset_level;
  for (int i = 0; i < cycles + kQuietCycles; ++i) {
    if (i == cycles) *ports_.reset = !ports_.reset_level;
    settle();
    clock();
  }
  for (const RegisterWrite& write : ports_.writes) write_register(write);
}

void OuterWorld::write_register(const RegisterWrite& write) {
  const auto slave = std::find_if(ports_.registers.begin(), ports_.registers.end(),
                                  [&](const RegisterPort& port) { return port.name == write.port; });
  set(*slave->awaddr, write.address);
  set(*slave->wdata, write.value);
  if (slave->wstrb != nullptr) set(*slave->wstrb, ~std::uint64_t{0});
  set(*slave->awvalid, 1);
  set(*slave->wvalid, 1);
  set(*slave->bready, 1);
  for (int cycle = 0; cycle < kMostCyclesOfWrite; ++cycle) {
    settle();
    const bool address_taken = *slave->awvalid->data != 0 && *slave->awready->data != 0;
    const bool data_taken = *slave->wvalid->data != 0 && *slave->wready->data != 0;
    const bool is_answered = *slave->bvalid->data != 0;
    clock();
    if (address_taken) set(*slave->awvalid, 0);
    if (data_taken) set(*slave->wvalid, 0);
    if (is_answered && *slave->awvalid->data == 0 && *slave->wvalid->data == 0) {
      set(*slave->bready, 0);
      return;
    }
  }
  throw Error("rtl-axi-lite", "the design does not answer a write to register " + std::to_string(write.address) +
                                  " of " + write.port + " within " + std::to_string(kMostCyclesOfWrite) + " cycles");
}

void OuterWorld::drive(const timing::Stalls& stalls, std::int64_t cycle) {
  for (Source& source : sources_) {
    if (!source.offering && source.sent < source.total && stalls.open(source.port.stream, cycle)) {
      source.offering = true;
      std::memcpy(source.port.data, source.words + static_cast<std::size_t>(source.sent) * source.word_bytes,
                  source.word_bytes);
      if (source.port.last != nullptr)
        *source.port.last = source.frame_words > 0 && (source.sent + 1) % source.frame_words == 0;
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
