/// The neighbours of a part of the network that is run alone (rerun.hpp): they do what they did in an earlier run
/// of the whole network, as long as nothing that the part does could have made them do anything else.
///
/// Why that is exact: the times of a run are the only ones that satisfy the recurrences of all processes. A process
/// sees of a word only the cycle from which on it can be read, and of a place the cycle from which on it is free, and
/// only as the latest of several conditions. So a process that gets its words and places when it did, or - where it had
/// not waited for them - before it needs them, does what it did. One exception: for FINN's narrowing converter an
/// earlier word is not as good as one in time, so earlier words count as a difference.
#pragma once
#include "systemc/maxplus/process.hpp"
#include "systemc/maxplus/time_log.hpp"

namespace weir::timing::maxplus {

/// Writes the words of a stream when `log` says so, and watches the part read them. Appends `actor` to `differing`, and
/// stops watching, when that actor would not have done the same.
std::unique_ptr<Process> make_replayed_producer(int actor, const StreamLog& log, std::int64_t depth_words, Fifo* fifo,
                                                std::vector<int>& differing);
/// Writes the words when `written` says, for a FIFO of any depth: appends `actor` when it would have to wait for room.
std::unique_ptr<Process> make_given_producer(int actor, const TimeLog& written, std::int64_t depth_words, Fifo* fifo,
                                             std::vector<int>& differing);
/// Reads them, and watches the part write them.
std::unique_ptr<Process> make_replayed_consumer(int actor, const StreamLog& log, Fifo* fifo,
                                                std::vector<int>& differing);

}  // namespace weir::timing::maxplus
