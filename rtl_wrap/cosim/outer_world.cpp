#include "rtl_wrap/cosim/outer_world.hpp"

#include <algorithm>
#include <cstring>

#include "golden/base/error.hpp"

namespace weir::rtl {

namespace {

constexpr int kMostCyclesOfAccess = 1000;

Error no_answer(const RegisterWrite& access, const char* what) {
  return Error("rtl-axi-lite", "the design does not answer a " + std::string(what) + " register " +
                                   std::to_string(access.address) + " of " + access.port + " within " +
                                   std::to_string(kMostCyclesOfAccess) + " cycles");
}

/// The lowest bits of `value`; a wider port is filled with ones from an all-ones value.
void set(const Port& port, std::uint64_t value) {
  for (int byte = 0; byte < port.bytes(); ++byte) {
    const int bits = std::min(8, port.bits - 8 * byte);
    const auto part = byte < 8 ? value >> (8 * byte) : (value == ~std::uint64_t{0} ? value : 0);
    port.data[byte] = static_cast<std::uint8_t>(part & ((1U << bits) - 1));
  }
}

}  // namespace

OuterWorld::OuterWorld(Design& rtl, const BenchPorts& ports) : rtl_(rtl), ports_(ports) {
  for (const FeedPort& feed : ports.feeds)
    feeds_.push_back({feed.port, feed.words->bytes.data(), static_cast<std::size_t>(feed.words->word_bytes()), 0,
                      feed.words->count(), feed.words->count(), false});
}

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

void OuterWorld::reset(int cycles, int quiet_cycles) {
  for (const BoundaryPort& source : ports_.sources) *source.valid = 0;
  for (const FeedPort& feed : ports_.feeds) *feed.port.valid = 0;
  for (const BoundaryPort& sink : ports_.sinks) *sink.ready = 0;
  for (const Port* input : ports_.held_high) set(*input, ~std::uint64_t{0});
  *ports_.reset = ports_.reset_level;
  for (int i = 0; i < cycles + quiet_cycles; ++i) {
    if (i == cycles) *ports_.reset = !ports_.reset_level;
    settle();
    clock();
  }
  *ports_.reset = !ports_.reset_level;
  register_differences_.clear();
  for (const RegisterWrite& access : ports_.writes) {
    const auto slave = std::find_if(ports_.registers.begin(), ports_.registers.end(),
                                    [&](const RegisterPort& port) { return port.name == access.port; });
    access.is_check ? check_register(*slave, access) : write_register(*slave, access);
  }
}

void OuterWorld::write_register(const RegisterPort& slave, const RegisterWrite& write) {
  set(*slave.awaddr, write.address);
  set(*slave.wdata, write.value);
  if (slave.wstrb != nullptr) set(*slave.wstrb, ~std::uint64_t{0});
  set(*slave.awvalid, 1);
  set(*slave.wvalid, 1);
  set(*slave.bready, 1);
  for (int cycle = 0; cycle < kMostCyclesOfAccess; ++cycle) {
    settle();
    const bool address_taken = *slave.awvalid->data != 0 && *slave.awready->data != 0;
    const bool data_taken = *slave.wvalid->data != 0 && *slave.wready->data != 0;
    const bool is_answered = *slave.bvalid->data != 0;
    clock();
    if (address_taken) set(*slave.awvalid, 0);
    if (data_taken) set(*slave.wvalid, 0);
    if (is_answered && *slave.awvalid->data == 0 && *slave.wvalid->data == 0) {
      set(*slave.bready, 0);
      return;
    }
  }
  throw no_answer(write, "write to");
}

void OuterWorld::check_register(const RegisterPort& slave, const RegisterWrite& check) {
  set(*slave.araddr, check.address);
  set(*slave.arvalid, 1);
  set(*slave.rready, 1);
  for (int cycle = 0; cycle < kMostCyclesOfAccess; ++cycle) {
    settle();
    const bool address_taken = *slave.arvalid->data != 0 && *slave.arready->data != 0;
    const bool is_answered = *slave.rvalid->data != 0;
    std::uint32_t got = 0;
    for (int byte = 0; byte < std::min(4, slave.rdata->bytes()); ++byte)
      got |= std::uint32_t{slave.rdata->data[byte]} << (8 * byte);
    clock();
    if (address_taken) set(*slave.arvalid, 0);
    if (!is_answered || *slave.arvalid->data != 0) continue;
    set(*slave.rready, 0);
    if (got != check.value)
      register_differences_.push_back("register " + std::to_string(check.address) + " of " + check.port + " reads " +
                                      std::to_string(got) + ", expected " + std::to_string(check.value));
    return;
  }
  throw no_answer(check, "read of");
}

void OuterWorld::offer(Source& source) {
  source.offering = true;
  std::memcpy(source.port.data, source.words + static_cast<std::size_t>(source.sent) * source.word_bytes,
              source.word_bytes);
  if (source.port.last != nullptr)
    *source.port.last = source.frame_words > 0 && (source.sent + 1) % source.frame_words == 0;
}

void OuterWorld::drive(const timing::Stalls& stalls, std::int64_t cycle) {
  for (Source& source : sources_) {
    if (!source.offering && source.sent < source.total && stalls.open(source.port.stream, cycle)) offer(source);
    *source.port.valid = source.offering;
  }
  for (Source& feed : feeds_) {
    if (!feed.offering) offer(feed);
    *feed.port.valid = 1;
  }
  for (const BoundaryPort& sink : ports_.sinks) *sink.ready = stalls.open(sink.stream, cycle);
  settle();
}

bool OuterWorld::offers_word() const {
  return std::any_of(ports_.sinks.begin(), ports_.sinks.end(),
                     [](const BoundaryPort& sink) { return *sink.valid != 0; });
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
