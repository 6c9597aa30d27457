/// Transforms of Winograd's F(2 x 2, 3 x 3) for integers, in the compiler's own vectors of `Bytes`. `Tag` is a type
/// local to the including source file, as in plain.hpp.
///
/// With d 4 x 4 pixels, g 3 x 3 weights and Y the 2 x 2 outputs: 4 Y = A'((2G g 2G') . (B' d B)) A, in whole numbers.
#pragma once
#include "golden/kernels/kernel_set.hpp"
#include "golden/kernels/simd.hpp"

namespace weir::golden {

template <class Tag, int Bytes>
struct WinogradKernels {
  typedef std::uint8_t Codes __attribute__((vector_size(Bytes), may_alias));
  typedef std::int32_t Sums __attribute__((vector_size(Bytes), may_alias));

  /// B' d in one direction.
  template <class V>
  static WEIR_INLINE void transform(const V (&d)[4], V (&out)[4]) {
    out[0] = d[0] - d[2];
    out[1] = d[1] + d[2];
    out[2] = d[2] - d[1];
    out[3] = d[1] - d[3];
  }

  static void inputs(const WinogradInputJob& job) {
    for (int c = 0; c < job.stride; c += Bytes) {
      Codes rows[4][4];
      for (int x = 0; x < 4; ++x) {
        Codes column[4], t[4];
        for (int y = 0; y < 4; ++y) std::memcpy(&column[y], job.pixels[4 * y + x] + c, sizeof column[y]);
        transform(column, t);
        for (int y = 0; y < 4; ++y) rows[y][x] = t[y];
      }
      for (int y = 0; y < 4; ++y) {
        Codes t[4];
        transform(rows[y], t);
        for (int x = 0; x < 4; ++x) std::memcpy(job.out + (4 * y + x) * job.place_stride + c, &t[x], sizeof t[x]);
      }
    }
  }

  static void outputs(const WinogradOutputJob& job) {
    constexpr int kLanes = Bytes / 4;
    for (int r = 0; r < job.rows; r += kLanes) {
      Sums columns[2][4];
      for (int x = 0; x < 4; ++x) {
        Sums m[4];
        for (int y = 0; y < 4; ++y) std::memcpy(&m[y], job.products + (4 * y + x) * job.place_stride + r, sizeof m[y]);
        columns[0][x] = m[0] + m[1] + m[2];
        columns[1][x] = m[1] - m[2] - m[3];
      }
      for (int y = 0; y < 2; ++y) {
        const Sums* m = columns[y];
        const Sums left = (m[0] + m[1] + m[2]) >> 2, right = (m[1] - m[2] - m[3]) >> 2;
        std::memcpy(job.sums[y] + r, &left, sizeof left);
        std::memcpy(job.sums[y] + job.rows + r, &right, sizeof right);
      }
    }
  }
};

}  // namespace weir::golden
