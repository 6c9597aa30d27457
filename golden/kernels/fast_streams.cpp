// Layers that join, cut and enlarge streams, and the one that looks rows up: whole vectors are copied, in any form.
#include <algorithm>
#include <cstring>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

namespace {

void copy(const std::uint8_t* from, std::int64_t bytes, std::uint8_t* to) {
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

/// Bits first .. first + count - 1 of `from`, appended behind the first `at` bits of `to`, whose other bits are 0.
void append_bits(const std::uint64_t* from, int first, int count, std::uint64_t* to, int at) {
  for (int done = 0; done < count;) {
    const int source = (first + done) % 64, target = (at + done) % 64;
    const int run = std::min({count - done, 64 - source, 64 - target});
    const std::uint64_t mask = run == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << run) - 1;
    to[(at + done) / 64] |= (from[(first + done) / 64] >> source & mask) << target;
    done += run;
  }
}

/// `count` channels of one vector, from channel `first` on, behind `at` channels of another. Planes must start as 0.
void copy_channels(const Packed& from, std::int64_t vector, int first, int count, Packed& to, std::int64_t to_vector,
                   int at) {
  if (from.form == Form::Planes) {
    for (int p = 0; p < from.planes; ++p)
      append_bits(from.vector(vector) + p * from.words, first, count, to.vector(to_vector) + p * to.words, at);
    return;
  }
  const std::int64_t size = from.form == Form::Bytes ? 1 : 4;
  copy(from.bytes() + (vector * from.channels + first) * size, count * size,
       to.bytes() + (to_vector * to.channels + at) * size);
}

void clear_planes(Packed& packed) {
  if (packed.form == Form::Planes)
    std::memset(packed.bytes(), 0, static_cast<std::size_t>(packed.vectors * packed.vector_words() * 8));
}

class ConcatLayer final : public FastLayer {
 public:
  explicit ConcatLayer(const FastLayerContext& context) : output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    Packed& out = *outputs[0];
    output_.reset(frames, out);
    clear_planes(out);
    int at = 0;
    for (const Packed* in : inputs) {
      for (std::int64_t v = 0; v < out.vectors; ++v) copy_channels(*in, v, 0, in->channels, out, v, at);
      at += in->channels;
    }
  }

 private:
  StreamLayout output_;
};

class SplitLayer final : public FastLayer {
 public:
  explicit SplitLayer(const FastLayerContext& context) {
    for (std::size_t port = 0; port < context.layer.outputs.size(); ++port) outputs_.push_back(context.output(port));
  }

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    int from = 0;
    for (std::size_t port = 0; port < outputs.size(); ++port) {
      Packed& out = *outputs[port];
      outputs_[port].reset(frames, out);
      clear_planes(out);
      for (std::int64_t v = 0; v < out.vectors; ++v) copy_channels(*inputs[0], v, from, out.channels, out, v, 0);
      from += out.channels;
    }
  }

 private:
  std::vector<StreamLayout> outputs_;
};

class UpsampleLayer final : public FastLayer {
 public:
  UpsampleLayer(const FastLayerContext& context, const Upsample& u) : upsample_(u), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    output_.reset(frames, *outputs[0]);
    const std::int64_t bytes = vector_bytes(*inputs[0]), width = upsample_.in_size[1];
    const std::int64_t row_bytes = width * upsample_.factor[1] * bytes;
    const std::uint8_t* from = inputs[0]->bytes();
    std::uint8_t* to = outputs[0]->bytes();
    for (std::int64_t row = 0; row < frames * upsample_.in_size[0]; ++row) {
      const std::uint8_t* first = to;
      for (std::int64_t x = 0; x < width; ++x, from += bytes)
        for (std::int64_t i = 0; i < upsample_.factor[1]; ++i, to += bytes) copy(from, bytes, to);
      for (std::int64_t i = 1; i < upsample_.factor[0]; ++i, to += row_bytes) copy(first, row_bytes, to);
    }
  }

 private:
  Upsample upsample_;
  StreamLayout output_;
};

class CropLayer final : public FastLayer {
 public:
  CropLayer(const FastLayerContext& context, const Crop& c) : crop_(c), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    output_.reset(frames, *outputs[0]);
    const std::int64_t bytes = vector_bytes(*inputs[0]), height = crop_.in_size[0], width = crop_.in_size[1];
    const std::int64_t north = crop_.border[0], east = crop_.border[1], south = crop_.border[2], west = crop_.border[3];
    const std::int64_t row_bytes = (width - west - east) * bytes;
    std::uint8_t* to = outputs[0]->bytes();
    for (std::int64_t frame = 0; frame < frames; ++frame)
      for (std::int64_t y = north; y < height - south; ++y, to += row_bytes)
        copy(inputs[0]->bytes() + ((frame * height + y) * width + west) * bytes, row_bytes, to);
  }

 private:
  Crop crop_;
  StreamLayout output_;
};

class SpreadLayer final : public FastLayer {
 public:
  SpreadLayer(const FastLayerContext& context, const PixelPadding& p) : spread_(p), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    Packed& out = *outputs[0];
    output_.reset(frames, out);
    const std::int64_t bytes = vector_bytes(*inputs[0]), height = spread_.in_size[0], width = spread_.in_size[1];
    const std::int64_t out_height = (height - 1) * spread_.stride[0] + 1,
                       out_width = (width - 1) * spread_.stride[1] + 1;
    std::memset(out.bytes(), 0, static_cast<std::size_t>(out.vectors * bytes));
    const std::uint8_t* from = inputs[0]->bytes();
    for (std::int64_t row = 0; row < frames * height; ++row)
      for (std::int64_t x = 0; x < width; ++x, from += bytes) {
        const std::int64_t y = row / height * out_height + row % height * spread_.stride[0];
        copy(from, bytes, out.bytes() + (y * out_width + x * spread_.stride[1]) * bytes);
      }
  }

 private:
  PixelPadding spread_;
  StreamLayout output_;
};

class LookupLayer final : public FastLayer {
 public:
  LookupLayer(const FastLayerContext& context, const Lookup& l)
      : kernels_(context.kernels), output_(context.output(0)) {
    table_.reset(l.embedding, output_.form, l.entries, output_.channels);
    pack(kernels_, context.layer.parameters.weights.data, 0, table_);
  }

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    const auto count = static_cast<std::size_t>(in.vectors * in.channels);
    scratch.ints.resize(count);
    unpack(kernels_, in, 0, {scratch.ints.data(), count});
    const std::int64_t bytes = vector_bytes(table_);
    std::uint8_t* to = outputs[0]->bytes();
    for (std::size_t i = 0; i < count; ++i, to += bytes)
      copy(table_.bytes() + scratch.ints.data()[i] * bytes, bytes, to);
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Packed table_;
};

/// All streams have one form, and those of `ports` the channels that the kind says.
bool has_one_form(const FastLayerContext& context) {
  const Form form = context.input(0).form;
  for (std::size_t port = 0; port < context.layer.inputs.size(); ++port)
    if (context.input(port).form != form) return false;
  for (std::size_t port = 0; port < context.layer.outputs.size(); ++port)
    if (context.output(port).form != form) return false;
  return true;
}

bool keeps_pixels(const FastLayerContext& context, std::int64_t channels) {
  return has_one_form(context) && context.input(0).channels == channels && context.output(0).channels == channels;
}

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Concat& c) {
  for (std::size_t port = 0; port < c.channels.size(); ++port)
    if (context.input(port).channels != c.channels[port]) return nullptr;
  const std::int64_t vectors = element_count(c.num_input_vectors);
  if (!has_one_form(context) || context.output(0).vectors != vectors) return nullptr;
  return std::make_unique<ConcatLayer>(context);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Split& s) {
  for (std::size_t port = 0; port < s.channels.size(); ++port)
    if (context.output(port).channels != s.channels[port]) return nullptr;
  const std::int64_t vectors = element_count(s.num_input_vectors);
  if (!has_one_form(context) || context.input(0).vectors != vectors) return nullptr;
  return std::make_unique<SplitLayer>(context);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Upsample& u) {
  if (!keeps_pixels(context, u.channels)) return nullptr;
  return std::make_unique<UpsampleLayer>(context, u);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Crop& c) {
  if (!keeps_pixels(context, c.channels)) return nullptr;
  return std::make_unique<CropLayer>(context, c);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const PixelPadding& p) {
  // Code 0 is all bits 0 in every form of a type that holds it.
  if (!keeps_pixels(context, p.channels) || !p.input.holds(0)) return nullptr;
  return std::make_unique<SpreadLayer>(context, p);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Lookup& l) {
  if (context.output(0).channels != l.dimension) return nullptr;
  return std::make_unique<LookupLayer>(context, l);
}

}  // namespace weir::golden
