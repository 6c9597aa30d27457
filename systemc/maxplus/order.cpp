#include "systemc/maxplus/order.hpp"

namespace weir::timing::maxplus {

WindowOrder::WindowOrder(const finn::Window& window)
    : w_(window),
      out_rows_(out_rows(window)),
      out_columns_(out_columns(window)),
      minimum_(minimum_buffer(window)),
      buffer_(finn::buffer_words(window)) {
  if (w_.fold == 1) w_.depthwise = false;
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
  element_ = ((row_ * w_.stride_rows + kernel_row_ * w_.dilation_rows) * w_.columns + column_ * w_.stride_columns +
              kernel_column_ * w_.dilation_columns) *
                 w_.fold +
             channel_;
}

ParallelOrder::ParallelOrder(const finn::ParallelWindow& parallel)
    : w_(parallel.window),
      out_rows_(out_rows(w_)),
      out_columns_(out_columns(w_)),
      last_read_(w_.rows * w_.columns * w_.fold - 1) {
  restart();
}

void ParallelOrder::restart() {
  row_ = column_ = channel_ = 0;
  done_ = false;
  place();
}

void ParallelOrder::place() {
  element_ =
      ((row_ * w_.stride_rows + height(w_) - 1) * w_.columns + column_ * w_.stride_columns + width(w_) - 1) * w_.fold +
      channel_;
}

void ParallelOrder::step() {
  if (++channel_ == w_.fold) {
    channel_ = 0;
    if (++column_ == out_columns_) {
      column_ = 0;
      if (++row_ == out_rows_) {
        row_ = 0;
        done_ = true;
      }
    }
  }
  place();
}

}  // namespace weir::timing::maxplus
