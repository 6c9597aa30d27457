/// Are the budgets of the FPGA parts found by every name they go by?
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/finn/hardware_node.hpp"
#include "golden/finn/parts.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("a part is found by its name, its full ordering code and its boards", "[estimate][parts]") {
  CHECK(find_fpga_part("xc7z020").name == "xc7z020");
  CHECK(find_fpga_part("xc7z020clg400-1").name == "xc7z020");
  CHECK(find_fpga_part("XCU250-FIGD2104-2L-E").name == "xcu250");
  CHECK(find_fpga_part("Pynq-Z2").name == "xc7z020");
  CHECK(find_fpga_part("ultra96").name == "xczu3eg");
  for (const FpgaPart& part : fpga_parts()) {
    INFO(part.name);
    CHECK_NOTHROW(dsp_block(part.name + "-any"));
    for (const std::string& board : part.boards) CHECK(find_fpga_part(board).name == part.name);
  }
}

// Data sheets DS190, DS891 and DS962; LUTs that can be memory: the vendor's utilisation reports.
TEST_CASE("the parts hold what their data sheets say", "[estimate][parts]") {
  const FpgaPart& zynq = find_fpga_part("pynq-z1");
  CHECK(zynq.lut == 53200);
  CHECK(zynq.lutram == 17400);
  CHECK(zynq.bram18 == 2 * 140);
  CHECK(zynq.dsp == 220);
  CHECK(find_fpga_part("zcu104").uram == 96);
  CHECK(find_fpga_part("zcu104").bram18 == 2 * 312);
  CHECK(find_fpga_part("u250").bram18 == 2 * 2688);
  CHECK(find_fpga_part("u250").uram == 1280);
  CHECK(find_fpga_part("u280").dsp == 9024);
  // Every slice of these families has twice as many flip-flops as LUTs.
  for (const FpgaPart& part : fpga_parts()) CHECK(part.ff == 2 * part.lut);
}

TEST_CASE("a device whose name goes on is another device", "[estimate][parts]") {
  for (const char* name : {"xc7z0200", "xczu7evx", "xcu250a", "xc7z020clg400_1", "xc7z020clg"}) {
    INFO(name);
    CHECK_THROWS_AS(find_fpga_part(name), Error);
  }
  CHECK(find_fpga_part("xc7z020-clg400-1").name == "xc7z020");
  CHECK(find_fpga_part("xczu7ev-ffvc1156-2-e").name == "xczu7ev");
  CHECK(find_fpga_part("xczu3eg-sbva484-1-e").name == "xczu3eg");
}

TEST_CASE("an unknown part is refused with the names that are legal", "[estimate][parts]") {
  try {
    find_fpga_part("xcvu9p");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code == "unknown-part");
    CHECK(error.hint.find("xczu7ev zcu104") != std::string::npos);
  }
}
