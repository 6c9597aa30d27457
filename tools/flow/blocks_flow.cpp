#include "tools/flow/blocks_flow.hpp"

#include <fmt/core.h>

#include <mutex>
#include <optional>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/process.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kStateVersion = 1;
constexpr int kFindingOfBlock = 1;  ///< the highest exit code with a verdict on the RTL
constexpr int kSignalled = 128;

bool is_compiler_fault(const Json& result) { return result.is_object() && result.value("compiler_fault", false); }

/// Throws what the JSON library throws unless `block` has what the summary of all blocks is made of.
void require_result(const Json& block) {
  for (const char* number : {"words_compared", "mismatches", "cycle_differences", "cycles_rtl"})
    (void)block.at(number).get_ref<const std::int64_t&>();
  (void)block.at("equal").get_ref<const bool&>();
  (void)block.at("network").get_ref<const std::string&>();
}

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
      for (const Json& block : found.at("blocks")) require_result(block);
      if (found.at("key") == key) json_ = std::move(found);
    } catch (const std::exception&) {
      throw Error("state-file", "the file of finished blocks cannot be read", file.string(),
                  "remove it, or give another output folder");
    }
  }

  bool contains(const std::string& block) const { return json_.at("blocks").contains(block); }

  void add(const std::string& block, const Json& result) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (is_compiler_fault(result)) {  // no verdict on the block: the next run asks again
      without_verdict_[block] = result;
      return;
    }
    json_["blocks"][block] = result;
    if (!file_.empty()) write_text_file(file_, json_.dump(1) + "\n");
  }

  /// After all blocks were added or found.
  const Json& result(const std::string& block) const {
    return without_verdict_.contains(block) ? without_verdict_.at(block) : json_.at("blocks").at(block);
  }

 private:
  std::filesystem::path file_;
  Json json_, without_verdict_ = Json::object();
  std::mutex mutex_;
};

/// The first Error in `text`, as Error::text() writes it.
std::optional<Error> error_in(const std::string& text) {
  const std::string begin = "error[", arrow = "  --> ";
  std::istringstream lines(text);
  std::optional<Error> error;
  for (std::string line; std::getline(lines, line);) {
    const auto end = line.find("]: ");
    const bool is_first = line.starts_with(begin) && end != std::string::npos;
    if (is_first && error) break;
    if (is_first)
      error.emplace(line.substr(begin.size(), end - begin.size()), line.substr(end + 3));
    else if (error && line.starts_with(arrow) && error->hint.empty())
      error->where = line.substr(arrow.size());
    else if (error && line.starts_with("  "))
      error->hint += (error->hint.empty() ? "" : "\n") + line.substr(2);
  }
  return error;
}

[[noreturn]] void throw_failure(const std::string& block, const ProcessResult& result) {
  const std::string lead = "block " + block + ": ";
  if (const auto error = error_in(result.errors))
    throw Error(error->code, lead + error->what_text, error->where, error->hint);
  if (result.exit_code > kSignalled)
    throw Error("block-failed",
                fmt::format("{}its co-simulation was ended by signal {}", lead, result.exit_code - kSignalled), "",
                "signal 9 may mean too little memory: fewer --jobs need less");
  throw Error("internal", fmt::format("{}its co-simulation ended with exit code {}", lead, result.exit_code), "",
              result.output + result.errors);
}

Json run_block(const BlocksRequest& request, const std::string& block, const Tick& tick) {
  const ProcessResult result = run_process(request.command(block), {{}, true, tick});
  const Json json = Json::parse(result.output, nullptr, false);
  const bool has_verdict = result.exit_code <= kFindingOfBlock || is_compiler_fault(json);
  if (!json.is_object() || !has_verdict) throw_failure(block, result);
  return json;
}

}  // namespace

BlocksOutcome cosimulate_blocks(const BlocksRequest& request) {
  State state(request.state, request.key);
  BlocksOutcome outcome;
  std::vector<std::string> missing;
  for (const std::string& block : request.blocks)
    if (!state.contains(block)) missing.push_back(block);
  outcome.resumed = static_cast<int>(request.blocks.size() - missing.size());
  run_jobs(
      missing.size(), static_cast<std::size_t>(std::max(1, request.jobs)),
      [&](std::size_t i, const Tick& tick) { state.add(missing[i], run_block(request, missing[i], tick)); },
      [&](std::size_t done) {
        request.progress(
            fmt::format("blocks: {} of {}", static_cast<std::size_t>(outcome.resumed) + done, request.blocks.size()));
      });
  for (const std::string& block : request.blocks) outcome.results.push_back(state.result(block));
  return outcome;
}

}  // namespace weir::tools
