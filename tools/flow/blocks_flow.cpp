#include "tools/flow/blocks_flow.hpp"

#include <fmt/core.h>

#include <mutex>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kStateVersion = 1;
constexpr int kBadInputOfBlock = 2;

/// Finished blocks, on disk after each one.
class State {
 public:
  State(const std::filesystem::path& file, const std::string& key) : file_(file) {
    json_ = {{"schema_version", kStateVersion}, {"key", key}, {"blocks", Json::object()}};
    if (file.empty() || !std::filesystem::exists(file)) return;
    try {
      Json found = Json::parse(read_text_file(file));
      if (found.at("schema_version") != kStateVersion || !found.at("blocks").is_object())
        throw std::invalid_argument("version");
      if (found.at("key") == key) json_ = std::move(found);
    } catch (const std::exception&) {
      throw Error("state-file", "the file of finished blocks cannot be read", file.string(),
                  "remove it, or give another output folder");
    }
  }

  const Json* find(const std::string& block) const {
    const auto known = json_.at("blocks").find(block);
    return known == json_.at("blocks").end() ? nullptr : &*known;
  }

  void add(const std::string& block, const Json& result) {
    const std::lock_guard<std::mutex> guard(mutex_);
    json_["blocks"][block] = result;
    if (!file_.empty()) write_text_file(file_, json_.dump(1) + "\n");
  }

 private:
  std::filesystem::path file_;
  Json json_;
  std::mutex mutex_;
};

Json run_block(const BlocksRequest& request, const std::string& block, const Tick& tick) {
  const ProcessResult result = run_process(request.command(block), {{}, true, tick});
  const Json json = Json::parse(result.output, nullptr, false);
  if (result.exit_code >= kBadInputOfBlock || !json.is_object())
    throw Error(result.exit_code == kBadInputOfBlock ? "block-failed" : "internal",
                fmt::format("the co-simulation of block {} ended with exit code {}", block, result.exit_code), "",
                result.output + result.errors);
  return json;
}

}  // namespace

BlocksOutcome cosimulate_blocks(const BlocksRequest& request) {
  State state(request.state, request.key);
  BlocksOutcome outcome;
  std::vector<std::string> missing;
  for (const std::string& block : request.blocks)
    if (state.find(block) == nullptr) missing.push_back(block);
  outcome.resumed = static_cast<int>(request.blocks.size() - missing.size());
  run_jobs(
      missing.size(), static_cast<std::size_t>(std::max(1, request.jobs)),
      [&](std::size_t i, const Tick& tick) { state.add(missing[i], run_block(request, missing[i], tick)); },
      [&](std::size_t done) {
        request.progress(
            fmt::format("blocks: {} of {}", static_cast<std::size_t>(outcome.resumed) + done, request.blocks.size()));
      });
  for (const std::string& block : request.blocks) outcome.results.push_back(*state.find(block));
  return outcome;
}

}  // namespace weir::tools
