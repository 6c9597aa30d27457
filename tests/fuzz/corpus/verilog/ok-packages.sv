package p; localparam int K = 3; endpackage : p
interface bus_if; logic v; modport m(output v); endinterface
(* keep = "yes" *) module top import p::*; (a, b); input [K-1:0] a; output b;
`include "x.vh"
  assign b = ^a; /* module */ sub u [1:0] (a[1:0], b); generate case (K) 3: begin sub v (a, b); end endcase endgenerate
endmodule
