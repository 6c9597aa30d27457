/// hls::stream<T>: T is an ap type, a C++ integer, or a structure of them (weir_word.h).
/// C simulation: an unbounded FIFO queue; reading an empty one ends the program with a message (the kernel would hang
/// in hardware). Compiler (-D__WEIR_HLSC__): one volatile cell per stream; every access is one handshake of the loop
/// iteration it happens in.
#pragma once
#include <ap_int.h>
#ifdef WEIR_AP_INT
#include "weir_word.h"
#endif

#ifdef __WEIR_HLSC__

extern "C" {
void __weir_stream(const volatile void* stream, int bits) noexcept;
void __weir_stream_depth(const volatile void* stream, int depth) noexcept;
bool __weir_stream_state(const volatile void* stream) noexcept;  // rejected by the compiler: timing would depend on it
}

namespace hls {

template <class T, int DEPTH = 0>
struct stream;

template <class T>
struct stream<T, 0> {
  volatile weir_ap::Bits<weir_ap::word_width<T>()> cell;

  stream() = default;
  WEIR_AP_INLINE explicit stream(const char*) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  WEIR_AP_INLINE T read() {
    __weir_stream(this, weir_ap::word_width<T>());
    weir_ap::Bits<weir_ap::word_width<T>()> word;  // not const: clang 19 crashes on a wide constant of a volatile object
    word = cell;
    if constexpr (weir_ap::Patterned<T>) {
      return T(T::from(word));
    } else {
      T x;
      weir_ap::unpack<T, weir_ap::word_width<T>()>(x, word, 0);
      return x;
    }
  }
  WEIR_AP_INLINE void read(T& x) { x = read(); }
  WEIR_AP_INLINE void operator>>(T& x) { x = read(); }
  WEIR_AP_INLINE void write(const T& x) {
    __weir_stream(this, weir_ap::word_width<T>());
    if constexpr (weir_ap::Patterned<T>) {
      cell = x.bits;
    } else {
      cell = weir_ap::pack(x).v;
    }
  }
  WEIR_AP_INLINE void operator<<(const T& x) { write(x); }
  WEIR_AP_INLINE bool empty() const { return __weir_stream_state(this); }
  WEIR_AP_INLINE bool full() const { return __weir_stream_state(this); }
  WEIR_AP_INLINE unsigned size() const { return __weir_stream_state(this); }
  WEIR_AP_INLINE bool read_nb(T& x) {
    if (empty()) return false;
    x = read();
    return true;
  }
  WEIR_AP_INLINE bool write_nb(const T& x) {
    if (full()) return false;
    write(x);
    return true;
  }
};

/// With the depth of its FIFO, as pragma STREAM says it.
template <class T, int DEPTH>
struct stream : stream<T, 0> {
  WEIR_AP_INLINE stream() { __weir_stream_depth(this, DEPTH); }
  WEIR_AP_INLINE explicit stream(const char*) : stream() {}
};

}  // namespace hls

#else

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace hls {

template <class T, int DEPTH = 0>
class stream;

template <class T>
class stream<T, 0> {
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
  void operator>>(T& x) { x = read(); }
  void write(const T& x) { words_.push_back(x); }
  void operator<<(const T& x) { write(x); }
  bool read_nb(T& x) {
    if (words_.empty()) return false;
    x = read();
    return true;
  }
  bool write_nb(const T& x) {
    write(x);
    return true;
  }
  bool empty() const { return words_.empty(); }
  bool full() const { return false; }
  std::size_t size() const { return words_.size(); }

 private:
  std::deque<T> words_;
  std::string name_;
};

template <class T, int DEPTH>
class stream : public stream<T, 0> {
 public:
  stream() = default;
  explicit stream(const char* name) : stream<T, 0>(name) {}
};

}  // namespace hls

#endif
