/// The one exception type of Weir's libraries, and the collector that reports several problems at once.
/// Codes are short and stable (`fold-divide`, `dtype-range`); tests and users may rely on them, not on the sentences.
#pragma once
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// A problem with what the user gave us. Programming errors are asserts, findings (mismatch, deadlock) are values.
struct Error : std::exception {
  std::string code;       ///< stable identifier, e.g. "fold-divide"
  std::string what_text;  ///< one sentence with names and values
  std::string where;      ///< file:line, dataset or field; may be empty
  std::string hint;       ///< what is legal, or what to do; may be empty

  Error(std::string code_, std::string what_, std::string where_ = {}, std::string hint_ = {});
  const char* what() const noexcept override { return what_text.c_str(); }
  /// "error[code]: what\n  --> where\n  hint", without empty parts and without a final newline.
  std::string text() const;
};

/// Several problems found in one pass. Thrown as a whole, so that the user mends all of them in one go.
class Errors : public std::exception {
 public:
  void add(std::string code, std::string what, std::string where = {}, std::string hint = {}) {
    list_.emplace_back(std::move(code), std::move(what), std::move(where), std::move(hint));
  }
  void add(Error error) { list_.push_back(std::move(error)); }
  void add(const Errors& other) { list_.insert(list_.end(), other.list_.begin(), other.list_.end()); }
  bool empty() const { return list_.empty(); }
  const std::vector<Error>& list() const { return list_; }
  /// Throws itself if there is any problem.
  void throw_if_any() const;
  const char* what() const noexcept override;

 private:
  std::vector<Error> list_;
};

/// The candidate nearest to `given` in edit distance, or "" when none is near enough to be worth suggesting.
std::string nearest_name(const std::string& given, const std::vector<std::string>& candidates);

}  // namespace weir
