# Commands of Vitis HLS. export_design leaves impl/ip/component.txt for the stub of Vivado: the core's name and its
# interfaces, as their pragmas say: axis (in* is a slave, out* a master), m_axi by bundle, s_axi_control.

array set ::stub::state {project "" top "" files {} benches {} solution "" part "" clock "" synthesised 0}
proc has_project {name} { need {$::stub::state(project) ne ""} $name "is called without a project" }
proc has_solution {name} {
  has_project $name
  need {$::stub::state(solution) ne ""} $name "is called without a solution"
}
proc is_ready {name} {
  has_solution $name
  need {$::stub::state(top) ne ""} $name "is called before set_top"
  need {$::stub::state(part) ne ""} $name "is called before set_part"
  need {$::stub::state(clock) ne ""} $name "is called before create_clock"
  need {[llength $::stub::state(files)] > 0} $name "is called without a source"
}
# Folders of -I must be there.
proc check_flags {name flags} {
  foreach flag $flags {
    if {[string match -I* $flag]} { need_file $name [string range $flag 2 end] }
  }
}
# The source that defines the top, not only declares it.
proc source_of_top {name} {
  foreach file $::stub::state(files) {
    set definition [format {(^|[^A-Za-z0-9_])%s\s*\([^;\x7b]*\)\s*\x7b} $::stub::state(top)]
    if {[regexp $definition [text_of $file]]} { return $file }
  }
  refuse $name "finds no definition of $::stub::state(top) in $::stub::state(files)"
}

command open_project {-reset flag -upgrade flag} 1 1 {
  need {$::stub::state(project) eq ""} open_project "is called before close_project"
  array set ::stub::state [list project [file normalize [lindex $args_left 0]] top "" files {} benches {} solution "" \
    part "" clock "" synthesised 0]
  if {[info exists given(-reset)]} { file delete -force $::stub::state(project) }
  file mkdir $::stub::state(project)
}
command set_top {} 1 1 { has_project set_top; set ::stub::state(top) [lindex $args_left 0] }
command add_files {-tb flag -cflags value -csimflags value -blackbox value} 1 any {
  has_project add_files
  need {$::stub::state(solution) eq "" || [info exists given(-tb)]} add_files "adds a source behind open_solution"
  foreach flags {-cflags -csimflags} { if {[info exists given($flags)]} { check_flags add_files $given($flags) } }
  foreach file $args_left {
    need_file add_files $file
    lappend ::stub::state([expr {[info exists given(-tb)] ? "benches" : "files"}]) [file normalize $file]
  }
}
command open_solution {-reset flag -upgrade flag -flow_target value} 1 1 {
  has_project open_solution
  if {[info exists given(-flow_target)]} {
    need {$given(-flow_target) in {vivado vitis}} open_solution "knows no flow $given(-flow_target)"
  }
  set ::stub::state(solution) [lindex $args_left 0]
}
command set_part {} 1 1 {
  has_solution set_part
  need_part set_part [lindex $args_left 0]
  set ::stub::state(part) [lindex $args_left 0]
}
command create_clock {-period value -name value} 0 0 {
  has_solution create_clock
  need {[info exists given(-period)] && [string is double -strict $given(-period)] && $given(-period) > 0} \
    create_clock "wants -period in ns"
  set ::stub::state(clock) $given(-period)
}
command csim_design {-argv value -clean flag -O flag -ldflags value -mflags value -setup flag -profile flag} 0 0 {
  is_ready csim_design
  need {[llength $::stub::state(benches)] > 0} csim_design "is called without a test bench"
  set mains [lsearch -all -inline -regexp [lmap f $::stub::state(benches) { text_of $f }] {int\s+main\s*\(}]
  need {[llength $mains] == 1} csim_design "wants one main() in the test bench, not [llength $mains]"
  foreach argument [expr {[info exists given(-argv)] ? $given(-argv) : {}}] {
    if {[string match /* $argument]} { need_file csim_design $argument }
  }
  puts "csim $::stub::state(top)"
}
command csynth_design {-synthesis_check flag -dump_post_cfg flag} 0 0 {
  is_ready csynth_design
  source_of_top csynth_design
  set ::stub::state(synthesised) 1
  puts "csynth $::stub::state(top) $::stub::state(part) $::stub::state(clock)"
}
command export_design {-format value -version value -vendor value -library value -ipname value -display_name value
                       -description value -taxonomy value -output value -rtl value -flow value} 0 0 {
  is_ready export_design
  need {$::stub::state(synthesised)} export_design "is called before csynth_design"
  set format [expr {[info exists given(-format)] ? $given(-format) : "ip_catalog"}]
  need {$format in {ip_catalog xo syn_dcp sysgen}} export_design "knows no format $format"
  if {[info exists given(-version)]} {
    need {[regexp {^\d+\.\d+\.\d+$} $given(-version)]} export_design "wants a version as 1.0.0, not $given(-version)"
  }
  set text [text_of [source_of_top export_design]]
  set ports {}
  foreach {all port} [regexp -all -inline {#pragma HLS INTERFACE axis port=(\w+)} $text] {
    lappend ports [list $port axis [expr {[string match in* $port] ? "slave" : "master"}]]
  }
  foreach {all bundle} [regexp -all -inline {#pragma HLS INTERFACE m_axi port=\w+[^\n]* bundle=(\w+)} $text] {
    lappend ports [list m_axi_$bundle aximm master]
  }
  if {[regexp {#pragma HLS INTERFACE s_axilite} $text]} { lappend ports {s_axi_control aximm slave} }
  need {[llength $ports] > 0} export_design "exports $::stub::state(top), which has no interface"
  write $::stub::state(project)/$::stub::state(solution)/impl/ip/component.txt "$::stub::state(top) 1.0 [list $ports]"
  puts "export $::stub::state(top)"
}
command close_project {} 0 0 { has_project close_project; set ::stub::state(project) "" }
proc finish {} { need {$::stub::state(project) eq ""} exit "leaves a project open" }
