#include "systemc/maxplus/schedule_process.hpp"

namespace weir::timing::maxplus {

std::unique_ptr<Process> make_schedule(const Schedule& schedule, std::int64_t frames, std::vector<Fifo*> inputs,
                                       std::vector<Fifo*> outputs, FrameEnds* ends, std::vector<WaitsUntil>* waits) {
  return std::make_unique<ScheduleProcess>(schedule, frames, std::move(inputs), std::move(outputs), ends, waits);
}

}  // namespace weir::timing::maxplus
