/// Schedules in a row with shallow FIFOs between them, run together. With room for two words a neighbour goes on after
/// two, and a visit by the engine costs more than they do; here the counts of the FIFOs stay in one place while the
/// words run to and fro, and who goes on next is known beside them. The times are the engine's: it is the same
/// recurrence in another order.
#pragma once
#include <functional>

#include "systemc/maxplus/due.hpp"
#include "systemc/maxplus/schedule_process.hpp"

namespace weir::timing::maxplus {

class Chain {
 public:
  struct Member {
    ScheduleProcess* process;
    Fifo *in, *out;  ///< null: none. The output of one member is the input of the next one.
    int turn;        ///< the engine's number
  };
  /// At least two members.
  explicit Chain(std::vector<Member> members);

  /// What a run asks of the engine.
  struct Engine {
    std::function<void()> throw_if_stopped;
    /// Times of words that this turn has moved may be lost from now on.
    std::function<void(int turn)> look_at;
  };
  /// All members as far as they get. Of the FIFOs at both ends somebody else may have moved words since.
  void run(const Engine& engine);
  /// Writes the counts of the FIFOs between members, which nobody else sees while the chain runs.
  void settle();
  const std::vector<Member>& members() const { return members_; }

 private:
  void enter();
  void visit(std::size_t member);
  void extend(std::size_t link, const Engine& engine);

  std::vector<Member> members_;
  std::vector<Fifo*> fifos_;
  std::vector<Fifo::Link> links_;  ///< the input of member m is link m, its output link m + 1
  std::vector<ScheduleProcess::Wait>
      waits_;  ///< of member m at m + 1; nobody waits before the first and behind the last
  Due due_;    ///< member m by the number m + 1
};

}  // namespace weir::timing::maxplus
