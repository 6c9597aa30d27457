#include "golden/kernels/packed.hpp"

#include <algorithm>

namespace weir::golden {

namespace {

void unpack_planes(const Packed& packed, std::int64_t first, std::span<std::int32_t> values) {
  const auto channels = static_cast<std::size_t>(packed.channels);
  for (std::size_t i = 0; i < values.size(); i += channels) {
    const std::uint64_t* word = packed.vector(first + static_cast<std::int64_t>(i / channels));
    for (std::size_t c = 0; c < channels; ++c) {
      std::uint32_t code = 0;
      for (int p = 0; p < packed.planes; ++p)
        code |= static_cast<std::uint32_t>(word[p * packed.words + static_cast<int>(c / 64)] >> c % 64 & 1) << p;
      values[i + c] = static_cast<std::int32_t>(packed.type.decode(code));
    }
  }
}

}  // namespace

Form form_of(DataType type) {
  if (type.bits <= kMaxPlanes) return Form::Planes;
  return type.bits <= 8 ? Form::Bytes : Form::Ints;
}

void Packed::reset(DataType type_, std::int64_t vectors_, int channels_) {
  reset(type_, form_of(type_), vectors_, channels_);
}

void Packed::reset(DataType type_, Form form_, std::int64_t vectors_, int channels_) {
  type = type_;
  form = form_;
  vectors = vectors_;
  channels = channels_;
  planes = form == Form::Planes ? type.bits : 0;
  words = form == Form::Planes ? (channels + 63) / 64 : 0;
  const std::int64_t elements = vectors * channels;
  const std::int64_t size = form == Form::Planes  ? vectors * vector_words()
                            : form == Form::Bytes ? (elements + 7) / 8
                                                  : (elements + 1) / 2;
  data.resize(static_cast<std::size_t>(size));
}

void pack(const KernelSet& kernels, std::span<const std::int32_t> values, std::int64_t first, Packed& packed) {
  const std::int64_t at = first * packed.channels;
  switch (packed.form) {
    case Form::Ints: std::copy(values.begin(), values.end(), packed.ints() + at); break;
    case Form::Bytes: kernels.narrow_i32_u8(values.data(), std::ssize(values), packed.bytes() + at); break;
    case Form::Planes: {
      // -1 and +1 differ in bit 1, which is set in -1.
      const bool is_bipolar = packed.type == DataType::bipolar();
      kernels.pack_i32_nxn({.values = values.data(),
                            .vectors = std::ssize(values) / packed.channels,
                            .channels = packed.channels,
                            .planes = packed.planes,
                            .words = packed.words,
                            .first_bit = is_bipolar ? 1 : 0,
                            .inverted = is_bipolar ? 1 : 0,
                            .out = packed.vector(first)});
      break;
    }
  }
}

void unpack(const Packed& packed, std::int64_t first, std::span<std::int32_t> values) {
  const std::int64_t at = first * packed.channels, count = std::ssize(values);
  switch (packed.form) {
    case Form::Ints: std::copy_n(packed.ints() + at, count, values.begin()); break;
    case Form::Bytes: {
      const std::uint8_t* bytes = packed.bytes() + at;
      if (packed.type.is_signed())
        std::copy_n(reinterpret_cast<const std::int8_t*>(bytes), count, values.begin());
      else
        std::copy_n(bytes, count, values.begin());
      break;
    }
    case Form::Planes: unpack_planes(packed, first, values); break;
  }
}

void unpack(const KernelSet& kernels, const Packed& packed, std::int64_t first, std::span<std::int32_t> values) {
  if (packed.form != Form::Bytes) return unpack(packed, first, values);
  kernels.widen_u8_i32(packed.bytes() + first * packed.channels, std::ssize(values), packed.type.is_signed(),
                       values.data());
}

}  // namespace weir::golden
