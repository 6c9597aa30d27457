// Verilog of others: looked through for what it defines and needs, and written in other words where Verilator is
// stricter.
#include "rtl_wrap/foreign/source_order.hpp"
#include "rtl_wrap/foreign/strictness.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const std::string text = text_of(input);
  (void)rtl::relax_for_verilator(rtl::relax_for_verilator(text).text);
  (void)rtl::order_sources({{"a.v", text, false, true}}, {}, "top");
}
