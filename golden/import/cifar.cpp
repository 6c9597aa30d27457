#include "golden/import/cifar.hpp"

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::golden {

bool CifarRecords::has_labels_of(int classes) const {
  for (std::int64_t i = 0; i < count(); ++i)
    if (label_bytes == 1 ? label(i) >= classes : label(i) >= 20 || label(i, 1) >= 100) return false;
  return true;
}

bool looks_like_cifar(const std::filesystem::path& path, std::int64_t label_bytes) {
  std::error_code status;
  const auto bytes = std::filesystem::file_size(path, status);
  return !status && bytes > 0 && bytes % static_cast<std::uintmax_t>(label_bytes + kCifarPictureBytes) == 0;
}

CifarRecords read_cifar(const std::filesystem::path& path, std::int64_t label_bytes) {
  CifarRecords records{read_binary_file(path), label_bytes};
  if (records.bytes.empty() || std::ssize(records.bytes) % records.record_bytes() != 0)
    throw Error("cifar-size", "the file has " + std::to_string(records.bytes.size()) + " bytes", path.string(),
                std::string(label_bytes == 1 ? "CIFAR-10" : "CIFAR-100") + " records have " +
                    std::to_string(records.record_bytes()) + " bytes each");
  return records;
}

}  // namespace weir::golden
