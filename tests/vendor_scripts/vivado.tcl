# Commands of Vivado: a project, one block design that is checked as a netlist, runs, and IP packaging.
#
# A cell is a name and its pins; an interface pin is {protocol mode}, a scalar pin {type direction}. An interface joins
# one master and one slave of a protocol. What validate_bd_design asks: every interface of a cell joined, every clock
# and reset input driven by one source, every memory-mapped slave given an address.

array set ::stub::project {name "" folder "" part "" wrapper "" synthesised 0}
set ::stub::design ""        ;# name of the open block design
array set ::stub::cells {}   ;# cell -> VLNV
array set ::stub::pins {}    ;# cell/pin -> {intf protocol mode} or {clk|rst|data I|O}
array set ::stub::nets {}    ;# cell/pin -> the pins that it is joined with
array set ::stub::objects {} ;# files, filesets and runs by name -> their kind
set ::stub::catalog {}       ;# VLNVs with version
array set ::stub::exported {} ;# name of an HLS core -> its interfaces
set ::stub::has_addresses 0
set ::stub::is_valid 0

# What the vendor's own cores have: interfaces, then scalar pins, before any property is set.
array set ::stub::cores {
  xilinx.com:ip:zynq_ultra_ps_e:3.5 {
    {M_AXI_HPM0_FPD aximm master} {S_AXI_HP0_FPD aximm slave}
    {pl_clk0 clk O} {pl_resetn0 rst O} {maxihpm0_fpd_aclk clk I} {saxihp0_fpd_aclk clk I}}
  xilinx.com:ip:processing_system7:5.5 {
    {M_AXI_GP0 aximm master} {S_AXI_HP0 aximm slave}
    {FCLK_CLK0 clk O} {FCLK_RESET0_N rst O} {M_AXI_GP0_ACLK clk I} {S_AXI_HP0_ACLK clk I}}
  xilinx.com:ip:proc_sys_reset:5.0 {
    {slowest_sync_clk clk I} {ext_reset_in rst I} {peripheral_aresetn rst O}}
  xilinx.com:ip:axis_data_fifo:2.0 {
    {S_AXIS axis slave} {M_AXIS axis master} {s_axis_aclk clk I} {s_axis_aresetn rst I}}
  xilinx.com:ip:smartconnect:1.0 {{aclk clk I} {aresetn rst I}}
}
# Properties that our scripts may set, by core, with the values that are legal.
array set ::stub::properties {
  zynq_ultra_ps_e {CONFIG.PSU__USE__M_AXI_GP0 {^[01]$} CONFIG.PSU__USE__M_AXI_GP1 {^[01]$}
    CONFIG.PSU__USE__M_AXI_GP2 {^[01]$} CONFIG.PSU__USE__S_AXI_GP2 {^[01]$}
    CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ {^[0-9.]+$}}
  processing_system7 {CONFIG.PCW_USE_M_AXI_GP0 {^[01]$} CONFIG.PCW_USE_S_AXI_HP0 {^[01]$}
    CONFIG.PCW_EN_CLK0_PORT {^[01]$} CONFIG.PCW_EN_RST0_PORT {^[01]$} CONFIG.PCW_FPGA0_PERIPHERAL_FREQMHZ {^[0-9.]+$}}
  axis_data_fifo {CONFIG.FIFO_DEPTH {^(16|32|64|128|256|512|1024|2048|4096|8192|16384|32768)$}}
  smartconnect {CONFIG.NUM_SI {^([1-9]|1[0-6])$} CONFIG.NUM_MI {^([1-9]|1[0-6])$}}
}

proc open_design {name} { need {$::stub::design ne ""} $name "is called without a block design" }
proc core_of {cell} { return [lindex [split $::stub::cells($cell) :] 2] }
proc bare {name} { return [string trimleft $name /] }
proc add_pins {cell list} {
  foreach pin $list {
    set kind [lrange $pin 1 2]
    if {[lindex $kind 0] in {axis aximm}} { set kind [concat intf $kind] }
    set ::stub::pins($cell/[lindex $pin 0]) $kind
  }
}
# Filters as {NAME =~ in0*} and {TYPE == clk && DIR == I}.
proc passes {filter name kind} {
  foreach term [split [string map {&& \x01} $filter] \x01] {
    if {![regexp {^\s*(\w+)\s*(==|=~)\s*(\S+)\s*$} $term all key operator value]} {
      refuse filter "is not understood: $term"
    }
    switch $key {
      NAME { set is $name }
      TYPE { set is [lindex $kind 0] }
      DIR { set is [lindex $kind 1] }
      default { refuse filter "knows no property $key" }
    }
    if {![string match [expr {$operator eq "==" ? [string map {* \\* ? \\?} $value] : $value}] $is]} { return 0 }
  }
  return 1
}
proc found_pins {command is_interface patterns cells filter is_quiet} {
  set found {}
  foreach pin [lsort [array names ::stub::pins]] {
    if {([lindex $::stub::pins($pin) 0] eq "intf") != $is_interface} { continue }
    lassign [split $pin /] cell name
    if {[llength $cells] > 0 && $cell ni $cells} { continue }
    if {[llength $patterns] > 0 && $pin ni [lmap p $patterns { bare $p }]} { continue }
    if {$filter ne "" && ![passes $filter $name $::stub::pins($pin)]} { continue }
    lappend found $pin
  }
  if {[llength $found] == 0 && !$is_quiet} { refuse $command "finds nothing for $patterns $cells $filter" }
  return $found
}
proc join_pins {command a b} {
  foreach pin [list $a $b] { need {[info exists ::stub::pins($pin)]} $command "knows no pin $pin" }
  lappend ::stub::nets($a) $b
  lappend ::stub::nets($b) $a
}
proc option {given name {default ""}} {
  upvar 1 $given options
  return [expr {[info exists options($name)] ? $options($name) : $default}]
}

# Projects, files, runs.
command create_project {-force flag -part value -in_memory flag} 1 2 {
  need {$::stub::project(name) eq ""} create_project "finds a project open"
  need_part create_project [option given -part]
  lassign $args_left ::stub::project(name) folder
  set ::stub::project(part) $given(-part)
  set ::stub::project(folder) [file normalize $folder]
  need {[info exists given(-force)] || ![file exists $::stub::project(folder)]} create_project "finds $folder without -force"
  file mkdir $::stub::project(folder)
  foreach set {sources_1 constrs_1 sim_1} { set ::stub::objects($set) fileset }
}
command current_project {} 0 0 { need {$::stub::project(name) ne ""} current_project "finds none"; return $::stub::project(name) }
command current_fileset {} 0 0 { current_project; return sources_1 }
command set_property {-dict value} 1 3 {
  set pairs [expr {[info exists given(-dict)] ? $given(-dict) : [lrange $args_left 0 1]}]
  set targets [lindex $args_left end]
  need {[llength $pairs] % 2 == 0 && [llength $pairs] > 0} set_property "wants pairs of name and value, not $pairs"
  need {[llength $targets] > 0} set_property "has no object"
  foreach target $targets {
    if {[info exists ::stub::cells([bare $target])]} { set target [bare $target] }
    foreach {key value} $pairs { set_one $target $key $value }
  }
}
proc set_one {target key value} {
  if {[info exists ::stub::cells($target)]} {
    set core [core_of $target]
    need {[info exists ::stub::properties($core)] && [dict exists $::stub::properties($core) $key]} set_property \
      "knows no property $key of $core"
    need {[regexp [dict get $::stub::properties($core) $key] $value]} set_property "$key of $target cannot be $value"
    if {$core eq "smartconnect"} {
      for {set i 0} {$i < $value} {incr i} {
        set pin [list [format [expr {$key eq "CONFIG.NUM_SI" ? "S%02d_AXI" : "M%02d_AXI"}] $i] aximm \
          [expr {$key eq "CONFIG.NUM_SI" ? "slave" : "master"}]]
        add_pins $target [list $pin]
      }
    }
    return
  }
  switch $key {
    ip_repo_paths {
      need {$target eq [current_project]} set_property "sets ip_repo_paths of $target"
      foreach folder $value { need_file set_property $folder }
      set ::stub::repositories $value
    }
    sdx_kernel { need {$target eq [ipx::current_core] && $value eq "true"} set_property "sets sdx_kernel to $value" }
    sdx_kernel_type {
      need {$target eq [ipx::current_core] && $value eq "rtl"} set_property "sets sdx_kernel_type to $value"
      set ::stub::is_kernel 1
    }
    top { need {[info exists ::stub::objects($target)]} set_property "knows no $target"; set ::stub::project(top) $value }
    file_type {
      need {$value in {{Memory Initialization Files} SystemVerilog Verilog}} set_property "knows no file type $value"
      need {[info exists ::stub::objects($target)]} set_property "knows no file $target"
    }
    default { refuse set_property "knows no property $key of $target" }
  }
}
command add_files {-norecurse flag -fileset value} 1 any {
  current_project
  if {[info exists given(-fileset)]} {
    need {[info exists ::stub::objects($given(-fileset))]} add_files "knows no file set $given(-fileset)"
  }
  foreach file [concat {*}$args_left] { need_file add_files $file; set ::stub::objects([file normalize $file]) file }
}
command get_files {} 1 1 {
  set found [lsearch -all -inline -glob [array names ::stub::objects] *[lindex $args_left 0]]
  need {[llength $found] > 0} get_files "finds nothing for $args_left"
  return $found
}
command update_compile_order {-fileset value} 0 0 {
  need {[info exists ::stub::objects([option given -fileset sources_1])]} update_compile_order "knows no $given(-fileset)"
}
command get_runs {} 1 1 { need {[lindex $args_left 0] in {synth_1 impl_1}} get_runs "knows no $args_left"; lindex $args_left 0 }
command launch_runs {-to_step value -jobs value} 1 1 {
  set run [get_runs [lindex $args_left 0]]
  need {[string is integer -strict [option given -jobs 1]]} launch_runs "wants a number of jobs, not $given(-jobs)"
  need {[info exists ::stub::project(top)]} launch_runs "is called without a top"
  need {[info exists ::stub::objects($::stub::project(wrapper))]} launch_runs "finds no wrapper among the files"
  if {[option given -to_step] eq "write_bitstream"} {
    write $::stub::project(folder)/$::stub::project(name).runs/$run/$::stub::project(top).bit "no bitstream: a stub wrote this"
  } elseif {[option given -to_step] ne ""} { refuse launch_runs "knows no step $given(-to_step)" }
  set ::stub::launched $run
}
command wait_on_run {-timeout value} 1 1 {
  need {[info exists ::stub::launched] && $::stub::launched eq [lindex $args_left 0]} wait_on_run "waits for $args_left, not launched"
}
command get_property {} 2 2 {
  lassign $args_left key target
  need {$key eq "PROGRESS" && $target in {synth_1 impl_1}} get_property "knows no $key of $target"
  return [expr {[info exists ::stub::launched] ? "100%" : "0%"}]
}

# The block design.
command update_ip_catalog {-rebuild flag} 0 0 {
  set ::stub::catalog [array names ::stub::cores]
  foreach folder $::stub::repositories {
    need_file update_ip_catalog $folder/component.txt
    lassign [text_of $folder/component.txt] name version interfaces
    lappend ::stub::catalog xilinx.com:hls:$name:$version
    set ::stub::exported($name) $interfaces
  }
}
command create_bd_design {} 1 1 {
  current_project
  set ::stub::design [lindex $args_left 0]
  set file $::stub::project(folder)/$::stub::project(name).srcs/sources_1/bd/$::stub::design/$::stub::design.bd
  write $file {}
  set ::stub::objects($file) file
}
command get_ipdefs {-all flag -filter value} 0 1 {
  return [lsearch -all -inline -glob $::stub::catalog [lindex [concat $args_left *] 0]]
}
command create_bd_cell {-type value -vlnv value} 1 1 {
  open_design create_bd_cell
  set cell [lindex $args_left 0]
  need {[option given -type] in {ip module hier}} create_bd_cell "knows no type [option given -type]"
  need {[option given -vlnv] in $::stub::catalog} create_bd_cell "finds no core [option given -vlnv] for $cell"
  need {![info exists ::stub::cells($cell)]} create_bd_cell "makes $cell twice"
  set ::stub::cells($cell) $given(-vlnv)
  if {[info exists ::stub::cores($given(-vlnv))]} {
    add_pins $cell $::stub::cores($given(-vlnv))
  } else {
    add_pins $cell [concat $::stub::exported([core_of $cell]) {{ap_clk clk I} {ap_rst_n rst I}}]
  }
  return /$cell
}
command get_bd_cells {-quiet flag} 0 any {
  open_design get_bd_cells
  if {[llength $args_left] == 0} { return [lmap c [lsort [array names ::stub::cells]] { string cat / $c }] }
  set found {}
  foreach pattern [concat {*}$args_left] {
    need {[info exists ::stub::cells([bare $pattern])]} get_bd_cells "finds no cell $pattern"
    lappend found /[bare $pattern]
  }
  return $found
}
command get_bd_pins {-quiet flag -of_objects value -filter value} 0 any {
  found_pins get_bd_pins 0 [concat {*}$args_left] [lmap c [option given -of_objects] { bare $c }] \
    [option given -filter] [info exists given(-quiet)]
}
command get_bd_intf_pins {-quiet flag -of_objects value -filter value} 0 any {
  found_pins get_bd_intf_pins 1 [concat {*}$args_left] [lmap c [option given -of_objects] { bare $c }] \
    [option given -filter] [info exists given(-quiet)]
}
command apply_bd_automation {-rule value -config value} 1 1 {
  set core [core_of [bare [lindex $args_left 0]]]
  need {[option given -rule] eq "xilinx.com:bd_rule:$core"} apply_bd_automation "knows no [option given -rule] for $core"
  need {[llength $given(-config)] % 2 == 0} apply_bd_automation "wants pairs, not $given(-config)"
}
command connect_bd_intf_net {-intf_net value} 2 2 {
  lassign $args_left a b
  need {[llength $a] == 1 && [llength $b] == 1} connect_bd_intf_net "joins $a with $b: one pin each is wanted"
  lassign $::stub::pins($a) kind protocol mode
  lassign $::stub::pins($b) other_kind other_protocol other_mode
  need {$protocol eq $other_protocol && $mode ne $other_mode} connect_bd_intf_net \
    "joins $a ($protocol $mode) with $b ($other_protocol $other_mode)"
  foreach pin [list $a $b] { need {![info exists ::stub::nets($pin)]} connect_bd_intf_net "joins $pin twice" }
  join_pins connect_bd_intf_net $a $b
}
command connect_bd_net {-net value} 2 any {
  set driver [lindex $args_left 0]
  need {[lindex $::stub::pins($driver) 1] eq "O"} connect_bd_net "is driven by $driver, an input"
  foreach pin [lrange $args_left 1 end] {
    need {[lindex $::stub::pins($pin) 1] eq "I" && [lindex $::stub::pins($pin) 0] eq [lindex $::stub::pins($driver) 0]} connect_bd_net \
      "drives $pin ($::stub::pins($pin)) by $driver ($::stub::pins($driver))"
    need {![info exists ::stub::nets($pin)]} connect_bd_net "drives $pin twice"
    join_pins connect_bd_net $driver $pin
  }
}
command assign_bd_address {} 0 any { open_design assign_bd_address; set ::stub::has_addresses 1 }
command validate_bd_design {} 0 0 {
  open_design validate_bd_design
  foreach pin [lsort [array names ::stub::pins]] {
    set is_input [expr {[lindex $::stub::pins($pin) 0] eq "intf" || [lindex $::stub::pins($pin) 1] eq "I"}]
    need {!$is_input || [info exists ::stub::nets($pin)]} validate_bd_design "finds $pin unconnected"
  }
  need {$::stub::has_addresses} validate_bd_design "finds no addresses"
  set ::stub::is_valid 1
}
command save_bd_design {} 0 0 { open_design save_bd_design }
command make_wrapper {-files value -top flag -import flag} 0 0 {
  need {$::stub::is_valid} make_wrapper "is called before validate_bd_design"
  need_file make_wrapper [option given -files]
  set made $::stub::project(folder)/$::stub::project(name).gen/sources_1/bd/$::stub::design
  write $made/hw_handoff/$::stub::design.hwh "no hardware: a stub wrote this"
  set ::stub::project(wrapper) $made/hdl/${::stub::design}_wrapper.v
  write $::stub::project(wrapper) "module ${::stub::design}_wrapper; endmodule"
  return $::stub::project(wrapper)
}

# Packaging of an IP core or an RTL kernel.
namespace eval ipx {}
set ::stub::core ""
set ::stub::is_kernel 0
command ipx::package_project {-root_dir value -vendor value -library value -taxonomy value -import_files flag
                              -force flag -set_current flag} 0 0 {
  current_project
  need {[info exists ::stub::project(top)]} ipx::package_project "is called without a top"
  need {[llength [lsearch -all -glob [array names ::stub::objects] *v]] > 0} ipx::package_project "finds no source"
  foreach key {-root_dir -vendor -library} { need {[option given $key] ne ""} ipx::package_project "wants $key" }
  set ::stub::core $given(-vendor):$given(-library):$::stub::project(top)
  set ::stub::busses {}
  set ::stub::root $given(-root_dir)
  # As the inference of bus interfaces does: by the names of the top's ports.
  foreach file [lsearch -all -inline -glob [array names ::stub::objects] *v] {
    if {![regexp "module\\s+$::stub::project(top)\\y(\[^;\]*);" [text_of $file] all header]} { continue }
    foreach {all name} [regexp -all -inline {\m(\w+)_tdata\M} $header] { lappend ::stub::busses $name }
    set ::stub::has_clock [regexp {\map_clk\M} $header]
  }
  need {[llength $::stub::busses] > 0} ipx::package_project "finds no stream at $::stub::project(top)"
}
command ipx::current_core {} 0 1 { need {$::stub::core ne ""} ipx::current_core "finds none"; return $::stub::core }
command ipx::infer_bus_interfaces {} 2 2 {
  need {[lindex $args_left 0] eq "xilinx.com:interface:axis_rtl:1.0"} ipx::infer_bus_interfaces "knows no $args_left"
}
command ipx::associate_bus_interfaces {-busif value -clock value -reset value} 1 1 {
  need {[option given -busif] in $::stub::busses} ipx::associate_bus_interfaces \
    "knows no bus [option given -busif] among $::stub::busses"
  need {$::stub::has_clock && [option given -clock] eq "ap_clk"} ipx::associate_bus_interfaces "knows no clock [option given -clock]"
  lappend ::stub::associated $given(-busif)
}
command ipx::update_checksums {} 1 1 {}
command ipx::save_core {} 1 1 {
  need {[lsort $::stub::associated] eq [lsort $::stub::busses]} ipx::save_core \
    "leaves busses without a clock: of $::stub::busses only $::stub::associated have one"
  write $::stub::root/component.xml "$::stub::core $::stub::busses"
}
# UG1393: an RTL kernel is an IP core that says that it is one.
command package_xo {-force flag -xo_path value -kernel_name value -ip_directory value -ctrl_protocol value
                    -kernel_xml value} 0 0 {
  foreach key {-xo_path -kernel_name -ip_directory} { need {[option given $key] ne ""} package_xo "wants $key" }
  need_file package_xo $given(-ip_directory)/component.xml
  need {$::stub::is_kernel} package_xo "finds no sdx_kernel_type"
  need {[option given -ctrl_protocol ap_ctrl_hs] in {ap_ctrl_hs ap_ctrl_chain ap_ctrl_none user_managed}} package_xo \
    "knows no protocol $given(-ctrl_protocol)"
  need {$given(-kernel_name) eq [lindex [split $::stub::core :] 2]} package_xo "knows no kernel $given(-kernel_name)"
  write $given(-xo_path) "$given(-kernel_name) $::stub::busses"
}
proc finish {} {}
