#include "systemc/calibrate/csynth.hpp"

#include <expat.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "golden/base/error.hpp"

namespace weir::timing {

namespace {

struct Element {
  std::string name, text;
  std::vector<std::unique_ptr<Element>> children;

  const Element* find(const std::string& child) const {
    for (const auto& c : children)
      if (c->name == child) return c.get();
    return nullptr;
  }
  /// The element at a path of names; null if there is none.
  template <class... Rest>
  const Element* find(const std::string& child, const Rest&... rest) const {
    const Element* found = find(child);
    return found == nullptr ? nullptr : found->find(rest...);
  }
};

[[noreturn]] void refuse(const std::string& what, const std::string& where, const std::string& hint) {
  throw Error("bad-csynth", what, where, hint);
}

/// Builds the tree of elements; attributes and comments are not kept.
class Tree {
 public:
  static std::unique_ptr<Element> parse(const std::string& xml, const std::string& where) {
    Tree tree;
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                              &XML_ParserFree);
    XML_SetUserData(parser.get(), &tree);
    XML_SetElementHandler(
        parser.get(), [](void* self, const char* name, const char**) { static_cast<Tree*>(self)->begin(name); },
        [](void* self, const char*) { static_cast<Tree*>(self)->open_.pop_back(); });
    XML_SetCharacterDataHandler(parser.get(), [](void* self, const char* text, int size) {
      static_cast<Tree*>(self)->open_.back()->text.append(text, static_cast<std::size_t>(size));
    });
    tree.parser_ = parser.get();
    const bool is_read = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK;
    if (!is_read)
      refuse(std::string("the file is not XML: ") + XML_ErrorString(XML_GetErrorCode(parser.get())) +
                 (tree.is_too_deep_ ? ", elements are too deep" : ""),
             where + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())), "csynth.xml of Vivado or Vitis HLS");
    return std::move(tree.root_.children.front());
  }

 private:
  static constexpr std::size_t kMostDeep = 100;

  void begin(const char* name) {
    Element& parent = open_.empty() ? root_ : *open_.back();
    parent.children.push_back(std::make_unique<Element>());
    parent.children.back()->name = name;
    open_.push_back(parent.children.back().get());
    if (open_.size() <= kMostDeep) return;
    is_too_deep_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

  Element root_;
  std::vector<Element*> open_;
  XML_Parser parser_ = nullptr;
  bool is_too_deep_ = false;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Reader {
 public:
  Reader(const Element& root, const std::string& where) : root_(root), where_(where) {}

  CsynthReport read() {
    const Element* estimates = root_.find("PerformanceEstimates");
    if (estimates == nullptr)
      refuse("the file has no PerformanceEstimates in <" + root_.name + ">", where_,
             "csynth.xml of Vivado or Vitis HLS, from syn/report");
    CsynthReport report;
    report.top = text(root_.find("UserAssignments", "TopModelName"));
    if (report.top.empty()) complain("UserAssignments/TopModelName is missing or empty");
    report.tool_version = text(root_.find("ReportVersion", "Version"));
    report.interval_cycles = interval(estimates->find("SummaryOfOverallLatency"));
    add_loops(*estimates, report);
    if (const Element* modules = root_.find("ModuleInformation"))
      for (const auto& module : modules->children)
        if (const Element* inner = module->find("PerformanceEstimates")) add_loops(*inner, report);
    errors_.throw_if_any();
    return report;
  }

 private:
  void complain(const std::string& what) {
    errors_.add("bad-csynth", what, where_, "csynth.xml as the tool writes it");
  }

  static std::string text(const Element* element) { return element == nullptr ? "" : trimmed(element->text); }

  /// What the tool writes where it cannot know: "undef", "?", "-", "inf", a range.
  static bool is_unknown(const std::string& value) {
    return value.empty() || value == "undef" || value == "?" || value == "-" || value == "inf" ||
           value.find('~') != std::string::npos;
  }

  std::optional<std::int64_t> known(const Element& parent, const std::string& name) {
    const std::string value = text(parent.find(name));
    if (is_unknown(value)) return std::nullopt;
    const auto read = number(value);
    if (!read || *read < 0) complain(parent.name + "/" + name + " is \"" + value + "\", no count");
    return read;
  }

  std::optional<std::int64_t> interval(const Element* overall) {
    if (overall == nullptr) return std::nullopt;
    const auto least = known(*overall, "Interval-min"), most = known(*overall, "Interval-max");
    return least == most ? least : std::nullopt;
  }

  /// Loops are elements of any name, and may hold the loops inside them.
  void add_loops(const Element& estimates, CsynthReport& report) {
    if (const Element* loops = estimates.find("SummaryOfLoopLatency"))
      for (const auto& loop : loops->children) add_loop(*loop, report);
  }

  void add_loop(const Element& element, CsynthReport& report) {
    for (const auto& child : element.children)
      if (child->find("TripCount") != nullptr || child->find("PipelineII") != nullptr) add_loop(*child, report);
    const auto interval = known(element, "PipelineII"), depth = known(element, "PipelineDepth");
    if (!interval || !depth) return;
    CsynthLoop loop{text(element.find("Name")), *interval, *depth, known(element, "TripCount"),
                    known(element, "Latency")};
    if (loop.name.empty()) loop.name = element.name;
    if (*interval < 1 || *depth < 1)
      complain("loop " + loop.name + " has PipelineII " + std::to_string(*interval) + " and PipelineDepth " +
               std::to_string(*depth) + ", both are 1 or more");
    // The top function's loops appear under ModuleInformation, too.
    if (std::find(report.loops.begin(), report.loops.end(), loop) == report.loops.end()) report.loops.push_back(loop);
  }

  const Element& root_;
  const std::string& where_;
  Errors errors_;
};

}  // namespace

CsynthReport parse_csynth(const std::string& xml, const std::string& where) {
  const auto root = Tree::parse(xml, where);
  return Reader(*root, where).read();
}

}  // namespace weir::timing
