#include "golden/layers/kinds.hpp"

#include <optional>

#include "golden/base/joined.hpp"

namespace weir::golden {

namespace {

template <class... K>
std::vector<std::string> names(const std::variant<K...>*) {
  return {K::op_type...};
}

template <class... K>
std::optional<LayerKind> find(const std::string& wanted, const std::variant<K...>*) {
  std::optional<LayerKind> found;
  ((wanted == K::op_type ? (found = K{}, true) : false) || ...);
  return found;
}

}  // namespace

const char* op_type(const LayerKind& kind) {
  return std::visit([](const auto& k) { return std::decay_t<decltype(k)>::op_type; }, kind);
}

std::vector<std::string> op_types() { return names(static_cast<const LayerKind*>(nullptr)); }

LayerKind make_kind(const std::string& op_type) {
  if (auto kind = find(op_type, static_cast<const LayerKind*>(nullptr))) return *kind;
  const std::string legal = joined(op_types(), " ");
  const std::string near = nearest_name(op_type, op_types());
  throw Error("unknown-op", "no layer kind \"" + op_type + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"),
              "", "known: " + legal);
}

}  // namespace weir::golden
