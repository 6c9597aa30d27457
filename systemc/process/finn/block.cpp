#include "systemc/process/finn/block.hpp"

#include <algorithm>

namespace weir::timing::finn {

namespace {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

std::int64_t out_rows(const Window& w) { return (w.rows - w.kernel_rows) / w.stride_rows + 1; }
std::int64_t out_columns(const Window& w) { return (w.columns - w.kernel_columns) / w.stride_columns + 1; }
std::int64_t window_words(const Window& w) { return w.kernel_rows * w.kernel_columns * w.fold; }

/// Words from the first to the last element of a window.
std::int64_t minimum_buffer(const Window& w) { return ((w.kernel_rows - 1) * w.columns + w.kernel_columns) * w.fold; }

std::int64_t kept_groups(const Loop& l) {
  if (l.stride == 1) return l.groups;
  std::int64_t kept = 0;
  for (std::int64_t group = 0; group < l.groups; ++group) kept += l.keeps(group) ? 1 : 0;
  return kept;
}

/// A window that does not start in the last rows and columns leaves them unfetched; nothing waits for them.
std::string problem(const Window& w) {
  if (std::min({w.rows, w.columns, w.kernel_rows, w.kernel_columns, w.stride_rows, w.stride_columns, w.fold}) < 1)
    return "an extent is below 1";
  if (w.kernel_rows > w.rows || w.kernel_columns > w.columns) return "the kernel is larger than the picture";
  return window_words(w) < 2 ? "a window of one word is a wire" : "";
}

std::string problem(const Padding& p) {
  if (std::min({p.rows, p.columns, p.fold}) < 1) return "an extent is below 1";
  return std::min({p.top, p.left, p.bottom, p.right}) < 0 ? "a border is below 0" : "";
}

std::string ratio_problem(std::int64_t ratio, std::int64_t words) {
  return ratio < 2 || words < 1 ? "the ratio is below 2 or there are no words" : "";
}

std::string problem(const Loop& l) {
  if (l.stages < 1 || l.restart_gap_cycles < 0) return "there is no stage, or a negative gap";
  if (std::min({l.groups, l.passes, l.pass_iterations, l.reads, l.stride, l.columns, l.fold}) < 1)
    return "a count is below 1";
  if (l.reads > l.pass_iterations || l.first_write < 0 || l.first_write >= l.pass_iterations)
    return "it reads or writes outside its pass";
  return l.stride > 1 && (l.passes > 1 || l.pass_iterations > 1) ? "only loops over words leave words out" : "";
}

std::string problem(const RowPool& p) {
  if (std::min({p.rows, p.columns, p.window}) < 1 || p.rows % p.window != 0 || p.columns % p.window != 0)
    return "the window does not divide the picture";
  return std::min(p.pixel_gap_cycles, p.turn_gap_cycles) < 0 ? "a gap is negative" : "";
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
  return std::visit(
      Overload{[](const Padding& p) { return p.rows * p.columns * p.fold; },
               [](const Window& w) { return w.rows * w.columns * w.fold; },
               [](const Loop& l) { return l.groups * l.reads * (l.reads_every_pass ? l.passes : 1); },
               [](const RowPool& p) { return p.rows * p.columns; }, [](const auto& other) { return other.words; }},
      block);
}

std::int64_t words_out(const Block& block) {
  return std::visit(
      Overload{[](const Padding& p) { return (p.top + p.rows + p.bottom) * (p.left + p.columns + p.right) * p.fold; },
               [](const Window& w) { return out_rows(w) * out_columns(w) * window_words(w); },
               [](const Widen& w) { return w.words / w.ratio; }, [](const Narrow& n) { return n.words * n.ratio; },
               [](const Wire& w) { return w.words; }, [](const Threshold& t) { return t.words; },
               [](const Loop& l) { return kept_groups(l) * l.passes * (l.pass_iterations - l.first_write); },
               [](const RowPool& p) { return p.rows * p.columns / (p.window * p.window); }},
      block);
}

std::int64_t work_cycles(const Block& block) {
  if (const auto* l = std::get_if<Loop>(&block))
    return l->groups * l->passes * l->pass_iterations + l->restart_gap_cycles;
  if (const auto* p = std::get_if<RowPool>(&block)) {
    // In each band of `window` rows the gap behind the last result gives way to the turn.
    const std::int64_t bands = p->rows / p->window, results = p->columns / p->window;
    return words_in(block) + words_out(block) +
           bands * ((results * p->window - 1) * p->pixel_gap_cycles + 2 * p->turn_gap_cycles);
  }
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

WindowOrder::WindowOrder(const Window& window)
    : w_(window), out_rows_(out_rows(window)), out_columns_(out_columns(window)), minimum_(minimum_buffer(window)) {
  if (w_.fold == 1) w_.depthwise = false;
  // FINN's buffer holds a window, and what a stride skips beyond the time that the window itself takes.
  const std::int64_t taps = w_.kernel_rows * w_.kernel_columns;
  buffer_ = minimum_ + std::max<std::int64_t>(0, (w_.stride_columns - 1 - taps) * w_.fold) +
            std::max<std::int64_t>(0, ((w_.stride_rows - 1) * w_.columns - taps) * w_.fold);
  last_read_ = w_.rows * w_.columns * w_.fold - 1;
}

void WindowOrder::restart() {
  row_ = column_ = kernel_row_ = kernel_column_ = channel_ = 0;
  element_ = first_next_ = 0;
  done_ = false;
}

void WindowOrder::free_elements() {
  if (w_.depthwise && channel_ < w_.fold - 1) {
    first_next_ += 1;
    return;
  }
  const std::int64_t moved_by_channels = w_.depthwise ? w_.fold - 1 : 0;
  if (column_ < out_columns_ - 1)
    first_next_ += w_.stride_columns * w_.fold - moved_by_channels;
  else if (row_ < out_rows_ - 1)
    first_next_ += (w_.stride_rows * w_.columns - column_ * w_.stride_columns) * w_.fold - moved_by_channels;
  else
    first_next_ += minimum_ - 1;
}

void WindowOrder::step() {
  const auto next_window = [&] {
    if (++column_ < out_columns_) return;
    column_ = 0;
    if (++row_ < out_rows_) return;
    row_ = 0;
    done_ = true;
  };
  const auto next_tap = [&] {
    if (++kernel_column_ < w_.kernel_columns) return true;
    kernel_column_ = 0;
    if (++kernel_row_ < w_.kernel_rows) return true;
    kernel_row_ = 0;
    return false;
  };
  const auto next_channel = [&] {
    if (++channel_ < w_.fold) return true;
    channel_ = 0;
    return false;
  };
  const bool inside = w_.depthwise ? next_tap() || next_channel() : next_channel() || next_tap();
  if (!inside) next_window();
  element_ =
      ((row_ * w_.stride_rows + kernel_row_) * w_.columns + column_ * w_.stride_columns + kernel_column_) * w_.fold +
      channel_;
}

}  // namespace weir::timing::finn
