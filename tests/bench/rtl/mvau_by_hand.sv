// An MVAU written by hand for Verilator's speed, the measure for what our compiler writes: binary weights, inputs of two
// bits, three thresholds; every dot product is two $countones over whole words. Tables as hls/codegen writes them.
module mvau_by_hand #(
  parameter int MW = 576,
  parameter int MH = 256,
  parameter int SIMD = 64,
  parameter int PE = 64,
  parameter int ACC = 12
) (
  input  logic              clk,
  input  logic              rst_n,
  input  logic [2*SIMD-1:0] in_tdata,
  input  logic              in_tvalid,
  output logic              in_tready,
  output logic [2*PE-1:0]   out_tdata,
  output logic              out_tvalid,
  input  logic              out_tready
);
  localparam int SF = MW / SIMD, NF = MH / PE;
  logic [PE*SIMD-1:0] weights[0:SF*NF-1];
  logic [PE*3*ACC-1:0] thresholds[0:NF-1];
  initial begin
    string data;
    if (!$value$plusargs("weir_data=%s", data)) data = ".";
    $readmemh({data, "/MVAU_0.weights.hex"}, weights);
    $readmemh({data, "/MVAU_0.thresholds.hex"}, thresholds);
  end

  logic [2*SIMD-1:0] replay[0:SF-1];
  logic [$clog2(SF+1)-1:0] sf;
  logic [$clog2(NF+1)-1:0] nf, nf1, nf2;
  logic [$clog2(SF*NF+1)-1:0] tile;
  logic v1, v2, first1, first2, last1, last2;
  wire logic reads = nf == 0;
  wire logic moves2 = ~v2 | ~last2 | out_tready;
  wire logic moves1 = ~v1 | moves2;
  wire logic starts = (~reads | in_tvalid) & moves1;
  assign in_tready = reads & moves1;
  assign out_tvalid = v2 & last2;

  logic [2*SIMD-1:0] x1;
  logic [PE*SIMD-1:0] w1;
  logic [SIMD-1:0] low, high;
  always_comb for (int s = 0; s < SIMD; s++) begin
    low[s] = x1[2*s];
    high[s] = x1[2*s+1];
  end
  wire logic [31:0] ones_low = $countones(low), ones_high = $countones(high);
  wire logic signed [ACC-1:0] all = ones_low[ACC-1:0] + {ones_high[ACC-2:0], 1'b0};
  logic signed [ACC-1:0] dot[PE], dot2[PE], acc[PE], sum[PE];
  generate
    for (genvar p = 0; p < PE; p++) begin : g_row
      wire logic [SIMD-1:0] w = w1[p*SIMD+:SIMD];
      wire logic [31:0] c0 = $countones(w & low), c1 = $countones(w & high);
      assign dot[p] = {c0[ACC-2:0], 1'b0} + {c1[ACC-3:0], 2'b0} - all;
      assign sum[p] = (first2 ? ACC'(0) : acc[p]) + dot2[p];
      wire logic [3*ACC-1:0] t = thresholds[nf2][p*3*ACC+:3*ACC];
      assign out_tdata[2*p+:2] = 2'(sum[p] >= $signed(t[0+:ACC])) + 2'(sum[p] >= $signed(t[ACC+:ACC])) +
                                 2'(sum[p] >= $signed(t[2*ACC+:ACC]));
    end
  endgenerate

  always_ff @(posedge clk) begin
    if (moves1) begin
      v1 <= starts;
      x1 <= reads ? in_tdata : replay[sf];
      w1 <= weights[tile];
      first1 <= sf == 0;
      last1 <= sf == SF - 1;
      nf1 <= nf;
    end
    if (starts) begin
      if (reads) replay[sf] <= in_tdata;
      tile <= tile == SF * NF - 1 ? '0 : tile + 1'b1;
      sf <= sf == SF - 1 ? '0 : sf + 1'b1;
      if (sf == SF - 1) nf <= nf == NF - 1 ? '0 : nf + 1'b1;
    end
    if (moves2) begin
      v2 <= v1;
      first2 <= first1;
      last2 <= last1;
      nf2 <= nf1;
      for (int p = 0; p < PE; p++) begin
        dot2[p] <= dot[p];
        if (v2) acc[p] <= sum[p];
      end
    end
    if (!rst_n) begin
      v1 <= 0;
      v2 <= 0;
      sf <= 0;
      nf <= 0;
      tile <= 0;
    end
  end
endmodule
