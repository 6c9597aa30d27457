#include "golden/import/cifar.hpp"

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"

namespace weir::golden {

bool looks_like_cifar(const std::filesystem::path& path) {
  std::error_code status;
  const auto bytes = std::filesystem::file_size(path, status);
  return !status && bytes > 0 && bytes % kCifarRecordBytes == 0;
}

CifarRecords read_cifar(const std::filesystem::path& path) {
  CifarRecords records{read_binary_file(path)};
  if (records.bytes.empty() || records.bytes.size() % kCifarRecordBytes != 0)
    throw Error("cifar-size", "the file has " + std::to_string(records.bytes.size()) + " bytes", path.string(),
                "CIFAR-10 records have " + std::to_string(kCifarRecordBytes) + " bytes each");
  return records;
}

}  // namespace weir::golden
