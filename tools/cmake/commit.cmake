# cmake -DSOURCE=<folder> -DOUTPUT=<header> -P commit.cmake: which commit the sources are of, as WEIR_COMMIT. Run at
# every build; the header keeps its date while the commit is the same.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude "*"
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define WEIR_COMMIT \"${commit}\"\n" @ONLY)
