#include "rtl_wrap/foreign/finn_names.hpp"

namespace weir::rtl {

namespace {

std::vector<std::string> names_of(const std::string& op) {
  static const std::map<std::string, std::vector<std::string>> others{
      {"MVAU", {"MatrixVectorActivation", "StreamingFCLayer_Batch"}},
      {"VVAU", {"VectorVectorActivation", "Vector_Vector_Activate_Batch"}},
      {"ConvolutionInputGenerator", {"ConvolutionInputGenerator1D"}},
      {"Thresholding", {"Thresholding_Binary_Search"}}};
  std::vector<std::string> names{op, op + "_Batch"};
  if (const auto found = others.find(op); found != others.end())
    names.insert(names.end(), found->second.begin(), found->second.end());
  return names;
}

}  // namespace

std::vector<std::string> FinnNames::next(const std::string& op, const std::string& style) {
  std::vector<std::string> all;
  for (const std::string& name : names_of(op)) {
    const std::string plain = counted(name);
    all.push_back(plain);
    if (!style.empty()) {
      all.push_back(counted(name + "_" + style));
      continue;
    }
    const std::string count = plain.substr(name.size());
    for (const char* back_end : {"_hls", "_rtl"}) all.push_back(name + back_end + count);
  }
  return all;
}

std::string FinnNames::counted(const std::string& name) { return name + "_" + std::to_string(counts_[name]++); }

}  // namespace weir::rtl
