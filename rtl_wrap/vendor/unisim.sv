// Behavioural models of the small parts of Xilinx' libraries (UG953, UG974): shift registers, look-up tables,
// multiplexers, carry chains, flip-flops, buffers and distributed memories.

module SRL16E #(parameter [15:0] INIT = 0, parameter bit IS_CLK_INVERTED = 0) (
  output logic Q, input logic A0, input logic A1, input logic A2, input logic A3, input logic CE, input logic CLK,
  input logic D
);
  logic [15:0] data = INIT;
  assign Q = data[{A3, A2, A1, A0}];
  wire clk = CLK ^ IS_CLK_INVERTED;
  always_ff @(posedge clk) if (CE) data <= {data[14:0], D};
endmodule

module SRLC32E #(parameter [31:0] INIT = 0, parameter bit IS_CLK_INVERTED = 0) (
  output logic Q, output logic Q31, input logic [4:0] A, input logic CE, input logic CLK, input logic D
);
  logic [31:0] data = INIT;
  assign Q = data[A];
  assign Q31 = data[31];
  wire clk = CLK ^ IS_CLK_INVERTED;
  always_ff @(posedge clk) if (CE) data <= {data[30:0], D};
endmodule

module LUT1 #(parameter [1:0] INIT = 0) (output logic O, input logic I0);
  assign O = INIT[I0];
endmodule
module LUT2 #(parameter [3:0] INIT = 0) (output logic O, input logic I0, input logic I1);
  assign O = INIT[{I1, I0}];
endmodule
module LUT3 #(parameter [7:0] INIT = 0) (output logic O, input logic I0, input logic I1, input logic I2);
  assign O = INIT[{I2, I1, I0}];
endmodule
module LUT4 #(parameter [15:0] INIT = 0) (output logic O, input logic I0, input logic I1, input logic I2,
                                          input logic I3);
  assign O = INIT[{I3, I2, I1, I0}];
endmodule
module LUT5 #(parameter [31:0] INIT = 0) (output logic O, input logic I0, input logic I1, input logic I2,
                                          input logic I3, input logic I4);
  assign O = INIT[{I4, I3, I2, I1, I0}];
endmodule
module LUT6 #(parameter [63:0] INIT = 0) (output logic O, input logic I0, input logic I1, input logic I2,
                                          input logic I3, input logic I4, input logic I5);
  assign O = INIT[{I5, I4, I3, I2, I1, I0}];
endmodule
module LUT6_2 #(parameter [63:0] INIT = 0) (output logic O5, output logic O6, input logic I0, input logic I1,
                                            input logic I2, input logic I3, input logic I4, input logic I5);
  assign O6 = INIT[{I5, I4, I3, I2, I1, I0}];
  assign O5 = INIT[{1'b0, I4, I3, I2, I1, I0}];
endmodule

module FDRE #(parameter bit INIT = 0, parameter bit IS_C_INVERTED = 0, parameter bit IS_D_INVERTED = 0,
              parameter bit IS_R_INVERTED = 0) (
  output logic Q, input logic C, input logic CE, input logic D, input logic R
);
  logic q = INIT;
  assign Q = q;
  wire clk = C ^ IS_C_INVERTED;
  always_ff @(posedge clk)
    if (R ^ IS_R_INVERTED) q <= 0;
    else if (CE) q <= D ^ IS_D_INVERTED;
endmodule

module FDSE #(parameter bit INIT = 1, parameter bit IS_C_INVERTED = 0, parameter bit IS_D_INVERTED = 0,
              parameter bit IS_S_INVERTED = 0) (
  output logic Q, input logic C, input logic CE, input logic D, input logic S
);
  logic q = INIT;
  assign Q = q;
  wire clk = C ^ IS_C_INVERTED;
  always_ff @(posedge clk)
    if (S ^ IS_S_INVERTED) q <= 1;
    else if (CE) q <= D ^ IS_D_INVERTED;
endmodule

module FDCE #(parameter bit INIT = 0, parameter bit IS_C_INVERTED = 0, parameter bit IS_D_INVERTED = 0,
              parameter bit IS_CLR_INVERTED = 0) (
  output logic Q, input logic C, input logic CE, input logic CLR, input logic D
);
  logic q = INIT;
  assign Q = q;
  wire clk = C ^ IS_C_INVERTED, clear = CLR ^ IS_CLR_INVERTED;
  always_ff @(posedge clk or posedge clear)
    if (clear) q <= 0;
    else if (CE) q <= D ^ IS_D_INVERTED;
endmodule

module FDPE #(parameter bit INIT = 1, parameter bit IS_C_INVERTED = 0, parameter bit IS_D_INVERTED = 0,
              parameter bit IS_PRE_INVERTED = 0) (
  output logic Q, input logic C, input logic CE, input logic D, input logic PRE
);
  logic q = INIT;
  assign Q = q;
  wire clk = C ^ IS_C_INVERTED, preset = PRE ^ IS_PRE_INVERTED;
  always_ff @(posedge clk or posedge preset)
    if (preset) q <= 1;
    else if (CE) q <= D ^ IS_D_INVERTED;
endmodule

module MUXF7 (output logic O, input logic I0, input logic I1, input logic S);
  assign O = S ? I1 : I0;
endmodule
module MUXF8 (output logic O, input logic I0, input logic I1, input logic S);
  assign O = S ? I1 : I0;
endmodule
module MUXF9 (output logic O, input logic I0, input logic I1, input logic S);
  assign O = S ? I1 : I0;
endmodule

module CARRY4 (output logic [3:0] CO, output logic [3:0] O, input logic CI, input logic CYINIT, input logic [3:0] DI,
               input logic [3:0] S);
  logic carry;
  always_comb begin
    carry = CI | CYINIT;
    for (int k = 0; k < 4; k++) begin
      O[k] = S[k] ^ carry;
      carry = S[k] ? carry : DI[k];
      CO[k] = carry;
    end
  end
endmodule
module CARRY8 #(parameter CARRY_TYPE = "SINGLE_CY8") (output logic [7:0] CO, output logic [7:0] O, input logic CI,
                input logic CI_TOP, input logic [7:0] DI, input logic [7:0] S);
  logic carry;
  always_comb begin
    carry = CI;
    for (int k = 0; k < 8; k++) begin
      if (CARRY_TYPE == "DUAL_CY4" && k == 4) carry = CI_TOP;
      O[k] = S[k] ^ carry;
      carry = S[k] ? carry : DI[k];
      CO[k] = carry;
    end
  end
endmodule

module GND (output logic G);
  assign G = 0;
endmodule
module VCC (output logic P);
  assign P = 1;
endmodule
module BUFG (output logic O, input logic I);
  assign O = I;
endmodule
module IBUF (output logic O, input logic I);
  assign O = I;
endmodule
module OBUF (output logic O, input logic I);
  assign O = I;
endmodule

module RAM32X1S #(parameter [31:0] INIT = 0, parameter bit IS_WCLK_INVERTED = 0) (
  output logic O, input logic A0, input logic A1, input logic A2, input logic A3, input logic A4, input logic D,
  input logic WCLK, input logic WE
);
  logic [31:0] data = INIT;
  wire [4:0] a = {A4, A3, A2, A1, A0};
  assign O = data[a];
  wire clk = WCLK ^ IS_WCLK_INVERTED;
  always_ff @(posedge clk) if (WE) data[a] <= D;
endmodule

module RAM32X1D #(parameter [31:0] INIT = 0, parameter bit IS_WCLK_INVERTED = 0) (
  output logic DPO, output logic SPO, input logic A0, input logic A1, input logic A2, input logic A3, input logic A4,
  input logic D, input logic DPRA0, input logic DPRA1, input logic DPRA2, input logic DPRA3, input logic DPRA4,
  input logic WCLK, input logic WE
);
  logic [31:0] data = INIT;
  wire [4:0] a = {A4, A3, A2, A1, A0};
  assign SPO = data[a];
  assign DPO = data[{DPRA4, DPRA3, DPRA2, DPRA1, DPRA0}];
  wire clk = WCLK ^ IS_WCLK_INVERTED;
  always_ff @(posedge clk) if (WE) data[a] <= D;
endmodule

// Three words of one bit at 64 places, and D's own.
module RAM64M #(parameter [63:0] INIT_A = 0, parameter [63:0] INIT_B = 0, parameter [63:0] INIT_C = 0,
                parameter [63:0] INIT_D = 0, parameter bit IS_WCLK_INVERTED = 0) (
  output logic DOA, output logic DOB, output logic DOC, output logic DOD, input logic [5:0] ADDRA,
  input logic [5:0] ADDRB, input logic [5:0] ADDRC, input logic [5:0] ADDRD, input logic DIA, input logic DIB,
  input logic DIC, input logic DID, input logic WCLK, input logic WE
);
  logic [63:0] a = INIT_A, b = INIT_B, c = INIT_C, d = INIT_D;
  assign {DOA, DOB, DOC, DOD} = {a[ADDRA], b[ADDRB], c[ADDRC], d[ADDRD]};
  wire clk = WCLK ^ IS_WCLK_INVERTED;
  always_ff @(posedge clk)
    if (WE) begin
      a[ADDRD] <= DIA;
      b[ADDRD] <= DIB;
      c[ADDRD] <= DIC;
      d[ADDRD] <= DID;
    end
endmodule

module RAM64X1D #(parameter [63:0] INIT = 0, parameter bit IS_WCLK_INVERTED = 0) (
  output logic DPO, output logic SPO, input logic A0, input logic A1, input logic A2, input logic A3, input logic A4,
  input logic A5, input logic D, input logic DPRA0, input logic DPRA1, input logic DPRA2, input logic DPRA3,
  input logic DPRA4, input logic DPRA5, input logic WCLK, input logic WE
);
  logic [63:0] data = INIT;
  wire [5:0] a = {A5, A4, A3, A2, A1, A0};
  assign SPO = data[a];
  assign DPO = data[{DPRA5, DPRA4, DPRA3, DPRA2, DPRA1, DPRA0}];
  wire clk = WCLK ^ IS_WCLK_INVERTED;
  always_ff @(posedge clk) if (WE) data[a] <= D;
endmodule

// Four words of two bits at 32 places; D's address is the one that is written.
module RAM32M #(parameter [63:0] INIT_A = 0, parameter [63:0] INIT_B = 0, parameter [63:0] INIT_C = 0,
                parameter [63:0] INIT_D = 0, parameter bit IS_WCLK_INVERTED = 0) (
  output logic [1:0] DOA, output logic [1:0] DOB, output logic [1:0] DOC, output logic [1:0] DOD,
  input logic [4:0] ADDRA, input logic [4:0] ADDRB, input logic [4:0] ADDRC, input logic [4:0] ADDRD,
  input logic [1:0] DIA, input logic [1:0] DIB, input logic [1:0] DIC, input logic [1:0] DID, input logic WCLK,
  input logic WE
);
  logic [63:0] a = INIT_A, b = INIT_B, c = INIT_C, d = INIT_D;
  assign DOA = a[{ADDRA, 1'b0} +: 2];
  assign DOB = b[{ADDRB, 1'b0} +: 2];
  assign DOC = c[{ADDRC, 1'b0} +: 2];
  assign DOD = d[{ADDRD, 1'b0} +: 2];
  wire clk = WCLK ^ IS_WCLK_INVERTED;
  always_ff @(posedge clk)
    if (WE) begin
      a[{ADDRD, 1'b0} +: 2] <= DIA;
      b[{ADDRD, 1'b0} +: 2] <= DIB;
      c[{ADDRD, 1'b0} +: 2] <= DIC;
      d[{ADDRD, 1'b0} +: 2] <= DID;
    end
endmodule
