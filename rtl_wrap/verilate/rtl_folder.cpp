#include "rtl_wrap/verilate/rtl_folder.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/source_list.hpp"

namespace weir::rtl {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kSchemaVersion = 1;

/// Reads fields and turns what does not fit into Errors that name the field.
class ManifestReader {
 public:
  explicit ManifestReader(fs::path file) : file_(std::move(file)) {
    document_ = json::parse(read_text_file(file_), nullptr, false);
    if (document_.is_discarded() || !document_.is_object())
      throw Error("rtl-manifest", "the manifest is not a JSON object", file_.string());
  }

  const json& document() const { return document_; }

  template <class T>
  T get(const json& object, const char* field) const {
    const auto found = object.find(field);
    if (found == object.end())
      throw Error("rtl-manifest", std::string("field \"") + field + "\" is missing", file_.string());
    try {
      return found->get<T>();
    } catch (const json::exception&) {
      throw Error("rtl-manifest", std::string("field \"") + field + "\" is " + found->dump() + ", of the wrong type",
                  file_.string());
    }
  }
  template <class T>
  T get_or(const json& object, const char* field, T otherwise) const {
    const auto found = object.find(field);
    return found == object.end() || found->is_null() ? otherwise : get<T>(object, field);
  }

 private:
  fs::path file_;
  json document_;
};

/// A name, or a number or null from a writer that numbers its stages.
std::string name_or_empty(const json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

void read_sources(const ManifestReader& reader, const char* field, RtlFolder& rtl) {
  for (const auto& source : reader.get_or<std::vector<std::string>>(reader.document(), field, {})) {
    const fs::path path = rtl.folder / source;
    if (!fs::is_regular_file(path))
      throw Error("file-missing", "source \"" + source + "\" of the manifest does not exist", path.string());
    rtl.sources.push_back(path);
  }
}

void check_indices(const RtlFolder& rtl, const std::vector<int>& indices, const char* field) {
  for (const int index : indices)
    if (index < 0 || index >= static_cast<int>(rtl.streams.size()))
      throw Error("rtl-manifest",
                  std::string("\"") + field + "\" names stream " + std::to_string(index) + " of " +
                      std::to_string(rtl.streams.size()),
                  (rtl.folder / kManifestName).string());
}

}  // namespace

RtlFolder read_rtl_folder(const fs::path& folder) {
  RtlFolder rtl;
  rtl.folder = fs::absolute(folder).lexically_normal();
  if (!fs::exists(rtl.folder / kManifestName))
    throw Error("file-missing", "\"" + (rtl.folder / kManifestName).string() + "\" does not exist", "",
                "weir rtl writes it; of RTL that Weir did not make, name the top module");
  const ManifestReader reader(rtl.folder / kManifestName);
  const json& document = reader.document();
  if (const int version = reader.get<int>(document, "schema_version"); version != kSchemaVersion)
    throw Error("rtl-manifest", "schema_version is " + std::to_string(version), (rtl.folder / kManifestName).string(),
                "this program reads version " + std::to_string(kSchemaVersion) + "; write the RTL again with weir rtl");
  rtl.top = reader.get<std::string>(document, "top");
  // Both lists are whole and define the same modules; the one for simulation runs faster.
  const bool for_simulation = !reader.get_or<std::vector<std::string>>(document, "sim_sources", {}).empty();
  read_sources(reader, for_simulation ? "sim_sources" : "sources", rtl);
  rtl.data = (rtl.folder / reader.get_or<std::string>(document, "data", ".")).lexically_normal();
  rtl.network_hash = name_or_empty(document, "network_hash");
  rtl.folding_hash = name_or_empty(document, "folding_hash");
  for (const json& stage : reader.get<std::vector<json>>(document, "stages"))
    rtl.stages.push_back({reader.get<std::string>(stage, "name"), reader.get<std::string>(stage, "module"),
                          reader.get_or<std::string>(stage, "kernel_report", "")});
  for (const json& stream : reader.get<std::vector<json>>(document, "streams"))
    rtl.streams.push_back({reader.get<std::string>(stream, "name"), reader.get<int>(stream, "word_bits"),
                           reader.get<int>(stream, "depth_words"), name_or_empty(stream, "producer"),
                           name_or_empty(stream, "consumer")});
  if (const auto clock = document.find("clock"); clock != document.end()) {
    rtl.clk_mhz = reader.get<double>(*clock, "mhz");
    rtl.fpga_part = reader.get<std::string>(*clock, "fpga_part");
  }
  rtl.inputs = reader.get<std::vector<int>>(document, "inputs");
  rtl.outputs = reader.get<std::vector<int>>(document, "outputs");
  check_indices(rtl, rtl.inputs, "inputs");
  check_indices(rtl, rtl.outputs, "outputs");
  return rtl;
}

RtlFolder rtl_folder_of_sources(const fs::path& folder, const std::string& top) {
  SourceList list = find_sources(folder);
  RtlFolder rtl;
  rtl.folder = fs::absolute(folder).lexically_normal();
  rtl.top = top;
  rtl.sources = list.listed.empty() ? std::move(list.others) : std::move(list.listed);
  rtl.data = fs::is_directory(rtl.folder / "data") ? rtl.folder / "data" : rtl.folder;
  return rtl;
}

void check_rtl_folder(const RtlFolder& rtl, const golden::StageGraph& graph, Errors& errors) {
  if (!rtl.has_monitors()) return;
  const std::string where = (rtl.folder / kManifestName).string();
  const char* hint = "network or folding changed since; write the RTL again with weir rtl";
  if (rtl.streams.size() != graph.streams.size()) {
    errors.add("rtl-differs",
               "the RTL has " + std::to_string(rtl.streams.size()) + " streams, \"" + graph.name + "\" has " +
                   std::to_string(graph.streams.size()),
               where, hint);
    return;
  }
  const auto differs = [&](std::size_t i, const char* what, const auto& in_rtl, const auto& in_graph) {
    if (in_rtl == in_graph) return;
    const auto text = [](const auto& value) { return json(value).dump(); };
    errors.add("rtl-differs",
               "stream " + std::to_string(i) + " (" + graph.streams[i].name + "): " + what + " is " + text(in_rtl) +
                   " in the RTL, " + text(in_graph) + " in the network",
               where, hint);
  };
  for (std::size_t i = 0; i < rtl.streams.size(); ++i) {
    differs(i, "name", rtl.streams[i].name, graph.streams[i].name);
    differs(i, "word_bits", rtl.streams[i].word_bits, graph.streams[i].word_bits());
    differs(i, "depth_words", rtl.streams[i].depth_words, graph.streams[i].depth_words);
  }
  if (rtl.inputs != graph.input_streams() || rtl.outputs != graph.output_streams())
    errors.add("rtl-differs", "inputs or outputs of the RTL are not those of \"" + graph.name + "\"", where, hint);
}

}  // namespace weir::rtl
