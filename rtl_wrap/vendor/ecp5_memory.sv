// Block RAM of Lattice's ECP5 as yosys' netlists use it; yosys' own library has no simulation model of it. From the public memory usage
// guide (FPGA-TN-02204): 1,024 words of 18 bits, of which a port sees 1, 2, 4 (without the two parity bits), 9, 18 bits or, both ports'
// data together, two words of 36 bits. INITVAL_xx holds 16 words, 20 bits apart. Of 36 bits DIA and DOA carry the lower half.
// Not modelled: output registers, chip selects other than 0, inverted clocks, what a port reads while the other writes the same word
// (here: the old word); a reset of the output is taken at the clock. A netlist that asks for the first three stops at once.
/* verilator lint_off MULTIDRIVEN */
module DP16KD #(
  parameter DATA_WIDTH_A = 18, parameter DATA_WIDTH_B = 18,
  parameter REGMODE_A = "NOREG", parameter REGMODE_B = "NOREG",
  parameter RESETMODE = "SYNC", parameter ASYNC_RESET_RELEASE = "SYNC",
  parameter CSDECODE_A = "0b000", parameter CSDECODE_B = "0b000",
  parameter CLKAMUX = "CLKA", parameter CLKBMUX = "CLKB",
  parameter WRITEMODE_A = "NORMAL", parameter WRITEMODE_B = "NORMAL",
  parameter GSR = "ENABLED",
  parameter [319:0]
    INITVAL_00 = '0, INITVAL_01 = '0, INITVAL_02 = '0, INITVAL_03 = '0, INITVAL_04 = '0, INITVAL_05 = '0,
    INITVAL_06 = '0, INITVAL_07 = '0, INITVAL_08 = '0, INITVAL_09 = '0, INITVAL_0A = '0, INITVAL_0B = '0,
    INITVAL_0C = '0, INITVAL_0D = '0, INITVAL_0E = '0, INITVAL_0F = '0, INITVAL_10 = '0, INITVAL_11 = '0,
    INITVAL_12 = '0, INITVAL_13 = '0, INITVAL_14 = '0, INITVAL_15 = '0, INITVAL_16 = '0, INITVAL_17 = '0,
    INITVAL_18 = '0, INITVAL_19 = '0, INITVAL_1A = '0, INITVAL_1B = '0, INITVAL_1C = '0, INITVAL_1D = '0,
    INITVAL_1E = '0, INITVAL_1F = '0, INITVAL_20 = '0, INITVAL_21 = '0, INITVAL_22 = '0, INITVAL_23 = '0,
    INITVAL_24 = '0, INITVAL_25 = '0, INITVAL_26 = '0, INITVAL_27 = '0, INITVAL_28 = '0, INITVAL_29 = '0,
    INITVAL_2A = '0, INITVAL_2B = '0, INITVAL_2C = '0, INITVAL_2D = '0, INITVAL_2E = '0, INITVAL_2F = '0,
    INITVAL_30 = '0, INITVAL_31 = '0, INITVAL_32 = '0, INITVAL_33 = '0, INITVAL_34 = '0, INITVAL_35 = '0,
    INITVAL_36 = '0, INITVAL_37 = '0, INITVAL_38 = '0, INITVAL_39 = '0, INITVAL_3A = '0, INITVAL_3B = '0,
    INITVAL_3C = '0, INITVAL_3D = '0, INITVAL_3E = '0, INITVAL_3F = '0
) (
  input DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0, ADA13,
    ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0, CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
  output DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0,
  input DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0, ADB13,
    ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0, CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
  output DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0
);
  logic [17:0] mem[0:1023];
  wire [20479:0] contents = {INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A, INITVAL_39, INITVAL_38,
    INITVAL_37, INITVAL_36,
      INITVAL_35, INITVAL_34, INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30, INITVAL_2F, INITVAL_2E, INITVAL_2D, INITVAL_2C,
      INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28, INITVAL_27, INITVAL_26, INITVAL_25, INITVAL_24, INITVAL_23, INITVAL_22,
      INITVAL_21, INITVAL_20, INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C, INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18,
      INITVAL_17, INITVAL_16, INITVAL_15, INITVAL_14, INITVAL_13, INITVAL_12, INITVAL_11, INITVAL_10, INITVAL_0F, INITVAL_0E,
      INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A, INITVAL_09, INITVAL_08, INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04,
      INITVAL_03, INITVAL_02, INITVAL_01, INITVAL_00};
  wire [17:0] dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
  wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};
  wire [13:0] ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
  wire [13:0] adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
  logic [35:0] a = '0, b = '0;
  localparam bit WIDE_WRITE = DATA_WIDTH_A == 36;
  localparam bit WIDE_READ = DATA_WIDTH_B == 36;

  initial begin
    for (int i = 0; i < 1024; ++i) mem[i] = contents[320 * (i / 16) + 20 * (i % 16) +: 18];
    if (REGMODE_A != "NOREG" || REGMODE_B != "NOREG" || CSDECODE_A != "0b000" || CSDECODE_B != "0b000" || CLKAMUX != "CLKA" ||
        CLKBMUX != "CLKB")
      $fatal(1, "DP16KD: output registers, chip selects and inverted clocks are not modelled");
  end

  // What a port of `width` bits sees at `at`.
  function automatic logic [35:0] seen(input int width, input logic [13:0] at);
    logic [17:0] word;
    logic [15:0] data;
    word = mem[at[13:4]];
    data = {word[16:9], word[7:0]};
    case (width)
      36: seen = {mem[{at[13:5], 1'b1}], mem[{at[13:5], 1'b0}]};
      18: seen = {18'b0, word};
      9: seen = {27'b0, at[3] ? word[17:9] : word[8:0]};
      4: seen = {32'b0, data[4 * at[3:2] +: 4]};
      2: seen = {34'b0, data[2 * at[3:1] +: 2]};
      default: seen = {35'b0, data[at[3:0]]};
    endcase
  endfunction

  // The word at `at` after `data` was written through a port of `width` bits.
  function automatic logic [17:0] written(input int width, input logic [13:0] at, input logic [17:0] data);
    logic [17:0] word;
    logic [15:0] bits;
    word = mem[at[13:4]];
    bits = {word[16:9], word[7:0]};
    case (width)
      18: begin
        if (at[0]) word[8:0] = data[8:0];
        if (at[1]) word[17:9] = data[17:9];
      end
      9: if (at[3]) word[17:9] = data[8:0]; else word[8:0] = data[8:0];
      4: bits[4 * at[3:2] +: 4] = data[3:0];
      2: bits[2 * at[3:1] +: 2] = data[1:0];
      default: bits[at[3:0]] = data[0];
    endcase
    if (width < 9) word = {word[17], bits[15:8], word[8], bits[7:0]};
    written = word;
  endfunction

  function automatic logic [17:0] bytes(input logic [17:0] old, input logic [1:0] enable, input logic [17:0] data);
    bytes = {enable[1] ? data[17:9] : old[17:9], enable[0] ? data[8:0] : old[8:0]};
  endfunction

  always @(posedge CLKA) begin
    if (CEA & WEA) begin
      if (WIDE_WRITE) begin
        mem[{ada[13:5], 1'b0}] <= bytes(mem[{ada[13:5], 1'b0}], ada[1:0], dia);
        mem[{ada[13:5], 1'b1}] <= bytes(mem[{ada[13:5], 1'b1}], ada[3:2], dib);
      end else begin
        mem[ada[13:4]] <= written(DATA_WIDTH_A, ada, dia);
      end
    end
    if (CEA) begin
      if (~WEA | (WRITEMODE_A == "READBEFOREWRITE")) a <= seen(DATA_WIDTH_A, ada);
      else if (WRITEMODE_A == "WRITETHROUGH") a <= {18'b0, dia};
    end
    if (RSTA) a <= '0;
  end
  always @(posedge CLKB) begin
    if (CEB & WEB & ~WIDE_READ) mem[adb[13:4]] <= written(DATA_WIDTH_B, adb, dib);
    if (CEB) begin
      if (WIDE_READ | ~WEB | (WRITEMODE_B == "READBEFOREWRITE")) b <= seen(DATA_WIDTH_B, adb);
      else if (WRITEMODE_B == "WRITETHROUGH") b <= {18'b0, dib};
    end
    if (RSTB) b <= '0;
  end
  assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1,
    DOA0} = WIDE_READ ? b[17:0] : a[17:0];
  assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1,
    DOB0} = WIDE_READ ? b[35:18] : b[17:0];
endmodule
