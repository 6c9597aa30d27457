// What the pragmas of a function left in it as calls of markers (pragmas.cpp): notes and refusals.
#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/lower.hpp"
#include "hls/compiler/pragmas.hpp"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"

namespace weir::hls {

namespace {

using namespace llvm;

/// In program order.
std::vector<CallInst*> marks(Function& function, StringRef marker) {
  std::vector<CallInst*> list;
  for (Instruction& i : instructions(function)) {
    auto* call = dyn_cast<CallInst>(&i);
    if (call && call->getCalledFunction() && call->getCalledFunction()->getName() == marker) list.push_back(call);
  }
  return list;
}

void refuse_marked(Function& function, const char* marker) {
  for (const CallInst* call : marks(function, marker)) {
    StringRef text;
    getConstantStringInfo(call->getArgOperand(0), text);
    SmallVector<StringRef, 4> parts;
    text.split(parts, note_separator);
    throw weir::Error(parts[0].str(), parts[1].str(), parts[2].str(), parts[3].str());
  }
}

}  // namespace

void refuse_top(Function& top) { refuse_marked(top, "__weir_refused_in_top"); }

std::vector<std::string> take_notes(Function& function) {
  std::vector<std::string> notes;
  refuse_marked(function, "__weir_refused");
  // Those of the top itself have been refused: these are of functions that it calls.
  for (const char* marker : {"__weir_refused_in_top", "__weir_m_axi"})
    for (CallInst* call : marks(function, marker)) {
      notes.push_back(std::string("#pragma HLS INTERFACE has no effect: its function is not the top") + note_separator +
                      where(*call));
      call->eraseFromParent();
    }
  for (const char* marker : {"__weir_note", "__weir_register_note"})
    for (CallInst* call : marks(function, marker)) {
      StringRef text;
      getConstantStringInfo(call->getArgOperand(0), text);
      notes.push_back(text.str());
      call->eraseFromParent();
    }
  return notes;
}

}  // namespace weir::hls
