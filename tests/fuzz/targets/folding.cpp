#include "golden/network/folding.hpp"

#include "golden/builtin/lfc.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  static const golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1");
  const golden::Folding folding = golden::parse_folding(text_of(input), "fuzz", *lfc.network, lfc.folding);
  Errors errors;
  golden::validate(*lfc.network, folding, errors);
  errors.throw_if_any();
  golden::folding_to_json(*lfc.network, folding);
}
