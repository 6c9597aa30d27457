/// Activations of many frames as the kernels want them: vectors (pixels, NHWC) of channels.
#pragma once
#include <span>

#include "golden/kernels/aligned.hpp"
#include "golden/kernels/kernel_set.hpp"
#include "golden/values/datatype.hpp"

namespace weir::golden {

constexpr int kMaxPlanes = 4;

enum class Form {
  Planes,  ///< at most 4 bits: per vector and plane ceil(channels / 64) words; plane p = bit p of the codes, unused
           ///< bits
           ///< 0
  Bytes,   ///< at most 8 bits: the values as int8 or uint8, vectors without gaps
  Ints,    ///< the values as int32, vectors without gaps
};
/// Up to 4 bits planes, up to 8 bytes, else ints: what a stream takes unless its network is better off with bytes
/// (stream_forms.hpp).
Form form_of(DataType type);

struct Packed {
  DataType type;
  Form form = Form::Planes;
  std::int64_t vectors = 0;
  int channels = 0;
  int planes = 0, words = 0;  ///< of Form::Planes: planes per vector, words per plane
  AlignedBuffer<std::uint64_t> data;

  /// Takes this type and size; the contents are lost. Without `form_`: form_of(type_).
  void reset(DataType type_, std::int64_t vectors_, int channels_);
  void reset(DataType type_, Form form_, std::int64_t vectors_, int channels_);

  std::int64_t vector_words() const { return std::int64_t{planes} * words; }
  std::uint64_t* vector(std::int64_t v) { return data.data() + v * vector_words(); }
  const std::uint64_t* vector(std::int64_t v) const { return data.data() + v * vector_words(); }
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(data.data()); }
  const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(data.data()); }
  std::int32_t* ints() { return reinterpret_cast<std::int32_t*>(data.data()); }
  const std::int32_t* ints() const { return reinterpret_cast<const std::int32_t*>(data.data()); }
};

/// Values, each legal for packed.type, into vectors first .. first + values.size() / channels - 1.
void pack(const KernelSet& kernels, std::span<const std::int32_t> values, std::int64_t first, Packed& packed);
/// The inverse; with the kernels faster for bytes.
void unpack(const Packed& packed, std::int64_t first, std::span<std::int32_t> values);
void unpack(const KernelSet& kernels, const Packed& packed, std::int64_t first, std::span<std::int32_t> values);

}  // namespace weir::golden
