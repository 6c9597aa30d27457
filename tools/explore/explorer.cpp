#include "tools/explore/explorer.hpp"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "golden/base/file.hpp"
#include "golden/base/jobs.hpp"
#include "golden/base/joined.hpp"
#include "tools/explore/cosimulation.hpp"
#include "tools/explore/front.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/flow/fifo_flow.hpp"

namespace weir::tools::explore {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kDefaultClkMhz = 100;

/// Of a record that has figures.
double value_of(const std::string& objective, const Json& record) {
  if (objective == "throughput") return record.at("interval_cycles");
  if (objective == "latency") return record.at("latency_cycles");
  if (objective == "lut") return record.at("LUT");
  if (objective == "bram") return record.at("BRAM_18K");
  if (objective == "uram") return record.at("URAM");
  if (objective == "dsp") return record.at("DSP");
  return record.at("fifos").at("bits");
}

/// What it can be no less than before anything was timed.
double bound_of(const std::string& objective, const Bounds& bounds) {
  if (objective == "throughput") return static_cast<double>(bounds.interval_cycles);
  if (objective == "lut") return bounds.use.lut;
  if (objective == "bram") return bounds.use.bram18;
  if (objective == "uram") return bounds.use.uram;
  return objective == "dsp" ? bounds.use.dsp : 0;
}

Json use_json(const PartUse& use) {
  return {{"LUT", use.lut}, {"BRAM_18K", use.bram18}, {"URAM", use.uram}, {"DSP", use.dsp}};
}

Json estimate_record(const Bounds& bounds, const Context& context) {
  return {{"computed", "estimate"},
          {"error", nullptr},
          {"profile", context.profile},
          {"fifo", {{"objective", context.fifo_objective}, {"method", context.fifo_method}}},
          {"least_interval_cycles", bounds.interval_cycles},
          {"layers", use_json(bounds.use)}};
}

void check_objectives(const std::vector<std::string>& objectives) {
  const std::vector<std::string> legal = objective_names();
  Errors errors;
  if (objectives.empty()) errors.add("usage", "no objective is given", "", "legal: " + joined(legal, ", "));
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (std::find(legal.begin(), legal.end(), objectives[i]) == legal.end())
      errors.add("usage", "an objective is \"" + objectives[i] + "\"", "", "legal: " + joined(legal, ", "));
    if (std::find(objectives.begin(), objectives.begin() + static_cast<std::ptrdiff_t>(i), objectives[i]) !=
        objectives.begin() + static_cast<std::ptrdiff_t>(i))
      errors.add("usage", "objective " + objectives[i] + " is given twice");
  }
  errors.throw_if_any();
}

std::vector<std::string> or_else(const std::vector<std::string>& asked, std::vector<std::string> otherwise) {
  return asked.empty() ? std::move(otherwise) : asked;
}

double cpu_of_thread_s() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_of_process_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

std::vector<std::string> objective_names() { return {"throughput", "latency", "lut", "bram", "uram", "dsp", "fifo"}; }

Explorer::Explorer(golden::FoldedNetwork base, const ExploreRequest& request, const std::string& version)
    : base_(std::move(base)), request_(request), version_(version), store_(request.store) {
  check_objectives(request_.objectives);
  request_.part = build::part_named(request_.part);
  read_rules();
  limits_.budget = usable(golden::find_fpga_part(request_.part));
  const auto limit = [&](const char* name, double& budget) {
    if (const auto found = rules_.limits.find(name); found != rules_.limits.end()) budget = found->second;
  };
  limit("LUT", limits_.budget.lut);
  limit("BRAM_18K", limits_.budget.bram18);
  limit("URAM", limits_.budget.uram);
  limit("DSP", limits_.budget.dsp);
  if (request_.target_fps > 0) {
    const double clk_mhz = *std::max_element(clocks_mhz_.begin(), clocks_mhz_.end());
    limits_.interval_cycles = static_cast<std::int64_t>(clk_mhz * 1e6 / request_.target_fps);
    if (limits_.interval_cycles < 1)
      throw Error("folding-target", "the target allows less than one cycle per frame", "",
                  "lower the frames per second or the clock period");
  }
  const auto is_ours = [](const Context& context) { return timing::find_profile(context.profile).traits.has_rtl; };
  if (request_.cosimulate > 0 && std::none_of(contexts_.begin(), contexts_.end(), is_ours))
    throw Error("no-rtl", "there is no RTL of profile " + contexts_.front().profile + " to co-simulate", "",
                "leave cosimulate out, or let profiles have \"weir\"");
  choices_ =
      std::make_unique<FoldChoices>(base_.network, base_.folding, timing::find_profile(contexts_.front().profile),
                                    request_.part, wants_parallel_windows(rules_));
  apply(rules_, *choices_, request_.space);
  log10_size_ = log10_foldings(*choices_);
  const std::size_t most = std::max<std::size_t>(1, static_cast<std::size_t>(request_.points) / contexts_.size());
  search_ = std::make_unique<Search>(*choices_, limits_, most, request_.seed);
  task_base_ = task_base(base_);
}

void Explorer::read_rules() {
  if (!request_.space.empty()) rules_ = parse_rules(read_text_file(request_.space), request_.space);
  clocks_mhz_ = rules_.clk_mhz;
  if (request_.clk_mhz > 0) clocks_mhz_ = {request_.clk_mhz};
  if (clocks_mhz_.empty()) clocks_mhz_ = {kDefaultClkMhz};
  const std::string own = timing::profile_of(golden::build_stage_graph(base_.network, base_.folding));
  for (const std::string& profile : or_else(request_.profiles, or_else(rules_.profiles, {own})))
    for (const std::string& objective : or_else(rules_.fifo_objectives, {"throughput"}))
      for (const std::string& method : or_else(rules_.fifo_methods, {"minimal"})) {
        FifoRequest fifo;
        fifo.profile = profile;
        fifo.objective = objective;
        fifo.method = method;
        check(fifo);
        contexts_.push_back({profile, objective, method});
      }
}

void Explorer::search_with(Searcher searcher) {
  searcher_ = std::move(searcher);
  search_->ask_instead(searcher_.propose);
}

std::vector<Task> Explorer::ask() {
  const std::lock_guard lock(one_at_a_time_);
  while (open_.empty() && !is_at_end_) {
    finish_generation();
    advance();
  }
  std::vector<Task> tasks;
  for (const auto& [key, task] : open_) tasks.push_back(task);
  // With the smallest at the end, who works ends with the others.
  std::stable_sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.effort > b.effort; });
  return tasks;
}

/// Begins the next generation, and takes of it what is in the store.
void Explorer::advance() {
  if (is_searched_) {
    is_at_end_ = true;
    return;
  }
  const auto hopeless = [this](const Bounds& bounds) { return is_hopeless(bounds); };
  const std::vector<Chosen> next = search_->next(parents(), hopeless);
  if (next.empty()) {
    is_searched_ = true;
    begin_cosimulations();
  }
  for (const Chosen& chosen : next) {
    const Bounds bounds = bounds_of(*choices_, chosen);
    const std::string reason = misfit(bounds, limits_);
    for (const Context& context : contexts_) {
      Row row{foldings_.size(), context, "", "", {}, reason, {}, false, "", {}};
      if (!reason.empty()) {
        row.record = estimate_record(bounds, context);
        generation_.push_back(std::move(row));
        continue;
      }
      const Task task = make_task(task_base_, *choices_, chosen, context);
      row.key = task.key;
      row.id = point_id(task, *choices_, chosen);
      generation_.push_back(std::move(row));
      ++summary_.asked;
      open_or_reuse(task);
    }
    foldings_.push_back(chosen);
  }
}

void Explorer::open_or_reuse(const Task& task) {
  if (open_.contains(task.key) || answered_.contains(task.key)) return;
  if (const auto record = store_.find(task.key)) {
    answered_[task.key] = Json::parse(*record);
    const bool was_computed_now =
        std::any_of(rows_.begin(), rows_.end(), [&](const Row& one) { return one.key == task.key; });
    summary_.reused += was_computed_now ? 0 : 1;
  } else {
    open_.emplace(task.key, task);
  }
}

/// Of the front's points whose hardware is ours to build, the best by the first objective.
void Explorer::begin_cosimulations() {
  std::vector<Row*> chosen;
  for (Row& row : rows_)
    if (row.is_in_front && timing::find_profile(row.context.profile).traits.has_rtl) chosen.push_back(&row);
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Row* a, const Row* b) { return a->values.front() < b->values.front(); });
  chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(request_.cosimulate)));
  for (Row* row : chosen) {
    const Task point = make_task(task_base_, *choices_, foldings_[row->folding], row->context);
    const Task task = make_cosimulation(point, row->record, request_.seed);
    row->cosimulation_key = task.key;
    open_or_reuse(task);
  }
}

void Explorer::tell(const std::string& key, const std::string& record, const Effort& effort) {
  Json parsed = Json::parse(record, nullptr, false);
  const std::lock_guard lock(one_at_a_time_);
  const auto found = open_.find(key);
  if (found == open_.end() || !parsed.is_object() || parsed.value("key", "") != key)
    throw Error("explore-task", "the record is of no task that was asked for", key);
  store_.put(found->second, record, effort);
  answered_[key] = std::move(parsed);
  open_.erase(found);
  ++summary_.computed;
  summary_.cpu_s += effort.cpu_s;
  summary_.peak_mib = std::max(summary_.peak_mib, effort.peak_mib);
}

void Explorer::lose(const std::string& key, const Error& reason) {
  const std::lock_guard lock(one_at_a_time_);
  if (open_.erase(key) == 0) throw Error("explore-task", "no such task was asked for", key);
  answered_[key] = {
      {"key", key},
      {"computed", "nothing"},
      {"error", {{"code", reason.code}, {"what", reason.what_text}, {"where", reason.where}, {"hint", reason.hint}}}};
  ++summary_.lost;
}

void Explorer::finish_generation() {
  for (Row& row : generation_) {
    if (!row.key.empty()) row.record = answered_.at(row.key);
    judge(row);
  }
  tell_searcher();
  std::move(generation_.begin(), generation_.end(), std::back_inserter(rows_));
  for (Row& row : rows_)
    if (const auto found = answered_.find(row.cosimulation_key); found != answered_.end())
      row.cosimulation = found->second;
  generation_.clear();
  answered_.clear();
  renew_front();
}

/// Of several contexts the first counts.
void Explorer::tell_searcher() const {
  if (!searcher_ || generation_.empty()) return;
  std::vector<Searcher::Told> told;
  for (std::size_t i = 0; i < generation_.size(); i += contexts_.size()) {
    const Row& row = generation_[i];
    told.push_back({search_->places_of(foldings_[row.folding]), row.values, row.misfit.empty()});
  }
  searcher_.tell(told);
}

/// What the record means for this part, this target and these objectives.
void Explorer::judge(Row& row) const {
  if (row.key.empty() || !row.record.at("error").is_null()) return;
  const Json& r = row.record;
  const PartUse layers = choices_->total(foldings_[row.folding]);
  PartUse whole = layers;
  whole += {r.at("fifos").at("LUT").get<double>(), r.at("fifos").at("BRAM_18K").get<double>(), 0, 0};
  row.record["layers"] = use_json(layers);
  row.record.update(use_json(whole));
  for (const std::string& objective : request_.objectives) row.values.push_back(value_of(objective, r));
  const double interval = r.at("interval_cycles");
  row.misfit = misfit(
      {{r.at("LUT"), r.at("BRAM_18K"), r.at("URAM"), r.at("DSP")}, static_cast<std::int64_t>(std::ceil(interval))},
      limits_);
}

/// Of each profile by itself: another generator is other hardware.
void Explorer::renew_front() {
  for (const Context& context : contexts_) {
    std::vector<std::size_t> numbers;
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].context.profile != context.profile || !rows_[i].has_result() || !rows_[i].misfit.empty()) continue;
      numbers.push_back(i);
      values.push_back(rows_[i].values);
    }
    for (const std::size_t i : numbers) rows_[i].is_in_front = false;
    for (const std::size_t k : pareto_front(values)) rows_[numbers[k]].is_in_front = true;
  }
}

bool Explorer::is_hopeless(const Bounds& bounds) const {
  std::vector<double> least;
  for (const std::string& objective : request_.objectives) least.push_back(bound_of(objective, bounds));
  return std::all_of(contexts_.begin(), contexts_.end(), [&](const Context& context) {
    return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) {
      return row.is_in_front && row.context.profile == context.profile && is_no_worse(row.values, least);
    });
  });
}

/// The front; where nothing fits, what came nearest in the search's order.
std::vector<Chosen> Explorer::parents() const {
  std::vector<std::size_t> numbers;
  const auto add_all = [&](const auto& is_wanted) {
    for (const Row& row : rows_)
      if (is_wanted(row) && (numbers.empty() || numbers.back() != row.folding)) numbers.push_back(row.folding);
  };
  add_all([](const Row& row) { return row.is_in_front; });
  if (numbers.empty()) add_all([](const Row& row) { return row.has_result(); });
  if (numbers.empty()) add_all([](const Row&) { return true; });
  std::vector<Chosen> chosen;
  for (const std::size_t number : numbers) chosen.push_back(foldings_[number]);
  return chosen;
}

void Explorer::run(std::size_t threads, const std::atomic<bool>* stop,
                   const std::function<void(const std::string&)>& progress) {
  for (std::vector<Task> tasks = ask(); !tasks.empty(); tasks = ask()) {
    const auto work = [&](std::size_t i, const Tick& tick) {
      tick();
      const double before_s = cpu_of_thread_s();
      const std::string record = evaluate(base_, tasks[i].text, version_, stop);
      tell(tasks[i].key, record, {cpu_of_thread_s() - before_s, peak_of_process_mib()});
    };
    run_jobs(tasks.size(), threads, work, [&](std::size_t) {
      if (progress) progress(progress_text());
      if (stop != nullptr && *stop) throw Error("stopped", "the exploration was stopped");
    });
  }
}

Json Explorer::config(const Row& row) const {
  const Chosen& chosen = foldings_[row.folding];
  return config_of(*choices_, sized_graph(*choices_, base_, chosen, row.record), chosen, row.context.profile);
}

Summary Explorer::summary() const {
  const std::lock_guard lock(one_at_a_time_);
  Summary summary = summary_;
  summary.foldings = foldings_.size();
  summary.pruned = search_->pruned();
  for (const Row& row : rows_) {
    summary.failed += row.record.at("error").is_null() ? 0 : 1;
    summary.cosimulated += row.cosimulation.is_null() ? 0 : 1;
    summary.cosimulated_equal += (row.cosimulation.is_object() && row.cosimulation.value("is_equal", false)) ? 1 : 0;
  }
  return summary;
}

std::string Explorer::progress_text() const {
  const Summary now = summary();
  const auto front = std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return row.is_in_front; });
  return fmt::format("exploring: {} points ({} computed, {} from the store) of at most {}, {} in the front",
                     now.computed + now.reused, now.computed, now.reused, request_.points, front);
}

}  // namespace weir::tools::explore
