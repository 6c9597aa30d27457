/// Memory for vector kernels: cache-line aligned, and readable one line beyond its end.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace weir::golden {

constexpr std::size_t kLineBytes = 64;

/// An uninitialised array that grows but keeps its memory when it shrinks; the contents are lost by resize().
template <class T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t count) { resize(count); }
  AlignedBuffer(AlignedBuffer&&) noexcept = default;
  AlignedBuffer& operator=(AlignedBuffer&&) noexcept = default;
  AlignedBuffer(const AlignedBuffer& other) { *this = other; }
  AlignedBuffer& operator=(const AlignedBuffer& other) {
    resize(other.size_);
    if (size_ != 0) std::memcpy(memory_.get(), other.memory_.get(), size_ * sizeof(T));
    return *this;
  }

  /// Does not initialise anything new but the line beyond the end, which is zero so that reading over it is harmless.
  void resize(std::size_t count) {
    if (count > capacity_) {
      const std::size_t bytes = (count * sizeof(T) + 2 * kLineBytes - 1) / kLineBytes * kLineBytes;
      memory_.reset(static_cast<T*>(::operator new (bytes, std::align_val_t{kLineBytes})));
      capacity_ = count;
    }
    size_ = count;
    const std::size_t room = (capacity_ * sizeof(T) + 2 * kLineBytes - 1) / kLineBytes * kLineBytes;
    if (memory_ != nullptr) {
      std::byte* end = reinterpret_cast<std::byte*>(memory_.get() + size_);
      std::memset(end, 0, std::min(kLineBytes, room - size_ * sizeof(T)));
    }
  }
  void fill_zero() {
    if (size_ != 0) std::memset(static_cast<void*>(memory_.get()), 0, size_ * sizeof(T));
  }

  std::size_t size() const { return size_; }
  T* data() { return memory_.get(); }
  const T* data() const { return memory_.get(); }
  T& operator[](std::size_t i) { return memory_.get()[i]; }
  const T& operator[](std::size_t i) const { return memory_.get()[i]; }

 private:
  struct Release {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{kLineBytes}); }
  };
  std::unique_ptr<T, Release> memory_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace weir::golden
