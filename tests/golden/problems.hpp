/// What an importer refuses.
#pragma once
#include <filesystem>
#include <vector>

#include "golden/base/error.hpp"

namespace weir::test {

/// Of the errors that `import` throws for `folder`; none if it throws none.
template <class Import>
std::vector<Error> problems_of(const Import& import, const std::filesystem::path& folder) {
  try {
    import(folder);
  } catch (const Error& e) {
    return {e};
  } catch (const Errors& e) {
    return e.list();
  }
  return {};
}

}  // namespace weir::test
