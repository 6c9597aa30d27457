/// What a top function of HLS C++ takes, read by clang from its source: the words of its arguments as written.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace weir::tools {

struct TopArgument {
  enum class Kind { kStream, kArray, kReference, kValue, kPointer };
  Kind kind = Kind::kValue;
  std::string declaration;            ///< "in_int_t A[30][30]"
  std::string name, type;             ///< "A"; of an element, without const, & and *: "in_int_t"
  std::vector<std::int64_t> extents;  ///< of an array, or of an array of streams
  bool is_const = false;              ///< the function only reads it
  std::int64_t elements() const;      ///< product of the extents
  bool is_unsized() const;            ///< a pointer, or an array without its first extent
};

struct TopSignature {
  std::string returned;  ///< type, "void"
  std::vector<TopArgument> arguments;
};

/// One program in C++: sources that belong together, and how they are read.
struct HlsSources {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> include_folders, defines;

  /// `defines`, and words of C that C++ has under another name if one of the files is C.
  std::vector<std::string> all_defines() const;
  /// "-I", "-D" of both, and Weir's ap_int.h and hls_stream.h behind them.
  std::vector<std::string> flags() const;
  /// A line #include for each.
  std::string include_lines() const;
};

/// What becomes of an array without a size: it is refused, or stays as it is (a pointer always does).
enum class Unsized { kRefused, kStay };

/// `extents`: numbers of elements of arguments that are pointers or arrays without a size, by name.
/// Throws Error clang (with the place) for what does not compile, top for a function that is not there or that has
/// overloads, argument for what has no name or no size.
TopSignature read_signature(const HlsSources& sources, const std::string& top,
                            const std::map<std::string, std::int64_t>& extents, Unsized unsized = Unsized::kRefused);

/// The same from clang's own words: "int fir(in_int_t di[1000], in_int_t idx[1000])".
TopSignature parse_signature(const std::string& text, const std::string& top,
                             const std::map<std::string, std::int64_t>& extents, Unsized unsized = Unsized::kRefused);

}  // namespace weir::tools
