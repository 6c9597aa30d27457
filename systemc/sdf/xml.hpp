/// SDF3's XML, graphs of type sdf and csdf, in and out.
///
///   <sdf3 type="csdf" version="1.0">
///     <applicationGraph name="g">
///       <csdf name="g" type="g">
///         <actor name="a" type="t"> <port name="out" type="out" rate="1,2*0"/> ... </actor>
///         <channel name="c" srcActor="a" srcPort="out" dstActor="b" dstPort="in" initialTokens="1" size="8"/>
///       </csdf>
///       <csdfProperties>
///         <actorProperties actor="a"> <processor type="p" default="true"> <executionTime time="3,2*1"/> ...
///         <channelProperties channel="c"> <bufferSize sz="16"/> <tokenSize sz="8"/> ...
///
/// Sequences have an entry per phase; "2*0" stands for "0,0". An actor has as many phases as the least common multiple
/// of its sequences' lengths, as SDF3 takes entry i modulo the length. `size` and tokenSize are a token's memory,
/// bufferSize is the channel's capacity in tokens. The default processor's times count, the last if several are marked.
/// Everything else - elements, attributes, initial phases ("2;1") - is refused by its name.
#pragma once
#include <filesystem>

#include "systemc/sdf/graph.hpp"

namespace weir::sdf {

/// A valid graph. Throws Errors sdf-xml and what validate() adds; `where` names the text's origin.
Graph parse_xml(const std::string& xml, const std::string& where);
/// Throws what parse_xml and read_text_file throw.
Graph read_xml(const std::filesystem::path& file);

/// Type csdf; capacities as bufferSize, runs of equal rates as "N*V".
std::string xml_text(const Graph& graph);

}  // namespace weir::sdf
