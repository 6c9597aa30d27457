/// hls::abs, min and max of integers and fixed point. The vendor's other functions are of floating point, or of
/// fixed point with roundings of their own, and are not here: a source that calls one is refused by its name.
#pragma once
#include <ap_fixed.h>
#include <ap_int.h>

namespace hls {

template <class T>
T abs(const T& x) {
  return x < T(0) ? T(-x) : x;
}
template <class T>
T min(const T& a, const T& b) {
  return b < a ? b : a;
}
template <class T>
T max(const T& a, const T& b) {
  return a < b ? b : a;
}

}  // namespace hls
