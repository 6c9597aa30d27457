#include "golden/network/implementation.hpp"

namespace weir::golden {

namespace {

constexpr std::pair<Backend, const char*> kNames[] = {
    {Backend::Hls, "hls"}, {Backend::Rtl, "rtl"}, {Backend::VendorIp, "vivado"}};

}  // namespace

const char* backend_name(Backend backend) {
  for (const auto& [known, name] : kNames)
    if (known == backend) return name;
  return "";
}

std::optional<Backend> backend_of(const std::string& name) {
  for (const auto& [backend, known] : kNames)
    if (name == known) return backend;
  return std::nullopt;
}

std::string Implementation::attribute(const std::string& name, const std::string& otherwise) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? otherwise : found->second;
}

}  // namespace weir::golden
