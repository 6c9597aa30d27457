// Behavioural models of the memories of Xilinx Parameterized Macros (UG974): single port, simple and true dual port RAM,
// ROMs and distributed RAM, with byte writes, read latencies and write modes. Clocks of both ports may differ.

// One port's read side: what the array gave, LATENCY cycles after en; latency 0 is the array itself (distributed RAM).
module weir_xpm_read #(parameter int WIDTH = 8, parameter int LATENCY = 1, parameter RESET_VALUE = "0") (
  input logic clk, input logic en, input logic rst, input logic regce, input logic [WIDTH-1:0] from_memory,
  output logic [WIDTH-1:0] dout
);
  if (LATENCY == 0) begin : direct
    assign dout = from_memory;
  end else begin : registered
    logic [WIDTH-1:0] step [LATENCY];
    logic [LATENCY-1:0] step_en;
    assign dout = step[LATENCY-1];
    always_ff @(posedge clk) begin
      step_en <= LATENCY'({step_en, en});
      if (en) step[0] <= from_memory;
      // All registers but the last follow the enable; the last has an enable of its own.
      for (int k = 1; k < LATENCY - 1; k++) if (step_en[k-1]) step[k] <= step[k-1];
      if (LATENCY > 1 && regce) step[LATENCY-1] <= step[LATENCY-2];
      if (rst) step[LATENCY-1] <= 0;
    end
  end
endmodule

module xpm_memory_tdpram #(
  parameter int ADDR_WIDTH_A = 6, parameter int ADDR_WIDTH_B = 6, parameter int AUTO_SLEEP_TIME = 0,
  parameter int BYTE_WRITE_WIDTH_A = 32, parameter int BYTE_WRITE_WIDTH_B = 32, parameter int CASCADE_HEIGHT = 0,
  parameter CLOCKING_MODE = "common_clock", parameter ECC_BIT_RANGE = "7:0", parameter ECC_MODE = "no_ecc",
  parameter ECC_TYPE = "none", parameter int IGNORE_INIT_SYNTH = 0, parameter MEMORY_INIT_FILE = "none",
  parameter MEMORY_INIT_PARAM = "0", parameter MEMORY_OPTIMIZATION = "true", parameter MEMORY_PRIMITIVE = "auto",
  parameter int MEMORY_SIZE = 2048, parameter int MESSAGE_CONTROL = 0, parameter RAM_DECOMP = "auto",
  parameter int READ_DATA_WIDTH_A = 32, parameter int READ_DATA_WIDTH_B = 32, parameter int READ_LATENCY_A = 2,
  parameter int READ_LATENCY_B = 2, parameter READ_RESET_VALUE_A = "0", parameter READ_RESET_VALUE_B = "0",
  parameter RST_MODE_A = "SYNC", parameter RST_MODE_B = "SYNC", parameter int SIM_ASSERT_CHK = 0,
  parameter int USE_EMBEDDED_CONSTRAINT = 0, parameter int USE_MEM_INIT = 1, parameter int USE_MEM_INIT_MMI = 0,
  parameter WAKEUP_TIME = "disable_sleep", parameter int WRITE_DATA_WIDTH_A = 32,
  parameter int WRITE_DATA_WIDTH_B = 32, parameter WRITE_MODE_A = "no_change", parameter WRITE_MODE_B = "no_change",
  parameter int WRITE_PROTECT = 1
) (
  input logic sleep, input logic clka, input logic rsta, input logic ena, input logic regcea,
  input logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea, input logic [ADDR_WIDTH_A-1:0] addra,
  input logic [WRITE_DATA_WIDTH_A-1:0] dina, input logic injectsbiterra, input logic injectdbiterra,
  output logic [READ_DATA_WIDTH_A-1:0] douta, output logic sbiterra, output logic dbiterra,
  input logic clkb, input logic rstb, input logic enb, input logic regceb,
  input logic [WRITE_DATA_WIDTH_B/BYTE_WRITE_WIDTH_B-1:0] web, input logic [ADDR_WIDTH_B-1:0] addrb,
  input logic [WRITE_DATA_WIDTH_B-1:0] dinb, input logic injectsbiterrb, input logic injectdbiterrb,
  output logic [READ_DATA_WIDTH_B-1:0] doutb, output logic sbiterrb, output logic dbiterrb
);
  localparam int WIDTH = WRITE_DATA_WIDTH_A, DEPTH = MEMORY_SIZE / WIDTH;
  localparam int BYTES_A = WRITE_DATA_WIDTH_A / BYTE_WRITE_WIDTH_A, BYTES_B = WRITE_DATA_WIDTH_B / BYTE_WRITE_WIDTH_B;
  if (READ_DATA_WIDTH_A != WIDTH || READ_DATA_WIDTH_B != WIDTH || WRITE_DATA_WIDTH_B != WIDTH)
    initial $fatal(1, "weir: no model of xpm_memory with words of several widths: %m");
  if (READ_RESET_VALUE_A != "0" || READ_RESET_VALUE_B != "0")
    initial $fatal(1, "weir: no model of xpm_memory with a reset value: %m");
  if (MEMORY_INIT_PARAM != "0" && MEMORY_INIT_PARAM != "")
    initial $fatal(1, "weir: no model of xpm_memory with MEMORY_INIT_PARAM: %m");
  logic [WIDTH-1:0] memory [DEPTH];
  initial begin
    for (int k = 0; k < DEPTH; k++) memory[k] = 0;
    if (MEMORY_INIT_FILE != "none" && MEMORY_INIT_FILE != "") $readmemh(MEMORY_INIT_FILE, memory);
  end
  logic [WIDTH-1:0] new_a, new_b, old_a, old_b;
  assign old_a = 32'(addra) < DEPTH ? memory[addra] : 0;
  assign old_b = 32'(addrb) < DEPTH ? memory[addrb] : 0;
  always_comb begin
    new_a = old_a;
    for (int k = 0; k < BYTES_A; k++)
      if (wea[k]) new_a[k*BYTE_WRITE_WIDTH_A +: BYTE_WRITE_WIDTH_A] = dina[k*BYTE_WRITE_WIDTH_A +: BYTE_WRITE_WIDTH_A];
    new_b = old_b;
    for (int k = 0; k < BYTES_B; k++)
      if (web[k]) new_b[k*BYTE_WRITE_WIDTH_B +: BYTE_WRITE_WIDTH_B] = dinb[k*BYTE_WRITE_WIDTH_B +: BYTE_WRITE_WIDTH_B];
  end
  always @(posedge clka) if (ena && wea != 0 && 32'(addra) < DEPTH) memory[addra] <= new_a;
  always @(posedge clkb) if (enb && web != 0 && 32'(addrb) < DEPTH) memory[addrb] <= new_b;
  weir_xpm_read #(WIDTH, READ_LATENCY_A) read_a (
    .clk(clka), .en(ena & (WRITE_MODE_A != "no_change" | wea == 0)), .rst(rsta), .regce(regcea),
    .from_memory(WRITE_MODE_A == "write_first" ? new_a : old_a), .dout(douta));
  weir_xpm_read #(WIDTH, READ_LATENCY_B) read_b (
    .clk(clkb), .en(enb & (WRITE_MODE_B != "no_change" | web == 0)), .rst(rstb), .regce(regceb),
    .from_memory(WRITE_MODE_B == "write_first" ? new_b : old_b), .dout(doutb));
  assign {sbiterra, dbiterra, sbiterrb, dbiterrb} = 0;
endmodule

module xpm_memory_sdpram #(
  parameter int ADDR_WIDTH_A = 6, parameter int ADDR_WIDTH_B = 6, parameter int AUTO_SLEEP_TIME = 0,
  parameter int BYTE_WRITE_WIDTH_A = 32, parameter int CASCADE_HEIGHT = 0, parameter CLOCKING_MODE = "common_clock",
  parameter ECC_BIT_RANGE = "7:0", parameter ECC_MODE = "no_ecc", parameter ECC_TYPE = "none",
  parameter int IGNORE_INIT_SYNTH = 0, parameter MEMORY_INIT_FILE = "none", parameter MEMORY_INIT_PARAM = "0",
  parameter MEMORY_OPTIMIZATION = "true", parameter MEMORY_PRIMITIVE = "auto", parameter int MEMORY_SIZE = 2048,
  parameter int MESSAGE_CONTROL = 0, parameter RAM_DECOMP = "auto", parameter int READ_DATA_WIDTH_B = 32,
  parameter int READ_LATENCY_B = 2, parameter READ_RESET_VALUE_B = "0", parameter RST_MODE_A = "SYNC",
  parameter RST_MODE_B = "SYNC", parameter int SIM_ASSERT_CHK = 0, parameter int USE_EMBEDDED_CONSTRAINT = 0,
  parameter int USE_MEM_INIT = 1, parameter int USE_MEM_INIT_MMI = 0, parameter WAKEUP_TIME = "disable_sleep",
  parameter int WRITE_DATA_WIDTH_A = 32, parameter WRITE_MODE_B = "no_change", parameter int WRITE_PROTECT = 1
) (
  input logic sleep, input logic clka, input logic ena,
  input logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea, input logic [ADDR_WIDTH_A-1:0] addra,
  input logic [WRITE_DATA_WIDTH_A-1:0] dina, input logic injectsbiterra, input logic injectdbiterra,
  input logic clkb, input logic rstb, input logic enb, input logic regceb, input logic [ADDR_WIDTH_B-1:0] addrb,
  output logic [READ_DATA_WIDTH_B-1:0] doutb, output logic sbiterrb, output logic dbiterrb
);
  logic [WRITE_DATA_WIDTH_A-1:0] unused;
  xpm_memory_tdpram #(
    .ADDR_WIDTH_A(ADDR_WIDTH_A), .ADDR_WIDTH_B(ADDR_WIDTH_B), .BYTE_WRITE_WIDTH_A(BYTE_WRITE_WIDTH_A),
    .BYTE_WRITE_WIDTH_B(READ_DATA_WIDTH_B), .MEMORY_INIT_FILE(MEMORY_INIT_FILE),
    .MEMORY_INIT_PARAM(MEMORY_INIT_PARAM), .MEMORY_SIZE(MEMORY_SIZE), .READ_DATA_WIDTH_A(WRITE_DATA_WIDTH_A),
    .READ_DATA_WIDTH_B(READ_DATA_WIDTH_B), .READ_LATENCY_A(1), .READ_LATENCY_B(READ_LATENCY_B),
    .READ_RESET_VALUE_B(READ_RESET_VALUE_B), .WRITE_DATA_WIDTH_A(WRITE_DATA_WIDTH_A), .WRITE_DATA_WIDTH_B(READ_DATA_WIDTH_B), .WRITE_MODE_B(WRITE_MODE_B)
  ) ram (
    .sleep(1'b0), .clka(clka), .rsta(1'b0), .ena(ena), .regcea(1'b0), .wea(wea), .addra(addra), .dina(dina),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .douta(unused), .sbiterra(), .dbiterra(), .clkb(clkb), .rstb(rstb),
    .enb(enb), .regceb(regceb), .web(1'b0), .addrb(addrb), .dinb('0), .injectsbiterrb(1'b0), .injectdbiterrb(1'b0),
    .doutb(doutb), .sbiterrb(sbiterrb), .dbiterrb(dbiterrb));
endmodule

module xpm_memory_spram #(
  parameter int ADDR_WIDTH_A = 6, parameter int AUTO_SLEEP_TIME = 0, parameter int BYTE_WRITE_WIDTH_A = 32,
  parameter int CASCADE_HEIGHT = 0, parameter ECC_BIT_RANGE = "7:0", parameter ECC_MODE = "no_ecc",
  parameter ECC_TYPE = "none", parameter int IGNORE_INIT_SYNTH = 0, parameter MEMORY_INIT_FILE = "none",
  parameter MEMORY_INIT_PARAM = "0", parameter MEMORY_OPTIMIZATION = "true", parameter MEMORY_PRIMITIVE = "auto",
  parameter int MEMORY_SIZE = 2048, parameter int MESSAGE_CONTROL = 0, parameter RAM_DECOMP = "auto",
  parameter int READ_DATA_WIDTH_A = 32, parameter int READ_LATENCY_A = 2, parameter READ_RESET_VALUE_A = "0",
  parameter RST_MODE_A = "SYNC", parameter int SIM_ASSERT_CHK = 0, parameter int USE_MEM_INIT = 1,
  parameter int USE_MEM_INIT_MMI = 0, parameter WAKEUP_TIME = "disable_sleep", parameter int WRITE_DATA_WIDTH_A = 32,
  parameter WRITE_MODE_A = "read_first", parameter int WRITE_PROTECT = 1
) (
  input logic sleep, input logic clka, input logic rsta, input logic ena, input logic regcea,
  input logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea, input logic [ADDR_WIDTH_A-1:0] addra,
  input logic [WRITE_DATA_WIDTH_A-1:0] dina, input logic injectsbiterra, input logic injectdbiterra,
  output logic [READ_DATA_WIDTH_A-1:0] douta, output logic sbiterra, output logic dbiterra
);
  logic [READ_DATA_WIDTH_A-1:0] unused;
  xpm_memory_tdpram #(
    .ADDR_WIDTH_A(ADDR_WIDTH_A), .ADDR_WIDTH_B(ADDR_WIDTH_A), .BYTE_WRITE_WIDTH_A(BYTE_WRITE_WIDTH_A),
    .BYTE_WRITE_WIDTH_B(WRITE_DATA_WIDTH_A), .MEMORY_INIT_FILE(MEMORY_INIT_FILE),
    .MEMORY_INIT_PARAM(MEMORY_INIT_PARAM), .MEMORY_SIZE(MEMORY_SIZE), .READ_DATA_WIDTH_A(READ_DATA_WIDTH_A),
    .READ_DATA_WIDTH_B(READ_DATA_WIDTH_A), .READ_LATENCY_A(READ_LATENCY_A), .READ_LATENCY_B(1),
    .READ_RESET_VALUE_A(READ_RESET_VALUE_A),
    .WRITE_DATA_WIDTH_A(WRITE_DATA_WIDTH_A), .WRITE_DATA_WIDTH_B(WRITE_DATA_WIDTH_A), .WRITE_MODE_A(WRITE_MODE_A)
  ) ram (
    .sleep(1'b0), .clka(clka), .rsta(rsta), .ena(ena), .regcea(regcea), .wea(wea), .addra(addra), .dina(dina),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .douta(douta), .sbiterra(sbiterra), .dbiterra(dbiterra), .clkb(clka),
    .rstb(1'b0), .enb(1'b0), .regceb(1'b0), .web(1'b0), .addrb('0), .dinb('0), .injectsbiterrb(1'b0),
    .injectdbiterrb(1'b0), .doutb(unused), .sbiterrb(), .dbiterrb());
endmodule

module xpm_memory_sprom #(
  parameter int ADDR_WIDTH_A = 6, parameter int AUTO_SLEEP_TIME = 0, parameter int CASCADE_HEIGHT = 0,
  parameter ECC_BIT_RANGE = "7:0", parameter ECC_MODE = "no_ecc", parameter ECC_TYPE = "none",
  parameter int IGNORE_INIT_SYNTH = 0, parameter MEMORY_INIT_FILE = "none", parameter MEMORY_INIT_PARAM = "0",
  parameter MEMORY_OPTIMIZATION = "true", parameter MEMORY_PRIMITIVE = "auto", parameter int MEMORY_SIZE = 2048,
  parameter int MESSAGE_CONTROL = 0, parameter RAM_DECOMP = "auto", parameter int READ_DATA_WIDTH_A = 32,
  parameter int READ_LATENCY_A = 2, parameter READ_RESET_VALUE_A = "0", parameter RST_MODE_A = "SYNC",
  parameter int SIM_ASSERT_CHK = 0, parameter int USE_MEM_INIT = 1, parameter int USE_MEM_INIT_MMI = 0,
  parameter WAKEUP_TIME = "disable_sleep"
) (
  input logic sleep, input logic clka, input logic rsta, input logic ena, input logic regcea,
  input logic [ADDR_WIDTH_A-1:0] addra, input logic injectsbiterra, input logic injectdbiterra,
  output logic [READ_DATA_WIDTH_A-1:0] douta, output logic sbiterra, output logic dbiterra
);
  xpm_memory_spram #(
    .ADDR_WIDTH_A(ADDR_WIDTH_A), .BYTE_WRITE_WIDTH_A(READ_DATA_WIDTH_A), .MEMORY_INIT_FILE(MEMORY_INIT_FILE),
    .MEMORY_INIT_PARAM(MEMORY_INIT_PARAM), .MEMORY_SIZE(MEMORY_SIZE), .READ_DATA_WIDTH_A(READ_DATA_WIDTH_A),
    .READ_LATENCY_A(READ_LATENCY_A), .READ_RESET_VALUE_A(READ_RESET_VALUE_A), .WRITE_DATA_WIDTH_A(READ_DATA_WIDTH_A)
  ) ram (
    .sleep(1'b0), .clka(clka), .rsta(rsta), .ena(ena), .regcea(regcea), .wea(1'b0), .addra(addra), .dina('0),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .douta(douta), .sbiterra(sbiterra), .dbiterra(dbiterra));
endmodule

// Two read ports of one ROM.
module xpm_memory_dprom #(
  parameter int ADDR_WIDTH_A = 6, parameter int ADDR_WIDTH_B = 6, parameter int AUTO_SLEEP_TIME = 0,
  parameter int CASCADE_HEIGHT = 0, parameter CLOCKING_MODE = "common_clock", parameter ECC_BIT_RANGE = "7:0",
  parameter ECC_MODE = "no_ecc", parameter ECC_TYPE = "none", parameter int IGNORE_INIT_SYNTH = 0,
  parameter MEMORY_INIT_FILE = "none", parameter MEMORY_INIT_PARAM = "0", parameter MEMORY_OPTIMIZATION = "true",
  parameter MEMORY_PRIMITIVE = "auto", parameter int MEMORY_SIZE = 2048, parameter int MESSAGE_CONTROL = 0,
  parameter RAM_DECOMP = "auto", parameter int READ_DATA_WIDTH_A = 32, parameter int READ_DATA_WIDTH_B = 32,
  parameter int READ_LATENCY_A = 2, parameter int READ_LATENCY_B = 2, parameter READ_RESET_VALUE_A = "0",
  parameter READ_RESET_VALUE_B = "0", parameter RST_MODE_A = "SYNC", parameter RST_MODE_B = "SYNC",
  parameter int SIM_ASSERT_CHK = 0, parameter int USE_MEM_INIT = 1, parameter int USE_MEM_INIT_MMI = 0,
  parameter WAKEUP_TIME = "disable_sleep"
) (
  input logic sleep, input logic clka, input logic rsta, input logic ena, input logic regcea,
  input logic [ADDR_WIDTH_A-1:0] addra, input logic injectsbiterra, input logic injectdbiterra,
  output logic [READ_DATA_WIDTH_A-1:0] douta, output logic sbiterra, output logic dbiterra, input logic clkb,
  input logic rstb, input logic enb, input logic regceb, input logic [ADDR_WIDTH_B-1:0] addrb,
  input logic injectsbiterrb, input logic injectdbiterrb, output logic [READ_DATA_WIDTH_B-1:0] doutb,
  output logic sbiterrb, output logic dbiterrb
);
  xpm_memory_tdpram #(
    .ADDR_WIDTH_A(ADDR_WIDTH_A), .ADDR_WIDTH_B(ADDR_WIDTH_B), .BYTE_WRITE_WIDTH_A(READ_DATA_WIDTH_A),
    .BYTE_WRITE_WIDTH_B(READ_DATA_WIDTH_B), .MEMORY_INIT_FILE(MEMORY_INIT_FILE),
    .MEMORY_INIT_PARAM(MEMORY_INIT_PARAM), .MEMORY_SIZE(MEMORY_SIZE), .READ_DATA_WIDTH_A(READ_DATA_WIDTH_A),
    .READ_DATA_WIDTH_B(READ_DATA_WIDTH_B), .READ_LATENCY_A(READ_LATENCY_A), .READ_LATENCY_B(READ_LATENCY_B),
    .READ_RESET_VALUE_A(READ_RESET_VALUE_A), .READ_RESET_VALUE_B(READ_RESET_VALUE_B),
    .WRITE_DATA_WIDTH_A(READ_DATA_WIDTH_A), .WRITE_DATA_WIDTH_B(READ_DATA_WIDTH_B)
  ) rom (
    .sleep(1'b0), .clka(clka), .rsta(rsta), .ena(ena), .regcea(regcea), .wea(1'b0), .addra(addra), .dina('0),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .douta(douta), .sbiterra(sbiterra), .dbiterra(dbiterra), .clkb(clkb),
    .rstb(rstb), .enb(enb), .regceb(regceb), .web(1'b0), .addrb(addrb), .dinb('0), .injectsbiterrb(1'b0),
    .injectdbiterrb(1'b0), .doutb(doutb), .sbiterrb(sbiterrb), .dbiterrb(dbiterrb));
endmodule

// Distributed RAM: port A writes and reads, port B reads. Latency 0 is the array itself.
module xpm_memory_dpdistram #(
  parameter int ADDR_WIDTH_A = 6, parameter int ADDR_WIDTH_B = 6, parameter int BYTE_WRITE_WIDTH_A = 32,
  parameter CLOCKING_MODE = "common_clock", parameter int IGNORE_INIT_SYNTH = 0, parameter MEMORY_INIT_FILE = "none",
  parameter MEMORY_INIT_PARAM = "0", parameter MEMORY_OPTIMIZATION = "true", parameter int MEMORY_SIZE = 2048,
  parameter int MESSAGE_CONTROL = 0, parameter int READ_DATA_WIDTH_A = 32, parameter int READ_DATA_WIDTH_B = 32,
  parameter int READ_LATENCY_A = 2, parameter int READ_LATENCY_B = 2, parameter READ_RESET_VALUE_A = "0",
  parameter READ_RESET_VALUE_B = "0", parameter RST_MODE_A = "SYNC", parameter RST_MODE_B = "SYNC",
  parameter int SIM_ASSERT_CHK = 0, parameter int USE_EMBEDDED_CONSTRAINT = 0, parameter int USE_MEM_INIT = 1,
  parameter int USE_MEM_INIT_MMI = 0, parameter int WRITE_DATA_WIDTH_A = 32
) (
  input logic clka, input logic rsta, input logic ena, input logic regcea,
  input logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea, input logic [ADDR_WIDTH_A-1:0] addra,
  input logic [WRITE_DATA_WIDTH_A-1:0] dina, output logic [READ_DATA_WIDTH_A-1:0] douta, input logic clkb,
  input logic rstb, input logic enb, input logic regceb, input logic [ADDR_WIDTH_B-1:0] addrb,
  output logic [READ_DATA_WIDTH_B-1:0] doutb
);
  xpm_memory_tdpram #(
    .ADDR_WIDTH_A(ADDR_WIDTH_A), .ADDR_WIDTH_B(ADDR_WIDTH_B), .BYTE_WRITE_WIDTH_A(BYTE_WRITE_WIDTH_A),
    .BYTE_WRITE_WIDTH_B(READ_DATA_WIDTH_B), .MEMORY_INIT_FILE(MEMORY_INIT_FILE),
    .MEMORY_INIT_PARAM(MEMORY_INIT_PARAM), .MEMORY_SIZE(MEMORY_SIZE), .READ_DATA_WIDTH_A(READ_DATA_WIDTH_A),
    .READ_DATA_WIDTH_B(READ_DATA_WIDTH_B), .READ_LATENCY_A(READ_LATENCY_A), .READ_LATENCY_B(READ_LATENCY_B),
    .READ_RESET_VALUE_A(READ_RESET_VALUE_A), .READ_RESET_VALUE_B(READ_RESET_VALUE_B),
    .WRITE_DATA_WIDTH_A(WRITE_DATA_WIDTH_A), .WRITE_DATA_WIDTH_B(READ_DATA_WIDTH_B), .WRITE_MODE_A("read_first"),
    .WRITE_MODE_B("read_first")
  ) ram (
    .sleep(1'b0), .clka(clka), .rsta(rsta), .ena(ena), .regcea(regcea), .wea(wea), .addra(addra), .dina(dina),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .douta(douta), .sbiterra(), .dbiterra(), .clkb(clkb), .rstb(rstb),
    .enb(enb), .regceb(regceb), .web(1'b0), .addrb(addrb), .dinb('0), .injectsbiterrb(1'b0), .injectdbiterrb(1'b0),
    .doutb(doutb), .sbiterrb(), .dbiterrb());
endmodule
