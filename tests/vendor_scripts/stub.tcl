# A vendor's tool without the vendor: every command that our scripts call is here with the options that its manual
# gives it, and fails for any other, for a missing file and in the wrong order. What a command makes on disk is made, so
# that the next script finds it. Usage: tclsh stub.tcl vitis_hls|vivado SCRIPT
#
# A command that is not here is no command of Tcl either: the script ends with its name. Written after UG1399 (Vitis
# HLS), UG835 (Vivado Tcl commands) and UG1118 (packaging); no tool of the vendor has run what it accepts.

# Declares a command: `options` as {-name flag|value ...}, `least` to `most` (or "any") positional arguments. The body
# finds options in the array `given` (flags as 1) and the rest in the list `args_left`.
proc command {name options least most body} {
  proc $name args [format {
    array set kinds {%s}
    array set given {}
    set args_left {}
    for {set i 0} {$i < [llength $args]} {incr i} {
      set word [lindex $args $i]
      if {[string match {-[a-z]*} $word]} {
        if {![info exists kinds($word)]} { refuse {%s} "knows no option $word" }
        if {$kinds($word) eq "flag"} { set given($word) 1; continue }
        incr i
        if {$i >= [llength $args]} { refuse {%s} "wants a value behind $word" }
        set given($word) [lindex $args $i]
      } else { lappend args_left $word }
    }
    set count [llength $args_left]
    if {$count < %d || ("%s" ne "any" && $count > "%s")} {
      refuse {%s} "wants %d to %s arguments, not $count: $args_left"
    }
    %s
  } $options $name $name $least $most $most $name $least $most $body]
}

proc refuse {name what} { error "vendor stub: $name $what" }
proc need {condition name what} { if {![uplevel 1 [list expr $condition]]} { refuse $name $what } }
proc need_file {name file} { if {![file exists $file]} { refuse $name "finds no file $file" } }
proc need_part {name part} {
  if {![regexp {^xc(7[akzsv]\d+|zu\d+|vu\d+|ku\d+|k26|u\d+|vc\d+|vm\d+)[a-z0-9_-]*$} $part]} {
    refuse $name "knows no part $part"
  }
}
proc text_of {file} {
  set handle [open $file]
  set text [read $handle]
  close $handle
  return $text
}
proc write {file text} {
  file mkdir [file dirname $file]
  set handle [open $file w]
  puts $handle $text
  close $handle
}

# `exit` of a script ends the tool only after its last check.
rename exit tcl_exit
proc exit {{code 0}} { finish; tcl_exit $code }
proc finish {} {}

# State of the tool: a script has the global names to itself.
namespace eval stub {}
set ::stub::tool [lindex $argv 0]
set ::stub::script [lindex $argv 1]
source [file join [file dirname [file normalize [info script]]] $::stub::tool.tcl]
# Tools of the vendor say where the script lies by [info script], as tclsh does for a file that is sourced.
if {[catch {source $::stub::script} ::stub::message]} {
  puts stderr $::stub::message
  tcl_exit 1
}
exit 0
