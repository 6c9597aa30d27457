# One place for warnings, include root and sanitizers: every target of Weir links weir_options.
option(WEIR_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(WEIR_FUZZ "Build tests/fuzz for libFuzzer, with both sanitizers (clang only)" OFF)

add_library(weir_options INTERFACE)
target_compile_features(weir_options INTERFACE cxx_std_20)
target_compile_options(weir_options INTERFACE
  # The root comes by -iquote: on the ordinary search path the folder systemc/ would hide the header <systemc>.
  "SHELL:-iquote ${PROJECT_SOURCE_DIR}"
  "SHELL:-iquote ${PROJECT_BINARY_DIR}/cards"  # weir_cards()
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  # GCC 12 warns falsely where a literal is added to a std::string (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(WEIR_SANITIZE)
  target_compile_options(weir_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(weir_options INTERFACE -fsanitize=address,undefined)
endif()
if(WEIR_FUZZ)
  target_compile_options(weir_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(weir_options INTERFACE -fsanitize=address,undefined)
endif()

# weir_library(name sources... LIBS libs...)
function(weir_library name)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  # Half of the build is reading headers: twice CMake's 8 sources at a time.
  set_target_properties(${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 16)
  target_link_libraries(${name} PUBLIC weir_options ${arg_LIBS})
endfunction()

# weir_cards(folder): a card is one header per layer kind in <folder>, a path from the root. Makes the header
# "<folder>/all.hpp", which includes all of them, in the folder cards of the build tree; the next build finds a
# new card.
function(weir_cards folder)
  file(GLOB cards RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.hpp)
  # The list of kinds includes all cards of golden/layers; it is none itself.
  list(FILTER cards EXCLUDE REGEX "/kinds\\.hpp$")
  set(text "// Made by weir_cards() of tools/cmake/WeirTargets.cmake.\n#pragma once\n")
  foreach(card IN LISTS cards)
    string(APPEND text "#include \"${card}\"\n")
  endforeach()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/cards/${folder}/all.hpp CONTENT "${text}" @ONLY)
endfunction()
