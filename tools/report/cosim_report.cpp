#include "tools/report/cosim_report.hpp"

#include "tools/report/simulation_report.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

Json mismatch_json(const rtl::Mismatch& m) {
  static constexpr const char* kinds[] = {"different", "missing", "extra"};
  Json json{{"kind", kinds[static_cast<int>(m.kind)]},
            {"stage", m.stage},
            {"stream", m.stream},
            {"frame", m.frame},
            {"word", m.word},
            {"words_per_frame", m.words_per_frame},
            {"cycle", m.cycle},
            {"pixel", m.pixel},
            {"row", m.row},
            {"column", m.column},
            {"channel", m.channel},
            {"element", m.element},
            {"expected", m.expected},
            {"got", m.got},
            {"expected_word", m.expected_word},
            {"got_word", m.got_word}};
  if (m.accumulator) json["accumulator"] = *m.accumulator;
  if (!m.thresholds.empty()) json["thresholds"] = m.thresholds;
  return json;
}

Json cycle_difference_json(const rtl::CycleDifference& d) {
  return {{"stream", d.stream},
          {"stage", d.stage},
          {"frame", d.frame},
          {"word", d.word},
          {"side", d.side == rtl::Side::Entry ? "entry" : "exit"},
          {"rtl", d.rtl},
          {"systemc", d.systemc}};
}

}  // namespace

Json cosim_json(const rtl::CosimResult& result) {
  Json json{{"equal", result.equal()},
            {"frames", result.frames},
            {"frames_equal", result.frames_equal},
            {"stages_compared", result.stages_compared},
            {"streams_compared", result.streams_compared},
            {"words_compared", result.words_compared},
            {"mismatches", result.mismatches},
            {"first_mismatch", result.first_mismatch ? mismatch_json(*result.first_mismatch) : Json(nullptr)},
            {"first_finding_cycle", result.first_finding_cycle ? Json(*result.first_finding_cycle) : Json(nullptr)},
            {"cycles_rtl", result.cycles_rtl},
            {"cycles_systemc", result.cycles_systemc},
            {"cycle_differences", result.cycle_differences},
            {"first_cycle_difference",
             result.first_cycle_difference ? cycle_difference_json(*result.first_cycle_difference) : Json(nullptr)},
            {"transfers_compared", result.transfers_compared},
            {"latency_cycles", result.latency_cycles},
            {"interval_cycles", cycles_json(result.steady_interval_cycles)},
            {"last_interval_cycles", cycles_json(static_cast<double>(result.interval_cycles))},
            {"deadlock", result.deadlock ? deadlock_json(*result.deadlock) : Json(nullptr)}};
  // True: also without optimisation; false: the compiler is at fault, not the RTL; null: nothing to confirm.
  json["confirmed_without_optimisation"] =
      result.plain_build ? Json(result.plain_build->is_finding_there) : Json(nullptr);
  json["compiler_fault"] = result.is_compiler_fault();
  for (const auto& stage : result.unscheduled_stages) json["unscheduled_stages"].push_back(stage);
  if (const auto& last = result.first_last_difference)
    json["first_last_difference"] = {
        {"stream", last->stream}, {"frame", last->frame}, {"word", last->word}, {"got", last->got}};
  if (result.last_differences > 0) json["last_differences"] = result.last_differences;
  for (const auto& stream : result.outputs_without_last) json["outputs_without_last"].push_back(stream);
  for (const auto& line : result.register_differences) json["register_differences"].push_back(line);
  for (const auto& unread : result.unread_words)
    json["unread_words"].push_back({{"stream", unread.stream}, {"frame", unread.frame}, {"words", unread.words}});
  for (const auto& stream : result.streams)
    if (stream.words_unasked > 0)
      json["words_without_input"].push_back({{"stream", stream.name}, {"words", stream.words_unasked}});
  for (const auto& hypothesis : result.hypotheses)
    json["hypotheses"].push_back(
        {{"id", hypothesis.id}, {"text", hypothesis.text}, {"explained", hypothesis.explained}, {"of", hypothesis.of}});
  return json;
}

}  // namespace weir::tools
