# Each instruction set has its own source file and flags; the program picks at run time (golden/kernels/isa.hpp).
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_definitions(weir_golden PRIVATE WEIR_X86_KERNELS)
  set_source_files_properties(kernels/kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS "-mavx2")
  # GCC 12 takes the undefined operand inside its own AVX-512 intrinsics for an uninitialised variable.
  set_source_files_properties(kernels/kernels_avx512.cpp PROPERTIES COMPILE_OPTIONS
    "-mavx512f;-mavx512bw;-mavx512dq;-mavx512vl;-mavx512vnni;-mavx512vpopcntdq;-Wno-maybe-uninitialized;-Wno-uninitialized")
else()
  set_source_files_properties(kernels/kernels_avx2.cpp kernels/kernels_avx512.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
