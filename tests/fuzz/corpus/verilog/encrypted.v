module top;
`pragma protect begin_protected
xx
endmodule
