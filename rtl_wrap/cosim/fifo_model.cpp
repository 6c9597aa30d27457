#include "rtl_wrap/cosim/fifo_model.hpp"

#include <cstring>

#include "golden/base/error.hpp"

namespace weir::rtl {

FifoModel::FifoModel(int word_bytes, int depth_words)
    : word_bytes_(static_cast<std::size_t>(word_bytes)),
      depth_words_(depth_words),
      credits_(depth_words),
      memory_(word_bytes_ * static_cast<std::size_t>(depth_words)) {}

void FifoModel::reset() {
  credits_ = depth_words_;
  words_ = 0;
  write_at_ = read_at_ = 0;
}

void FifoModel::clock(bool take, const std::uint8_t* word, bool read) {
  if (take && credits_ == 0) throw Error("rtl-stopped", "weir_fifo: a credit is taken that is not there");
  if (word != nullptr && words_ == depth_words_) throw Error("rtl-stopped", "weir_fifo: a word without a place");
  credits_ += static_cast<int>(read) - static_cast<int>(take);
  if (read) {
    --words_;
    read_at_ = after(read_at_);
  }
  if (word == nullptr) return;
  ++words_;
  std::memcpy(memory_.data() + write_at_, word, word_bytes_);
  write_at_ = after(write_at_);
}

}  // namespace weir::rtl
