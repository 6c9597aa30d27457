#include "systemc/maxplus/replay.hpp"

namespace weir::timing::maxplus {

namespace {

/// A process that watches the other side of its stream.
class Replayed : public Process {
 public:
  Replayed(int actor, std::vector<int>& differing, std::vector<Fifo*> inputs, std::vector<Fifo*> outputs)
      : Process(std::move(inputs), std::move(outputs)), actor_(actor), differing_(differing) {}
  StageOutcome outcome() const override { return {}; }

 protected:
  void report(bool is_same) {
    if (is_same) return;
    differing_.push_back(actor_);
    is_watching_ = false;
  }
  bool is_watching_ = true;

 private:
  int actor_;
  std::vector<int>& differing_;
};

class ReplayedProducer : public Replayed {
 public:
  ReplayedProducer(int actor, const StreamLog& log, std::int64_t depth_words, Fifo* fifo, std::vector<int>& differing)
      : Replayed(actor, differing, {}, {fifo}),
        depth_(depth_words),
        words_(log.written),
        words_by_place_(log.written),
        reads_(log.read) {
    for (std::int64_t k = 0; k < std::min(depth_, fifo->total()); ++k) words_by_place_.next();
  }

  void advance() override {
    for (; watched_ < output().reads() && is_watching_; ++watched_) report(is_same(output().read_cycle(watched_)));
    output().foresee_writes(watched_, [&] { return words_.next(); });
  }

 private:
  /// Does the word that takes the place of this one find it free in time?
  bool is_same(Cycle read) {
    const Cycle before = reads_.next();
    if (watched_ + depth_ >= output().total()) return true;
    const Cycle written = words_by_place_.next();
    return read == before || (before + output().hops() < written && read + output().hops() <= written);
  }

  std::int64_t depth_, watched_ = 0;
  TimeLog::Reader words_, words_by_place_, reads_;  ///< words by place: the word that takes the place of each read
};

class GivenProducer : public Replayed {
 public:
  GivenProducer(int actor, const TimeLog& written, std::int64_t depth_words, Fifo* fifo, std::vector<int>& differing)
      : Replayed(actor, differing, {}, {fifo}), depth_(depth_words), words_(written), words_by_place_(written) {
    for (std::int64_t k = 0; k < std::min(depth_, fifo->total()); ++k) words_by_place_.next();
  }

  void advance() override {
    for (; watched_ + depth_ < output().total() && watched_ < output().reads() && is_watching_; ++watched_)
      report(output().read_cycle(watched_) + output().hops() <= words_by_place_.next());
    output().foresee_writes(watched_, [&] { return words_.next(); });
  }

 private:
  std::int64_t depth_, watched_ = 0;
  TimeLog::Reader words_, words_by_place_;
};

class ReplayedConsumer : public Replayed {
 public:
  ReplayedConsumer(int actor, const StreamLog& log, Fifo* fifo, std::vector<int>& differing)
      : Replayed(actor, differing, {fifo}, {}), reads_(log.read), reads_by_word_(log.read), words_(log.written) {}

  void advance() override {
    for (; watched_ < input().writes() && is_watching_; ++watched_) report(is_same(input().written_cycle(watched_)));
    input().foresee_reads(watched_, [&] { return reads_.next(); });
  }

 private:
  bool is_same(Cycle written) {
    const Cycle before = words_.next(), read = reads_by_word_.next();
    return written == before || (before < written && written + input().forward() < read);
  }

  std::int64_t watched_ = 0;
  TimeLog::Reader reads_, reads_by_word_, words_;
};

}  // namespace

std::unique_ptr<Process> make_replayed_producer(int actor, const StreamLog& log, std::int64_t depth_words, Fifo* fifo,
                                                std::vector<int>& differing) {
  return std::make_unique<ReplayedProducer>(actor, log, depth_words, fifo, differing);
}

std::unique_ptr<Process> make_given_producer(int actor, const TimeLog& written, std::int64_t depth_words, Fifo* fifo,
                                             std::vector<int>& differing) {
  return std::make_unique<GivenProducer>(actor, written, depth_words, fifo, differing);
}

std::unique_ptr<Process> make_replayed_consumer(int actor, const StreamLog& log, Fifo* fifo,
                                                std::vector<int>& differing) {
  return std::make_unique<ReplayedConsumer>(actor, log, fifo, differing);
}

}  // namespace weir::timing::maxplus
