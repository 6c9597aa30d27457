#include "systemc/process/finn/block.hpp"

#include <algorithm>
#include <bit>

namespace weir::timing::finn {

std::int64_t height(const Window& w) { return (w.kernel_rows - 1) * w.dilation_rows + 1; }
std::int64_t width(const Window& w) { return (w.kernel_columns - 1) * w.dilation_columns + 1; }
std::int64_t out_rows(const Window& w) { return (w.rows - height(w)) / w.stride_rows + 1; }
std::int64_t out_columns(const Window& w) { return (w.columns - width(w)) / w.stride_columns + 1; }
std::int64_t minimum_buffer(const Window& w) { return ((height(w) - 1) * w.columns + width(w)) * w.fold; }

namespace {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

std::int64_t window_words(const Window& w) { return w.kernel_rows * w.kernel_columns * w.fold; }

std::int64_t kept_groups(const Loop& l) {
  if (l.stride == 1) return l.groups;
  std::int64_t kept = 0;
  for (std::int64_t group = 0; group < l.groups; ++group) kept += l.keeps(group) ? 1 : 0;
  return kept;
}

/// A window that does not start in the last rows and columns leaves them unfetched; nothing waits for them.
std::string shape_problem(const Window& w) {
  if (std::min({w.rows, w.columns, w.kernel_rows, w.kernel_columns, w.stride_rows, w.stride_columns, w.fold,
                w.dilation_rows, w.dilation_columns}) < 1)
    return "an extent is below 1";
  return height(w) > w.rows || width(w) > w.columns ? "the kernel is larger than the picture" : "";
}

std::string problem(const Window& w) {
  const std::string found = shape_problem(w);
  return found.empty() && window_words(w) < 2 ? "a window of one word is a wire" : found;
}
std::string problem(const ParallelWindow& p) { return shape_problem(p.window); }

std::string problem(const Multiplier& m) {
  return std::min({m.vectors, m.passes, m.words, static_cast<std::int64_t>(m.core_stages)}) < 1 ? "a count is below 1"
                                                                                                : "";
}

std::string problem(const Padding& p) {
  if (std::min({p.rows, p.columns, p.fold}) < 1) return "an extent is below 1";
  return std::min({p.top, p.left, p.bottom, p.right}) < 0 ? "a border is below 0" : "";
}

std::string ratio_problem(std::int64_t ratio, std::int64_t words) {
  return ratio < 2 || words < 1 ? "the ratio is below 2 or there are no words" : "";
}

std::string pipeline_problem(const Pipeline& p) {
  return p.stages < 1 || p.restart_gap_cycles < 0 ? "there is no stage, or a negative gap" : "";
}

std::string problem(const Loop& l) {
  if (const std::string found = pipeline_problem(l); !found.empty()) return found;
  if (std::min({l.groups, l.passes, l.pass_iterations, l.reads, l.stride, l.columns, l.fold}) < 1)
    return "a count is below 1";
  if (l.reads > l.pass_iterations || l.first_write < 0 || l.first_write >= l.pass_iterations)
    return "it reads or writes outside its pass";
  return l.stride > 1 && (l.passes > 1 || l.pass_iterations > 1) ? "only loops over words leave words out" : "";
}

/// Calls `f` with the iterations of every run of a frame and the run.
template <class F>
void for_each_run(const Sequence& s, F&& f) {
  for (const Part& part : s.parts)
    for (const Run& run : part.runs) f(part.repeat * run.count, run);
}

std::int64_t iterations_where(const Sequence& s, bool Run::*flag) {
  std::int64_t count = 0;
  for_each_run(s, [&](std::int64_t iterations, const Run& run) { count += run.*flag ? iterations : 0; });
  return count;
}

std::int64_t iterations_of(const Sequence& s) {
  std::int64_t count = 0;
  for_each_run(s, [&](std::int64_t iterations, const Run&) { count += iterations; });
  return count;
}

std::string problem(const Sequence& s) {
  if (const std::string found = pipeline_problem(s); !found.empty()) return found;
  bool is_sound = !s.parts.empty();
  for (const Part& part : s.parts) {
    is_sound &= part.repeat >= 1 && !part.runs.empty();
    for (const Run& run : part.runs) is_sound &= run.count >= 1;
  }
  return is_sound ? "" : "it has no iterations, or a count below 1";
}

std::string problem(const Block& block) {
  return std::visit(Overload{[](const Widen& w) {
                               return w.words % std::max<std::int64_t>(w.ratio, 1) != 0
                                          ? "the ratio does not divide the words"
                                          : ratio_problem(w.ratio, w.words);
                             },
                             [](const Narrow& n) { return ratio_problem(n.ratio, n.words); },
                             [](const Wire& w) { return std::string(w.words < 1 ? "there are no words" : ""); },
                             [](const Threshold& t) {
                               return std::string(t.latency_cycles < 1 || t.capacity_words < 1 || t.words < 1
                                                      ? "latency, capacity and words are 1 or more"
                                                      : "");
                             },
                             [](const auto& other) { return problem(other); }},
                    block);
}

}  // namespace

std::int64_t words_in(const Block& block) {
  return std::visit(Overload{[](const Padding& p) { return p.rows * p.columns * p.fold; },
                             [](const Window& w) { return w.rows * w.columns * w.fold; },
                             [](const ParallelWindow& p) { return words_in(p.window); },
                             [](const Multiplier& m) { return m.vectors * m.words; },
                             [](const Loop& l) { return l.groups * l.reads * (l.reads_every_pass ? l.passes : 1); },
                             [](const Sequence& s) { return iterations_where(s, &Run::reads); },
                             [](const auto& other) { return other.words; }},
                    block);
}

std::int64_t words_out(const Block& block) {
  return std::visit(
      Overload{[](const Padding& p) { return (p.top + p.rows + p.bottom) * (p.left + p.columns + p.right) * p.fold; },
               [](const Window& w) { return out_rows(w) * out_columns(w) * window_words(w); },
               [](const ParallelWindow& p) { return out_rows(p.window) * out_columns(p.window) * p.window.fold; },
               [](const Multiplier& m) { return m.vectors * m.passes; },
               [](const Widen& w) { return w.words / w.ratio; }, [](const Narrow& n) { return n.words * n.ratio; },
               [](const Wire& w) { return w.words; }, [](const Threshold& t) { return t.words; },
               [](const Loop& l) { return kept_groups(l) * l.passes * (l.pass_iterations - l.first_write); },
               [](const Sequence& s) { return iterations_where(s, &Run::writes); }},
      block);
}

std::int64_t work_cycles(const Block& block) {
  if (const auto* l = std::get_if<Loop>(&block))
    return l->groups * l->passes * l->pass_iterations + l->restart_gap_cycles;
  if (const auto* s = std::get_if<Sequence>(&block)) return iterations_of(*s) + s->restart_gap_cycles;
  if (const auto* m = std::get_if<Multiplier>(&block)) return m->vectors * m->passes * m->words;
  return std::max(words_in(block), words_out(block));
}

void validate(const Block& block, int inputs, int outputs, const std::string& where, Errors& errors) {
  const std::string found = problem(block);
  if (!found.empty()) errors.add("bad-schedule", where + ": " + found);
  const bool is_loop = std::holds_alternative<Loop>(block);
  const int most = is_loop ? kMostPorts : 1;
  if (std::min(inputs, outputs) != 1 || std::max(inputs, outputs) > most)
    errors.add("bad-schedule",
               where + ": has " + std::to_string(inputs) + " inputs and " + std::to_string(outputs) + " outputs", "",
               is_loop ? "1 of one and up to " + std::to_string(kMostPorts) + " of the other" : "1 of each");
}

std::int64_t Multiplier::buffer_words() const {
  constexpr std::int64_t kLeast = 2;
  return std::max<std::int64_t>(kLeast, static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(words))));
}

std::int64_t buffer_words(const Window& w) {
  // FINN's buffer holds a window, and what a stride skips beyond the time that the window itself takes.
  const std::int64_t taps = w.kernel_rows * w.kernel_columns;
  return minimum_buffer(w) + std::max<std::int64_t>(0, (w.stride_columns - 1 - taps) * w.fold) +
         std::max<std::int64_t>(0, ((w.stride_rows - 1) * w.columns - taps) * w.fold);
}

}  // namespace weir::timing::finn
