/// hls::stream<T>: the part of the Vitis API that our kernels use.
/// C simulation: an unbounded FIFO queue; reading an empty one ends the program with a message (the kernel would hang
/// in hardware). Compiler (-D__WEIR_HLSC__): one volatile cell per stream; every access is one handshake of the loop
/// iteration it happens in.
#pragma once
#include "ap_int.h"

#ifdef __WEIR_HLSC__

extern "C" {
void __weir_stream(const volatile void* stream, int bits) noexcept;
bool __weir_stream_state(const volatile void* stream) noexcept;  // rejected by the compiler: timing would depend on it
}

namespace hls {

template <class T>
struct stream {
  volatile decltype(T::bits) cell;

  stream() = default;
  WEIR_AP_INLINE explicit stream(const char*) {}

  WEIR_AP_INLINE T read() {
    __weir_stream(this, T::width);
    decltype(T::bits) word;  // not const: clang 19 crashes on a wide constant that comes from a volatile object
    word = cell;
    return T(T::from(word));
  }
  WEIR_AP_INLINE void read(T& x) { x = read(); }
  WEIR_AP_INLINE void write(const T& x) {
    __weir_stream(this, T::width);
    cell = x.bits;
  }
  WEIR_AP_INLINE bool empty() const { return __weir_stream_state(this); }
  WEIR_AP_INLINE bool full() const { return __weir_stream_state(this); }
};

}  // namespace hls

#else

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace hls {

template <class T>
class stream {
 public:
  stream() = default;
  explicit stream(const char* name) : name_(name) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  T read() {
    if (words_.empty()) {
      std::fprintf(stderr, "hls::stream%s%s: read of an empty stream\n", name_.empty() ? "" : " ", name_.c_str());
      std::abort();
    }
    T x = words_.front();
    words_.pop_front();
    return x;
  }
  void read(T& x) { x = read(); }
  void write(const T& x) { words_.push_back(x); }
  bool empty() const { return words_.empty(); }
  bool full() const { return false; }
  std::size_t size() const { return words_.size(); }

 private:
  std::deque<T> words_;
  std::string name_;
};

}  // namespace hls

#endif
