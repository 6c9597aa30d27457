#include "tools/flow/guarded_folder.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/json.hpp"
#include "golden/base/sha256.hpp"

namespace weir::tools {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = ".weir_written.json";
constexpr std::size_t kMostNamed = 5;

std::string hash_of(const fs::path& file) { return sha256_hex(read_binary_file(file)); }

/// Names from `folder` of all files below it.
std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), folder).generic_string());
  std::sort(names.begin(), names.end());
  return names;
}

std::map<std::string, std::string> read_record(const fs::path& file) {
  std::error_code status;
  if (!fs::exists(file, status)) return {};
  const auto json = parse_json(read_text_file(file), "edited-files", file.string());
  std::map<std::string, std::string> written;
  if (const auto files = json.find("files"); files != json.end() && files->is_object())
    for (const auto& [name, hash] : files->items())
      if (hash.is_string()) written[name] = hash.get<std::string>();
  return written;
}

}  // namespace

GuardedFolder::GuardedFolder(fs::path folder, bool force)
    : folder_(std::move(folder)), work_(folder_ / ".weir_new"), force_(force) {
  create_output_folder(folder_);
  written_ = read_record(folder_ / kRecord);
  std::vector<std::string> edited;
  std::error_code status;
  for (const auto& [name, hash] : written_)
    if (fs::is_regular_file(folder_ / name, status) && hash_of(folder_ / name) != hash) edited.push_back(name);
  if (!edited.empty() && !force_) refuse(edited, "changed since weir wrote them");
  fs::remove_all(work_, status);
  create_output_folder(work_);
}

GuardedFolder::~GuardedFolder() {
  std::error_code ignored;
  fs::remove_all(work_, ignored);
}

void GuardedFolder::refuse(const std::vector<std::string>& edited, const char* how) const {
  std::string names;
  for (std::size_t i = 0; i < std::min(edited.size(), kMostNamed); ++i) names += (i == 0 ? "" : ", ") + edited[i];
  if (edited.size() > kMostNamed) names += " and " + std::to_string(edited.size() - kMostNamed) + " more";
  throw Error("edited-files",
              std::to_string(edited.size()) + (edited.size() == 1 ? " file of \"" : " files of \"") + folder_.string() +
                  "\" would be overwritten, " + how + ": " + names,
              "", "write elsewhere, or --force to lose these; weir cosim NETWORK --hls DIR verifies an edited project");
}

void GuardedFolder::commit() {
  const std::vector<std::string> names = files_below(work_);
  std::map<std::string, std::string> hashes;
  std::vector<std::string> edited;
  std::error_code status;
  for (const std::string& name : names) {
    hashes[name] = hash_of(work_ / name);
    const fs::path target = folder_ / name;
    if (!fs::exists(target, status)) continue;
    const auto known = written_.find(name);
    const std::string there = fs::is_regular_file(target, status) ? hash_of(target) : "";
    if (there != hashes[name] && (known == written_.end() || known->second != there)) edited.push_back(name);
  }
  if (!edited.empty() && !force_) refuse(edited, "which are not of weir");
  for (const std::string& name : names) {
    create_output_folder((folder_ / name).parent_path());
    fs::rename(work_ / name, folder_ / name, status);
    if (status) throw unwritable(folder_ / name, status.value());
  }
  for (const auto& [name, hash] : hashes) written_[name] = hash;
  nlohmann::ordered_json record{{"about", "what weir wrote here, by SHA-256: files that differ were edited"},
                                {"files", written_}};
  write_text_file(folder_ / kRecord, record.dump(1) + "\n");
}

}  // namespace weir::tools
