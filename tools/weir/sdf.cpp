#include "tools/weir/sdf.hpp"

#include <algorithm>
#include <charconv>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "systemc/sdf/xml.hpp"
#include "tools/report/sdf_report.hpp"
#include "tools/weir/signals.hpp"

namespace weir::tools {

namespace {

sdf::Ratio parse_period(const std::string& text) {
  const auto refuse = [&] {
    return Error("usage", "--target-period " + text + " is no ratio above 0", "",
                 "legal: N or N/D, for instance 2163/4");
  };
  sdf::Ratio ratio;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto read = [&](std::size_t begin, std::size_t end, std::int64_t& value) {
    const auto [last, code] = std::from_chars(text.data() + begin, text.data() + end, value);
    if (code != std::errc() || last != text.data() + end || value < 1) throw refuse();
  };
  read(0, slash, ratio.numerator);
  if (slash < text.size()) read(slash + 1, text.size(), ratio.denominator);
  return sdf::Ratio::of(ratio.numerator, ratio.denominator);
}

sdf::BufferOptions buffer_options(const SdfFifoOptions& options, const std::atomic<bool>& stop,
                                  const Session& session) {
  sdf::BufferOptions search;
  search.stop = &stop;
  search.progress = [&session](const std::string& text) { session.progress(text); };
  if (options.target_interval > 0 && !options.target_period.empty())
    throw Error("usage", "--target-interval and --target-period are two targets");
  if (options.target_interval > 0) search.period = sdf::Ratio{options.target_interval, 1};
  if (!options.target_period.empty()) search.period = parse_period(options.target_period);
  return search;
}

}  // namespace

bool is_sdf3(const std::string& network) {
  std::string extension = std::filesystem::path(network).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), ::tolower);
  return extension == ".xml";
}

void require_sdf3_options(const Session& session, const Words& allowed) {
  Words legal = allowed;
  legal.insert(legal.end(), {"json", "quiet", "seed"});
  for (const std::string& name : session.given) {
    const Field* field = session.form.find(name, Surface::kCommandLine);
    if (field == nullptr || field->is_argument || std::find(legal.begin(), legal.end(), name) != legal.end()) continue;
    throw Error("usage", "--" + name + " says nothing about a graph of SDF3", "",
                "legal: --" + joined(allowed, ", --"));
  }
}

int import_sdf3(const std::string& file, const std::string& output, const Session& session) {
  if (!output.empty()) require_writable(output);
  const sdf::Graph graph = sdf::read_xml(file);
  if (!output.empty()) write_text_file(output, sdf::xml_text(graph));
  nlohmann::ordered_json json = sdf_graph_json(graph);
  if (!output.empty()) json["output"] = output;
  if (session.json) session.print_json(json);
  session.print(sdf_graph_text(graph) + (output.empty() ? "" : " -> " + output));
  return kFine;
}

int simulate_sdf3(const std::string& file, const std::string& output, const Session& session) {
  if (!output.empty()) create_output_folder(output);
  const sdf::Graph graph = sdf::read_xml(file);
  const sdf::Throughput result = sdf::throughput(graph);
  const nlohmann::ordered_json json = sdf_throughput_json(graph, result);
  if (!output.empty()) write_text_file(std::filesystem::path(output) / "simulation.json", json.dump(2) + "\n");
  if (session.json) session.print_json(json);
  session.print(sdf_throughput_text(graph, result));
  return result.is_deadlock ? kFinding : kFine;
}

bool write_front(const sdf::Graph& graph, const SdfFifoOptions& options, const Session& session) {
  std::atomic<bool> stop = false;
  const StopOnSignal stop_on_signal(stop);
  const sdf::Front front = sdf::all_buffers(graph, buffer_options(options, stop, session));
  session.progress_done();
  write_text_file(options.front, sdf_front_csv(graph, front));
  session.print(sdf_front_text(front));
  return front.is_complete;
}

int fifo_sdf3(const std::string& file, const SdfFifoOptions& options, const Session& session) {
  for (const std::string& output : {options.output, options.front})
    if (!output.empty()) require_writable(output);
  const sdf::Graph graph = sdf::without_rooms(sdf::read_xml(file));
  const bool is_whole = options.front.empty() || write_front(graph, options, session);
  std::atomic<bool> stop = false;
  const StopOnSignal stop_on_signal(stop);
  const sdf::Buffers buffers = sdf::least_buffers(graph, buffer_options(options, stop, session));
  session.progress_done();
  if (!options.output.empty())
    write_text_file(options.output, sdf::xml_text(sdf::with_rooms(sdf::with_capacities(graph, buffers))));
  if (session.json) session.print_json(sdf_buffers_json(graph, buffers));
  session.print(sdf_buffers_text(graph, buffers));
  return is_whole && !stop.load() ? kFine : kFinding;
}

}  // namespace weir::tools
