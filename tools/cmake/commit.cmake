# Writes OUTPUT, a source that tells the commit of FOLDER; touches it only when that changes.
execute_process(COMMAND git -C ${FOLDER} describe --always --dirty --abbrev=12 OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
namespace weir::tools {

const char* commit() { return "@commit@"; }

}  // namespace weir::tools
]] @ONLY)
