#include "systemc/process/schedule.hpp"

namespace weir::timing {

namespace {

template <class Visit>
void for_each_step(const Schedule& schedule, Visit&& visit) {
  for (const Block& block : schedule.blocks)
    for (const Step& step : block.steps) visit(block, step);
}

std::int64_t words(const Schedule& schedule, int port, std::uint32_t Step::*mask) {
  std::int64_t total = 0;
  for_each_step(schedule, [&](const Block& block, const Step& step) {
    if ((step.*mask >> port & 1u) != 0) total += block.repeat * step.count;
  });
  return total;
}

std::uint32_t all_ports(int count) { return count >= 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << count) - 1; }

}  // namespace

std::int64_t words_read(const Schedule& schedule, int port) { return words(schedule, port, &Step::reads); }
std::int64_t words_written(const Schedule& schedule, int port) { return words(schedule, port, &Step::writes); }

void validate(const Schedule& schedule, int inputs, int outputs, const std::string& where, Errors& errors) {
  const auto complain = [&](const std::string& problem) { errors.add("bad-schedule", where + ": " + problem); };
  if (inputs > 32 || outputs > 32) return complain("more than 32 input or output ports");
  std::int64_t last_iteration = -1;
  bool has_event = false;
  for_each_step(schedule, [&](const Block& block, const Step& step) {
    if (block.repeat < 1 || step.count < 1) complain("a block or step that repeats less than once");
    if (step.advance < 1) complain("two events in one iteration");
    if ((step.reads | step.writes) == 0) complain("a step that neither reads nor writes");
    if ((step.reads & ~all_ports(inputs)) != 0) complain("a step reads a port that the stage does not have");
    if ((step.writes & ~all_ports(outputs)) != 0) complain("a step writes a port that the stage does not have");
    last_iteration += block.repeat * step.count * step.advance;
    has_event = true;
  });
  if (!has_event) complain("no step at all");
  if (schedule.iterations <= last_iteration)
    complain(std::to_string(schedule.iterations) + " iterations, but an event in iteration " +
             std::to_string(last_iteration));
  if (schedule.gate_stage < 0) complain("a negative gate stage");
  if (static_cast<int>(schedule.write_latency_cycles.size()) != outputs)
    complain(std::to_string(schedule.write_latency_cycles.size()) + " write latencies for " + std::to_string(outputs) +
             " output ports");
  for (const int latency : schedule.write_latency_cycles)
    if (latency < 0) complain("a negative write latency");
}

std::vector<Event> expand(const Schedule& schedule) {
  std::vector<Event> events;
  std::int64_t iteration = -1;
  for (const Block& block : schedule.blocks)
    for (std::int64_t r = 0; r < block.repeat; ++r)
      for (const Step& step : block.steps)
        for (std::int64_t c = 0; c < step.count; ++c)
          events.push_back({iteration += step.advance, step.reads, step.writes});
  return events;
}

bool same_timing(const Schedule& a, const Schedule& b) {
  return a.iterations == b.iterations && a.gate_stage == b.gate_stage &&
         a.write_latency_cycles == b.write_latency_cycles && expand(a) == expand(b);
}

}  // namespace weir::timing
