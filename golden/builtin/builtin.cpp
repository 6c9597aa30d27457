#include "golden/builtin/builtin.hpp"

#include <algorithm>

#include "golden/base/joined.hpp"
#include "golden/builtin/cnv.hpp"
#include "golden/builtin/field.hpp"
#include "golden/builtin/finn_cnv.hpp"
#include "golden/builtin/finn_resnet50.hpp"
#include "golden/builtin/lfc.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/builtin/unsw.hpp"

namespace weir::golden {

namespace {

struct Entry {
  const char* name;
  FoldedNetwork (*make)(const std::string& name, std::optional<std::uint64_t> seed);
};

constexpr Entry kEntries[] = {
    {"lfc-w1a1",
     [](const std::string& name, std::optional<std::uint64_t> seed) { return make_builtin_lfc(name, {1}, seed); }},
    {"lfc-w1a2",
     [](const std::string& name, std::optional<std::uint64_t> seed) { return make_builtin_lfc(name, {2}, seed); }},
    {"cnv-w1a1",
     [](const std::string& name, std::optional<std::uint64_t> seed) {
       return make_builtin_cnv(name, {1, 1}, seed);
     }},
    {"cnv-w1a2",
     [](const std::string& name, std::optional<std::uint64_t> seed) {
       return make_builtin_cnv(name, {1, 2}, seed);
     }},
    {"cnv-w2a2",
     [](const std::string& name, std::optional<std::uint64_t> seed) {
       return make_builtin_cnv(name, {2, 2}, seed);
     }},
    {"resnet50-w1a2", make_builtin_resnet50},
    {"cnv-finn-1w1a", [](const std::string& name,
                         std::optional<std::uint64_t> seed) { return make_builtin_finn_cnv(name, true, seed); }},
    {"cnv-finn-1w1a-core", [](const std::string& name,
                              std::optional<std::uint64_t> seed) { return make_builtin_finn_cnv(name, false, seed); }},
    {"mlp-unsw-nb15-w2a2", make_builtin_unsw},
    {"resnet50-finn-u250", make_builtin_finn_resnet50},
    {"kws-mlp-w3a3", make_kws_mlp},
    {"vgg10-radioml-w4a4", make_vgg10},
    {"cnv-gtsrb-w1a1", make_cnv_gtsrb},
    {"resnet18-w4a4", make_resnet18},
    {"mobilenetv1-w4a4", make_mobilenetv1},
    {"unet-small-w4a4", make_small_unet},
};

}  // namespace

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.push_back(entry.name);
  return names;
}

bool is_builtin(const std::string& name) {
  const auto names = builtin_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

FoldedNetwork make_builtin(const std::string& name, std::optional<std::uint64_t> seed) {
  for (const Entry& entry : kEntries)
    if (name == entry.name) return entry.make(name, seed);
  const std::string legal = joined(builtin_names(), " ");
  const std::string near = nearest_name(name, builtin_names());
  throw Error(
      "unknown-network", "no built-in network \"" + name + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"),
      "", "built in: " + legal + "; or a bundle (.h5), an ONNX file (.onnx) or the folder of a build or of parameters");
}

}  // namespace weir::golden
