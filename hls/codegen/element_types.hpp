/// Data types as template arguments of the kernel library.
#pragma once
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::hls {

/// BINARY is UINT of 1 bit.
inline const char* coding(DataType type) {
  switch (type.kind) {
    case DataType::Kind::Bipolar: return "weir::BIPOLAR";
    case DataType::Kind::Int: return "weir::INT";
    case DataType::Kind::Binary:
    case DataType::Kind::UInt: break;
  }
  return "weir::UINT";
}

/// Bits of the type's values in two's complement.
inline int signed_bits(DataType type) { return type.kind == DataType::Kind::Int ? type.bits : type.bits + 1; }

/// Throws Error no-hls unless results of `type` are plain numbers of up to 32 bits.
inline void require_number(DataType type, const golden::Stage& stage) {
  if (type.kind != DataType::Kind::Bipolar && type.bits <= 32) return;
  throw Error("no-hls",
              "stage " + stage.name + ": the kernel of " + golden::op_type(stage.kind) + " cannot give " + type.name(),
              "", "legal: BINARY, UINTn, INTn up to 32 bits");
}

}  // namespace weir::hls
