// Verilator's $countones with the CPU's popcount instruction: include before every generated file (-CFLAGS "-include
// <this>").
#pragma once
#include "verilated.h"
#include "verilated_funcs.h"

static inline IData weir_count_ones(int words, WDataInP const value) {
  IData ones = 0;
  for (int i = 0; i < words; ++i) ones += static_cast<IData>(__builtin_popcount(value[i]));
  return ones;
}

#define VL_COUNTONES_I(value) (static_cast<IData>(__builtin_popcount(value)))
#define VL_COUNTONES_Q(value) (static_cast<IData>(__builtin_popcountll(value)))
#define VL_COUNTONES_W(words, value) weir_count_ones(words, value)
