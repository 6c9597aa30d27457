/// Pointers into memory (m_axi) as streams: the kernel takes the words that it reads from a stream, and writes {index,
/// word} to another. The indices of the words to read come from a process of their own, which runs ahead: the same
/// program without everything that does not lead to an index. So no word may decide about an index.
///
/// Streams of an argument NAME: mem_NAME_index (32 bits, to the reader), mem_NAME_read (words), mem_NAME_write (a flag,
/// 32 bits of index, the word; the flag alone ends a call).
#pragma once
#include <string>

#include "hls/compiler/lower.hpp"

namespace weir::hls {

constexpr unsigned memory_index_bits = 32;

/// Of the global that stands for a memory's stream: "index", "read" or "write".
std::string memory_stream(const std::string& memory, const char* role);

/// Fills lowered.memories and adds the streams. Throws weir::Error: "memory-both" for an argument that is read and
/// written, "memory-layout" for elements of several sizes, "memory-index" where an index depends on data.
void make_memory_ports(Lowered& lowered, const LowerOptions& options);

}  // namespace weir::hls
