/// What the cards in tests/kinds are written with. A card is one header per layer kind: how to make a random layer of
/// it, and what of it is known by hand. A new file there is found by the build; kind_instances.cpp reads all cards, and
/// a kind of golden/layers/kinds.hpp without one does not compile.
///
///   Drawn draw(const K&, const Picture& p, Random&);                     // a random layer on a picture like p
///   Drawn draw(const K&, const Picture& a, const Picture& b, Random&);   // of a kind that joins two of one size
///   std::vector<std::string> gaps(const K&);                             // columns of the kind matrix without it
/// and, if the values of the reference are not checked elsewhere:
///   std::vector<Example> examples(const K&);
///   std::vector<Refusal> refusals(const K&);
///
/// The first argument only names the kind.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "golden/layers/kinds.hpp"
#include "tests/random.hpp"

namespace weir::test {

constexpr int kMaxBits = 10;  ///< of values that go on into further arithmetic
constexpr std::int64_t kMaxSide = 9;

/// A stream [H, W, C].
struct Picture {
  std::string stream;
  DataType type;
  Shape shape;
  std::int64_t H() const { return shape[0]; }
  std::int64_t W() const { return shape[1]; }
  std::int64_t C() const { return shape[2]; }
  std::vector<std::int64_t> size() const { return {H(), W()}; }
};

struct Layer {
  golden::LayerKind kind;
  golden::LayerFolding folding;
};
using Drawn = std::optional<Layer>;  ///< nothing where the kind does not fit the picture

inline golden::LayerFolding PE(int lanes) { return {lanes, 1, 1, "auto"}; }
inline golden::LayerFolding SIMD(int lanes) { return {1, lanes, 1, "auto"}; }

inline bool is_narrow(const Picture& p) { return p.type.bits <= kMaxBits; }

/// What the reference makes of whole frames.
struct Example {
  golden::LayerKind kind;
  std::vector<Tensor> inputs, outputs;
  golden::Parameters parameters = {};
};

/// A kind that validate() refuses, and the code of the error.
struct Refusal {
  golden::LayerKind kind;
  std::string code;
};

}  // namespace weir::test
