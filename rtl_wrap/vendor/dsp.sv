// Behavioural models of the DSP blocks of 7 series (DSP48E1, UG479), UltraScale (DSP48E2, UG579) and Versal (DSP58,
// AM004): input, pre-adder, multiplier and accumulator registers, the four multiplexers in front of the adder, cascades,
// pattern detection. What is not modelled ends the simulation with its name.

module weir_dsp_register #(parameter int WIDTH = 1, parameter int STAGES = 1) (
  input logic clk, input logic rst, input logic ce, input logic [WIDTH-1:0] d, output logic [WIDTH-1:0] q
);
  if (STAGES == 0) assign q = d;
  else begin : stage
    logic [WIDTH-1:0] value = 0;
    assign q = value;
    always_ff @(posedge clk) if (rst) value <= 0; else if (ce) value <= d;
  end
endmodule

// One of A and B: one or two registers, the tap for the multiplier, the tap for the cascade. A single register is the
// first or the second of two, each with its own enable, as INMODE says.
module weir_dsp_input #(parameter int WIDTH = 30, parameter int STAGES = 1, parameter int CASCADE_STAGES = 1) (
  input logic clk, input logic rst, input logic ce1, input logic ce2, input logic takes_first,
  input logic [WIDTH-1:0] d, output logic [WIDTH-1:0] last, output logic [WIDTH-1:0] to_multiplier,
  output logic [WIDTH-1:0] cascade
);
  logic [WIDTH-1:0] first;
  weir_dsp_register #(WIDTH, STAGES == 2 ? 1 : 0) one (clk, rst, ce1, d, first);
  weir_dsp_register #(WIDTH, STAGES == 0 ? 0 : 1) two (clk, rst, STAGES == 1 && takes_first ? ce1 : ce2, first, last);
  assign to_multiplier = STAGES == 2 && takes_first ? first : last;
  assign cascade = CASCADE_STAGES == STAGES ? last : first;
endmodule

// All but the pins. A_MULT, B_MULT: bits of each that the multiplier takes; DOT: three products of 9 by 8 bits instead of
// one.
module weir_dsp #(
  parameter int A = 30, parameter int B = 18, parameter int D = 27, parameter int P = 48, parameter int A_MULT = 27,
  parameter int B_MULT = 18, parameter bit DOT = 0, parameter bit MULTIPLIES_SUM = 0, parameter bit B_IS_ADDED = 0,
  parameter bit B_TAKES_SUM = 0, parameter bit A_CASCADED = 0, parameter bit B_CASCADED = 0, parameter SIMD = "ONE48",
  parameter logic [P-1:0] RND = 0, parameter logic [P-1:0] PATTERN = 0, parameter logic [P-1:0] MASK = '1,
  parameter int AREG = 1, parameter int ACASCREG = 1, parameter int BREG = 1, parameter int BCASCREG = 1,
  parameter int CREG = 1, parameter int DREG = 1, parameter int ADREG = 1, parameter int MREG = 1, parameter int PREG = 1,
  parameter int ALUMODEREG = 1, parameter int CARRYINREG = 1, parameter int CARRYINSELREG = 1, parameter int INMODEREG = 1,
  parameter int OPMODEREG = 1, parameter bit PATTERN_IS_C = 0
) (
  input logic clk, input logic [A-1:0] a, input logic [A-1:0] acin, input logic [B-1:0] b, input logic [B-1:0] bcin,
  input logic [P-1:0] c, input logic [D-1:0] d, input logic [P-1:0] pcin, input logic [3:0] alumode,
  input logic [4:0] inmode, input logic [8:0] opmode, input logic [2:0] negate, input logic [2:0] carryinsel,
  input logic carryin, input logic cea1, input logic cea2, input logic ceb1, input logic ceb2, input logic cec,
  input logic ced, input logic cead, input logic cem, input logic cep, input logic cealumode, input logic cecarryin,
  input logic cectrl, input logic ceinmode, input logic rsta, input logic rstb, input logic rstc, input logic rstd,
  input logic rstm, input logic rstp, input logic rstalumode, input logic rstallcarryin, input logic rstctrl,
  input logic rstinmode,
  output logic [A-1:0] acout, output logic [B-1:0] bcout, output logic [P-1:0] p, output logic [3:0] carryout,
  output logic patterndetect, output logic patternbdetect
);
  logic [A-1:0] a_last, a_mult;
  logic [B-1:0] b_last, b_mult;
  logic [P-1:0] c_q, p_next;
  logic [D-1:0] d_q;
  logic [3:0] alumode_q;
  logic [4:0] inmode_q;
  logic [8:0] opmode_q;
  logic [2:0] carryinsel_q;
  logic carryin_q;
  weir_dsp_register #(5, INMODEREG) inmodes (clk, rstinmode, ceinmode, inmode, inmode_q);
  weir_dsp_register #(9, OPMODEREG) opmodes (clk, rstctrl, cectrl, opmode, opmode_q);
  weir_dsp_register #(3, CARRYINSELREG) selects (clk, rstctrl, cectrl, carryinsel, carryinsel_q);
  weir_dsp_register #(4, ALUMODEREG) alumodes (clk, rstalumode, cealumode, alumode, alumode_q);
  weir_dsp_register #(1, CARRYINREG) carries (clk, rstallcarryin, cecarryin, carryin, carryin_q);
  weir_dsp_register #(P, CREG) cs (clk, rstc, cec, c, c_q);
  weir_dsp_register #(D, DREG) ds (clk, rstd, ced, d, d_q);
  weir_dsp_input #(A, AREG, ACASCREG) as (clk, rsta, cea1, cea2, inmode_q[0], A_CASCADED ? acin : a, a_last, a_mult,
                                          acout);
  weir_dsp_input #(B, BREG, BCASCREG) bs (clk, rstb, ceb1, ceb2, inmode_q[4], B_CASCADED ? bcin : b, b_last, b_mult,
                                          bcout);

  // The pre-adder: D, or nothing, plus or minus A (or B), or nothing.
  logic signed [D-1:0] added, sum, sum_q;
  assign added = inmode_q[1] ? 0 : B_IS_ADDED ? D'($signed(b_mult)) : D'($signed(a_mult[A_MULT-1:0]));
  wire signed [D-1:0] base = inmode_q[2] ? $signed(d_q) : 0;
  assign sum = inmode_q[3] ? base - added : base + added;
  weir_dsp_register #(D, ADREG) sums (clk, rstd, cead, sum, sum_q);

  logic signed [A_MULT-1:0] left;
  logic signed [B_MULT-1:0] right;
  assign left = MULTIPLIES_SUM ? A_MULT'($signed(sum_q)) : inmode_q[1] && !B_IS_ADDED ? 0 : a_mult[A_MULT-1:0];
  assign right = B_TAKES_SUM ? B_MULT'($signed(sum_q)) : inmode_q[1] && B_IS_ADDED ? 0 : b_mult[B_MULT-1:0];
  logic signed [P-1:0] product, product_q;
  always_comb begin
    product = P'(left) * P'(right);
    if (DOT) begin
      product = 0;
      for (int k = 0; k < 3; k++) begin
        automatic logic signed [P-1:0] one = P'($signed(left[9*k +: 9])) * P'($signed(right[8*k +: 8]));
        product += negate[k] ? -one : one;
      end
    end
  end
  weir_dsp_register #(P, MREG) products (clk, rstm, cem, product, product_q);

  logic [P-1:0] w, x, y, z, xy;
  always_comb begin
    case (opmode_q[1:0])
      2'b00: x = 0;
      2'b01: x = product_q;
      2'b10: x = p;
      default: x = P'({a_last, b_last});
    endcase
    case (opmode_q[3:2])
      2'b10: y = '1;
      2'b11: y = c_q;
      default: y = 0;  // with X the product is there as a whole
    endcase
    case (opmode_q[6:4])
      3'b001: z = pcin;
      3'b010, 3'b100: z = p;
      3'b011: z = c_q;
      3'b101: z = P'($signed(pcin) >>> (P == 58 ? 23 : 17));
      3'b110: z = P'($signed(p) >>> (P == 58 ? 23 : 17));
      default: z = 0;
    endcase
    case (opmode_q[8:7])
      2'b01: w = p;
      2'b10: w = RND;
      2'b11: w = c_q;
      default: w = 0;
    endcase
  end

  localparam int LANES = SIMD == "FOUR12" ? 4 : SIMD == "TWO24" ? 2 : 1;
  localparam int LANE = P / LANES;
  logic [3:0] carry_next;
  always_comb begin
    carry_next = 0;
    p_next = 0;
    xy = w + x + y;
    for (int k = 0; k < LANES; k++) begin
      automatic logic [LANE-1:0] lane_z = z[LANE*k +: LANE];
      automatic logic [LANE+1:0] others = (LANE+2)'(w[LANE*k +: LANE]) + (LANE+2)'(x[LANE*k +: LANE]) +
                                          (LANE+2)'(y[LANE*k +: LANE]) + (LANE+2)'(k == 0 ? carryin_q : 1'b0);
      automatic logic [LANE+1:0] lane = 0;
      case (alumode_q)
        4'b0000: lane = (LANE+2)'(lane_z) + others;
        4'b0001: lane = (LANE+2)'(~lane_z) + others;
        4'b0010: lane = (LANE+2)'(LANE'(~((LANE+2)'(lane_z) + others)));
        4'b0011: lane = (LANE+2)'(~LANE'(~lane_z + LANE'(others)));
        default: ;
      endcase
      p_next[LANE*k +: LANE] = lane[LANE-1:0];
      carry_next[4/LANES*(k+1)-1] = lane[LANE];
    end
    // The logic unit works on X and Z; Y chooses between two tables.
    case ({opmode_q[3:2], alumode_q})
      6'b00_0100, 6'b00_0111, 6'b10_0101, 6'b10_0110: p_next = x ^ z;
      6'b00_0101, 6'b00_0110, 6'b10_0100, 6'b10_0111: p_next = x ~^ z;
      6'b00_1100: p_next = x & z;
      6'b00_1101: p_next = x & ~z;
      6'b00_1110: p_next = ~(x & z);
      6'b00_1111: p_next = ~x | z;
      6'b10_1100: p_next = x | z;
      6'b10_1101: p_next = x | ~z;
      6'b10_1110: p_next = ~(x | z);
      6'b10_1111: p_next = ~x & z;
      default: ;
    endcase
  end
  weir_dsp_register #(P, PREG) accumulator (clk, rstp, cep, p_next, p);
  weir_dsp_register #(4, PREG) carries_out (clk, rstp, cep, carry_next, carryout);
  wire [P-1:0] pattern = PATTERN_IS_C ? c_q : PATTERN;
  weir_dsp_register #(1, PREG) detect (clk, rstp, cep, &((p_next ~^ pattern) | MASK), patterndetect);
  weir_dsp_register #(1, PREG) detect_bar (clk, rstp, cep, &((p_next ^ pattern) | MASK), patternbdetect);
  always @(posedge clk) if (carryinsel_q != 0 && cep) $fatal(1, "weir: no model of a DSP block's CARRYINSEL above 0: %m");
endmodule

module DSP48E1 #(
  parameter A_INPUT = "DIRECT", parameter B_INPUT = "DIRECT", parameter USE_DPORT = "FALSE",
  parameter USE_MULT = "MULTIPLY", parameter USE_SIMD = "ONE48", parameter AUTORESET_PATDET = "NO_RESET",
  parameter [47:0] MASK = 48'h3fffffffffff, parameter [47:0] PATTERN = 0, parameter SEL_MASK = "MASK",
  parameter SEL_PATTERN = "PATTERN", parameter USE_PATTERN_DETECT = "NO_PATDET", parameter int ACASCREG = 1,
  parameter int ADREG = 1, parameter int ALUMODEREG = 1, parameter int AREG = 1, parameter int BCASCREG = 1,
  parameter int BREG = 1, parameter int CARRYINREG = 1, parameter int CARRYINSELREG = 1, parameter int CREG = 1,
  parameter int DREG = 1, parameter int INMODEREG = 1, parameter int MREG = 1, parameter int OPMODEREG = 1,
  parameter int PREG = 1, parameter [3:0] IS_ALUMODE_INVERTED = 0, parameter IS_CARRYIN_INVERTED = 0,
  parameter IS_CLK_INVERTED = 0, parameter [4:0] IS_INMODE_INVERTED = 0, parameter [6:0] IS_OPMODE_INVERTED = 0
) (
  output logic [29:0] ACOUT, output logic [17:0] BCOUT, output logic CARRYCASCOUT, output logic MULTSIGNOUT,
  output logic [47:0] PCOUT, output logic OVERFLOW, output logic PATTERNBDETECT, output logic PATTERNDETECT,
  output logic UNDERFLOW, output logic [3:0] CARRYOUT, output logic [47:0] P, input logic [29:0] ACIN,
  input logic [17:0] BCIN, input logic CARRYCASCIN, input logic MULTSIGNIN, input logic [47:0] PCIN,
  input logic [3:0] ALUMODE, input logic [2:0] CARRYINSEL, input logic CLK, input logic [4:0] INMODE,
  input logic [6:0] OPMODE, input logic [29:0] A, input logic [17:0] B, input logic [47:0] C, input logic CARRYIN,
  input logic [24:0] D, input logic CEA1, input logic CEA2, input logic CEAD, input logic CEALUMODE, input logic CEB1,
  input logic CEB2, input logic CEC, input logic CECARRYIN, input logic CECTRL, input logic CED, input logic CEINMODE,
  input logic CEM, input logic CEP, input logic RSTA, input logic RSTALLCARRYIN, input logic RSTALUMODE,
  input logic RSTB, input logic RSTC, input logic RSTCTRL, input logic RSTD, input logic RSTINMODE, input logic RSTM,
  input logic RSTP
);
  if (AUTORESET_PATDET != "NO_RESET" || SEL_MASK != "MASK")
    initial $fatal(1, "weir: no model of DSP48E1 with AUTORESET_PATDET or SEL_MASK: %m");
  weir_dsp #(
    .A(30), .B(18), .D(25), .P(48), .A_MULT(25), .B_MULT(18), .MULTIPLIES_SUM(USE_DPORT == "TRUE"),
    .A_CASCADED(A_INPUT == "CASCADE"), .B_CASCADED(B_INPUT == "CASCADE"), .SIMD(USE_SIMD), .PATTERN(PATTERN),
    .MASK(MASK), .AREG(AREG), .ACASCREG(ACASCREG), .BREG(BREG), .BCASCREG(BCASCREG), .CREG(CREG), .DREG(DREG),
    .ADREG(ADREG), .MREG(MREG), .PREG(PREG), .ALUMODEREG(ALUMODEREG), .CARRYINREG(CARRYINREG),
    .CARRYINSELREG(CARRYINSELREG), .INMODEREG(INMODEREG), .OPMODEREG(OPMODEREG), .PATTERN_IS_C(SEL_PATTERN == "C")
  ) dsp (
    .clk(CLK ^ IS_CLK_INVERTED), .a(A), .acin(ACIN), .b(B), .bcin(BCIN), .c(C), .d(D), .pcin(PCIN),
    .alumode(ALUMODE ^ IS_ALUMODE_INVERTED), .inmode(INMODE ^ IS_INMODE_INVERTED),
    .opmode({2'b00, OPMODE ^ IS_OPMODE_INVERTED}), .negate(3'd0), .carryinsel(CARRYINSEL),
    .carryin(CARRYIN ^ IS_CARRYIN_INVERTED), .cea1(CEA1), .cea2(CEA2), .ceb1(CEB1), .ceb2(CEB2), .cec(CEC), .ced(CED),
    .cead(CEAD), .cem(CEM), .cep(CEP), .cealumode(CEALUMODE), .cecarryin(CECARRYIN), .cectrl(CECTRL),
    .ceinmode(CEINMODE), .rsta(RSTA), .rstb(RSTB), .rstc(RSTC), .rstd(RSTD), .rstm(RSTM), .rstp(RSTP),
    .rstalumode(RSTALUMODE), .rstallcarryin(RSTALLCARRYIN), .rstctrl(RSTCTRL), .rstinmode(RSTINMODE), .acout(ACOUT),
    .bcout(BCOUT), .p(P), .carryout(CARRYOUT), .patterndetect(PATTERNDETECT), .patternbdetect(PATTERNBDETECT));
  assign PCOUT = P;
  assign {CARRYCASCOUT, MULTSIGNOUT, OVERFLOW, UNDERFLOW} = 0;
endmodule

module DSP48E2 #(
  parameter AMULTSEL = "A", parameter A_INPUT = "DIRECT", parameter BMULTSEL = "B", parameter B_INPUT = "DIRECT",
  parameter PREADDINSEL = "A", parameter [47:0] RND = 0, parameter USE_MULT = "MULTIPLY", parameter USE_SIMD = "ONE48",
  parameter USE_WIDEXOR = "FALSE", parameter XORSIMD = "XOR24_48_96", parameter AUTORESET_PATDET = "NO_RESET",
  parameter AUTORESET_PRIORITY = "RESET", parameter [47:0] MASK = 48'h3fffffffffff, parameter [47:0] PATTERN = 0,
  parameter SEL_MASK = "MASK", parameter SEL_PATTERN = "PATTERN", parameter USE_PATTERN_DETECT = "NO_PATDET",
  parameter [3:0] IS_ALUMODE_INVERTED = 0, parameter IS_CARRYIN_INVERTED = 0, parameter IS_CLK_INVERTED = 0,
  parameter [4:0] IS_INMODE_INVERTED = 0, parameter [8:0] IS_OPMODE_INVERTED = 0,
  parameter IS_RSTALLCARRYIN_INVERTED = 0, parameter IS_RSTALUMODE_INVERTED = 0, parameter IS_RSTA_INVERTED = 0,
  parameter IS_RSTB_INVERTED = 0, parameter IS_RSTCTRL_INVERTED = 0, parameter IS_RSTC_INVERTED = 0,
  parameter IS_RSTD_INVERTED = 0, parameter IS_RSTINMODE_INVERTED = 0, parameter IS_RSTM_INVERTED = 0,
  parameter IS_RSTP_INVERTED = 0, parameter int ACASCREG = 1, parameter int ADREG = 1, parameter int ALUMODEREG = 1,
  parameter int AREG = 1, parameter int BCASCREG = 1, parameter int BREG = 1, parameter int CARRYINREG = 1,
  parameter int CARRYINSELREG = 1, parameter int CREG = 1, parameter int DREG = 1, parameter int INMODEREG = 1,
  parameter int MREG = 1, parameter int OPMODEREG = 1, parameter int PREG = 1
) (
  output logic [29:0] ACOUT, output logic [17:0] BCOUT, output logic CARRYCASCOUT, output logic MULTSIGNOUT,
  output logic [47:0] PCOUT, output logic OVERFLOW, output logic PATTERNBDETECT, output logic PATTERNDETECT,
  output logic UNDERFLOW, output logic [3:0] CARRYOUT, output logic [47:0] P, output logic [7:0] XOROUT,
  input logic [29:0] ACIN, input logic [17:0] BCIN, input logic CARRYCASCIN, input logic MULTSIGNIN,
  input logic [47:0] PCIN, input logic [3:0] ALUMODE, input logic [2:0] CARRYINSEL, input logic CLK,
  input logic [4:0] INMODE, input logic [8:0] OPMODE, input logic [29:0] A, input logic [17:0] B, input logic [47:0] C,
  input logic CARRYIN, input logic [26:0] D, input logic CEA1, input logic CEA2, input logic CEAD,
  input logic CEALUMODE, input logic CEB1, input logic CEB2, input logic CEC, input logic CECARRYIN,
  input logic CECTRL, input logic CED, input logic CEINMODE, input logic CEM, input logic CEP, input logic RSTA,
  input logic RSTALLCARRYIN, input logic RSTALUMODE, input logic RSTB, input logic RSTC, input logic RSTCTRL,
  input logic RSTD, input logic RSTINMODE, input logic RSTM, input logic RSTP
);
  if (AUTORESET_PATDET != "NO_RESET" || SEL_MASK != "MASK" || USE_WIDEXOR != "FALSE")
    initial $fatal(1, "weir: no model of DSP48E2 with AUTORESET_PATDET, SEL_MASK or USE_WIDEXOR: %m");
  weir_dsp #(
    .A(30), .B(18), .D(27), .P(48), .A_MULT(27), .B_MULT(18), .MULTIPLIES_SUM(AMULTSEL == "AD"),
    .B_TAKES_SUM(BMULTSEL == "AD"), .B_IS_ADDED(PREADDINSEL == "B"), .A_CASCADED(A_INPUT == "CASCADE"),
    .B_CASCADED(B_INPUT == "CASCADE"), .SIMD(USE_SIMD), .RND(RND), .PATTERN(PATTERN), .MASK(MASK), .AREG(AREG),
    .ACASCREG(ACASCREG), .BREG(BREG), .BCASCREG(BCASCREG), .CREG(CREG), .DREG(DREG), .ADREG(ADREG), .MREG(MREG),
    .PREG(PREG), .ALUMODEREG(ALUMODEREG), .CARRYINREG(CARRYINREG), .CARRYINSELREG(CARRYINSELREG),
    .INMODEREG(INMODEREG), .OPMODEREG(OPMODEREG), .PATTERN_IS_C(SEL_PATTERN == "C")
  ) dsp (
    .clk(CLK ^ IS_CLK_INVERTED), .a(A), .acin(ACIN), .b(B), .bcin(BCIN), .c(C), .d(D), .pcin(PCIN),
    .alumode(ALUMODE ^ IS_ALUMODE_INVERTED), .inmode(INMODE ^ IS_INMODE_INVERTED),
    .opmode(OPMODE ^ IS_OPMODE_INVERTED), .negate(3'd0), .carryinsel(CARRYINSEL),
    .carryin(CARRYIN ^ IS_CARRYIN_INVERTED), .cea1(CEA1), .cea2(CEA2), .ceb1(CEB1), .ceb2(CEB2), .cec(CEC), .ced(CED),
    .cead(CEAD), .cem(CEM), .cep(CEP), .cealumode(CEALUMODE), .cecarryin(CECARRYIN), .cectrl(CECTRL),
    .ceinmode(CEINMODE), .rsta(RSTA ^ IS_RSTA_INVERTED), .rstb(RSTB ^ IS_RSTB_INVERTED),
    .rstc(RSTC ^ IS_RSTC_INVERTED), .rstd(RSTD ^ IS_RSTD_INVERTED), .rstm(RSTM ^ IS_RSTM_INVERTED),
    .rstp(RSTP ^ IS_RSTP_INVERTED), .rstalumode(RSTALUMODE ^ IS_RSTALUMODE_INVERTED),
    .rstallcarryin(RSTALLCARRYIN ^ IS_RSTALLCARRYIN_INVERTED), .rstctrl(RSTCTRL ^ IS_RSTCTRL_INVERTED),
    .rstinmode(RSTINMODE ^ IS_RSTINMODE_INVERTED), .acout(ACOUT), .bcout(BCOUT), .p(P), .carryout(CARRYOUT),
    .patterndetect(PATTERNDETECT), .patternbdetect(PATTERNBDETECT));
  assign PCOUT = P;
  assign XOROUT = 0;
  assign {CARRYCASCOUT, MULTSIGNOUT, OVERFLOW, UNDERFLOW} = 0;
endmodule

module DSP58 #(
  parameter AMULTSEL = "A", parameter A_INPUT = "DIRECT", parameter BMULTSEL = "B", parameter B_INPUT = "DIRECT",
  parameter DSP_MODE = "INT24", parameter PREADDINSEL = "A", parameter [57:0] RND = 0, parameter USE_MULT = "MULTIPLY",
  parameter USE_SIMD = "ONE58", parameter USE_WIDEXOR = "FALSE", parameter XORSIMD = "XOR24_34_58_116",
  parameter AUTORESET_PATDET = "NO_RESET", parameter AUTORESET_PRIORITY = "RESET", parameter [57:0] MASK = '1,
  parameter [57:0] PATTERN = 0, parameter SEL_MASK = "MASK", parameter SEL_PATTERN = "PATTERN",
  parameter USE_PATTERN_DETECT = "NO_PATDET", parameter [3:0] IS_ALUMODE_INVERTED = 0, parameter IS_ASYNC_RST_INVERTED = 0,
  parameter IS_CARRYIN_INVERTED = 0, parameter IS_CLK_INVERTED = 0, parameter [4:0] IS_INMODE_INVERTED = 0,
  parameter [2:0] IS_NEGATE_INVERTED = 0, parameter [8:0] IS_OPMODE_INVERTED = 0, parameter IS_RSTALLCARRYIN_INVERTED = 0,
  parameter IS_RSTALUMODE_INVERTED = 0, parameter IS_RSTA_INVERTED = 0, parameter IS_RSTB_INVERTED = 0,
  parameter IS_RSTCTRL_INVERTED = 0, parameter IS_RSTC_INVERTED = 0, parameter IS_RSTD_INVERTED = 0,
  parameter IS_RSTINMODE_INVERTED = 0, parameter IS_RSTM_INVERTED = 0, parameter IS_RSTP_INVERTED = 0,
  parameter int ACASCREG = 1, parameter int ADREG = 1, parameter int ALUMODEREG = 1, parameter int AREG = 1,
  parameter int BCASCREG = 1, parameter int BREG = 1, parameter int CARRYINREG = 1, parameter int CARRYINSELREG = 1,
  parameter int CREG = 1, parameter int DREG = 1, parameter int INMODEREG = 1, parameter int MREG = 1,
  parameter int OPMODEREG = 1, parameter int PREG = 1, parameter RESET_MODE = "SYNC"
) (
  output logic [33:0] ACOUT, output logic [23:0] BCOUT, output logic CARRYCASCOUT, output logic MULTSIGNOUT,
  output logic [57:0] PCOUT, output logic OVERFLOW, output logic PATTERNBDETECT, output logic PATTERNDETECT,
  output logic UNDERFLOW, output logic [3:0] CARRYOUT, output logic [57:0] P, output logic [7:0] XOROUT,
  input logic [33:0] ACIN, input logic [23:0] BCIN, input logic CARRYCASCIN, input logic MULTSIGNIN,
  input logic [57:0] PCIN, input logic [3:0] ALUMODE, input logic [2:0] CARRYINSEL, input logic CLK,
  input logic [4:0] INMODE, input logic [2:0] NEGATE, input logic [8:0] OPMODE, input logic [33:0] A,
  input logic [23:0] B, input logic [57:0] C, input logic CARRYIN, input logic [26:0] D, input logic ASYNC_RST,
  input logic CEA1, input logic CEA2, input logic CEAD, input logic CEALUMODE, input logic CEB1, input logic CEB2,
  input logic CEC, input logic CECARRYIN, input logic CECTRL, input logic CED, input logic CEINMODE, input logic CEM,
  input logic CEP, input logic RSTA, input logic RSTALLCARRYIN, input logic RSTALUMODE, input logic RSTB,
  input logic RSTC, input logic RSTCTRL, input logic RSTD, input logic RSTINMODE, input logic RSTM, input logic RSTP
);
  if (AUTORESET_PATDET != "NO_RESET" || SEL_MASK != "MASK" || USE_WIDEXOR != "FALSE" || RESET_MODE != "SYNC" ||
      USE_SIMD != "ONE58")
    initial $fatal(1, "weir: no model of DSP58 with AUTORESET_PATDET, SEL_MASK, USE_WIDEXOR, RESET_MODE or USE_SIMD: %m");
  weir_dsp #(
    .A(34), .B(24), .D(27), .P(58), .A_MULT(27), .B_MULT(24), .DOT(DSP_MODE == "INT8"),
    .MULTIPLIES_SUM(AMULTSEL == "AD"), .B_TAKES_SUM(BMULTSEL == "AD"), .B_IS_ADDED(PREADDINSEL == "B"),
    .A_CASCADED(A_INPUT == "CASCADE"), .B_CASCADED(B_INPUT == "CASCADE"), .SIMD("ONE48"), .RND(RND), .PATTERN(PATTERN),
    .MASK(MASK), .AREG(AREG), .ACASCREG(ACASCREG), .BREG(BREG), .BCASCREG(BCASCREG), .CREG(CREG), .DREG(DREG),
    .ADREG(ADREG), .MREG(MREG), .PREG(PREG), .ALUMODEREG(ALUMODEREG), .CARRYINREG(CARRYINREG),
    .CARRYINSELREG(CARRYINSELREG), .INMODEREG(INMODEREG), .OPMODEREG(OPMODEREG), .PATTERN_IS_C(SEL_PATTERN == "C")
  ) dsp (
    .clk(CLK ^ IS_CLK_INVERTED), .a(A), .acin(ACIN), .b(B), .bcin(BCIN), .c(C), .d(D), .pcin(PCIN),
    .alumode(ALUMODE ^ IS_ALUMODE_INVERTED), .inmode(INMODE ^ IS_INMODE_INVERTED),
    .opmode(OPMODE ^ IS_OPMODE_INVERTED), .negate(NEGATE ^ IS_NEGATE_INVERTED), .carryinsel(CARRYINSEL),
    .carryin(CARRYIN ^ IS_CARRYIN_INVERTED), .cea1(CEA1), .cea2(CEA2), .ceb1(CEB1),
    .ceb2(CEB2), .cec(CEC), .ced(CED), .cead(CEAD), .cem(CEM), .cep(CEP),
    .cealumode(CEALUMODE), .cecarryin(CECARRYIN), .cectrl(CECTRL), .ceinmode(CEINMODE),
    .rsta(RSTA ^ IS_RSTA_INVERTED), .rstb(RSTB ^ IS_RSTB_INVERTED), .rstc(RSTC ^ IS_RSTC_INVERTED),
    .rstd(RSTD ^ IS_RSTD_INVERTED), .rstm(RSTM ^ IS_RSTM_INVERTED), .rstp(RSTP ^ IS_RSTP_INVERTED),
    .rstalumode(RSTALUMODE ^ IS_RSTALUMODE_INVERTED), .rstallcarryin(RSTALLCARRYIN ^ IS_RSTALLCARRYIN_INVERTED),
    .rstctrl(RSTCTRL ^ IS_RSTCTRL_INVERTED), .rstinmode(RSTINMODE ^ IS_RSTINMODE_INVERTED), .acout(ACOUT),
    .bcout(BCOUT), .p(P), .carryout(CARRYOUT), .patterndetect(PATTERNDETECT), .patternbdetect(PATTERNBDETECT));
  assign PCOUT = P;
  assign XOROUT = 0;
  assign {CARRYCASCOUT, MULTSIGNOUT, OVERFLOW, UNDERFLOW} = 0;
endmodule
