/// SHA-256 (FIPS 180-4), for the checksums that published parameter sets carry. Not for secrets.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace weir {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::span<const std::uint8_t> bytes);

}  // namespace weir
