/// Is the page of weir report whole, self-contained and true to what weir simulate tells? And does it work in a
/// browser?
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tools/report/page.hpp"

namespace weir::test {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

ProcessResult weir_run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), binary_folder() / "weir");
  return run_process(arguments);
}

std::string page_of(const fs::path& file, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "report");
  arguments.insert(arguments.end(), {"--quiet", "-o", file.string()});
  const ProcessResult result = weir_run(arguments);
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return read_text_file(file);
}

Json data_of(const std::string& page) {
  const std::string open = R"(<script id="data" type="application/json">)";
  const auto begin = page.find(open) + open.size();
  return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

Json simulated(const std::string& network) {
  Json json = Json::parse(weir_run({"simulate", network, "--engine", "maxplus", "--quiet", "--json"}).output);
  for (const char* key : {"origin", "request"}) json.erase(key);
  return json;
}

/// Debian's chromium, or $WEIR_CHROMIUM; nothing, and one line, where there is none.
std::optional<std::string> find_chromium() {
  if (const char* set = std::getenv("WEIR_CHROMIUM"); set != nullptr) return set;
  for (const char* folder : {"/usr/bin", "/usr/local/bin"})
    if (fs::exists(fs::path(folder) / "chromium")) return fs::path(folder) / "chromium";
  ++missing_data();
  std::cout << "skipped: no chromium (Debian package chromium, or set WEIR_CHROMIUM)\n";
  return std::nullopt;
}

/// Loads the page, runs `script` when it is ready, and returns what that leaves in the title.
std::string drive(const std::string& chromium, const std::string& page, const std::string& script) {
  const ScratchFolder folder;
  const std::string driver =
      "<script>(async () => { while (!document.body.dataset.ready) await new Promise(r => setTimeout(r, 20));\n"
      "let answer; try { answer = (() => {" +
      script +
      "})(); } catch (error) { answer = 'failed: ' + error; }\n"
      "document.title = 'answer: ' + answer; })();</script></body>";
  std::string driven = page;
  driven.replace(driven.rfind("</body>"), 7, driver);
  write_text_file(folder / "page.html", driven);
  const ProcessResult result =
      run_process({chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--user-data-dir=" + (folder / "profile").string(), "--virtual-time-budget=20000", "--dump-dom",
                   "file://" + (folder / "page.html").string()});
  const auto begin = result.output.find("<title>answer: ");
  INFO(result.output.substr(0, 2000));
  REQUIRE(begin != std::string::npos);
  return result.output.substr(begin + 15, result.output.find("</title>", begin) - begin - 15);
}

}  // namespace

TEST_CASE("the figures in the page are those of weir simulate --json", "[report]") {
  const ScratchFolder folder;
  for (const char* network : {"lfc-w1a1", "cnv-finn-1w1a-core"}) {
    const Json data = data_of(page_of(folder / "page.html", {network, "--as-built"}));
    CHECK(data.at("simulation") == simulated(network));
  }
}

TEST_CASE("the page loads nothing from elsewhere", "[report]") {
  const ScratchFolder folder;
  const std::string page = page_of(folder / "page.html", {"lfc-w1a1"});
  for (const char* mark : {"<link", "src=", "@import", "url(", "fetch(", "XMLHttpRequest", "import("})
    CHECK(page.find(mark) == std::string::npos);
  CHECK(page.size() < 150'000);
}

TEST_CASE("the page knows the proposed FIFOs, the blocks and where it came from", "[report]") {
  const ScratchFolder folder;
  const Json data = data_of(page_of(folder / "page.html", {"lfc-w1a1"}));
  CHECK(data.at("proposed").at("simulation").at("interval_cycles") == 512);  // the folding's bound
  CHECK(data.at("timeline").at("steady").at("buckets").get<int>() > 100);
  CHECK(data.at("blocks").size() == data.at("simulation").at("stages").size());  // a chain has none with branches
  CHECK(data.at("origin").at("command").get<std::string>().find("report lfc-w1a1") != std::string::npos);
  CHECK(data.at("origin").at("network_hash").get<std::string>().size() == 16);
  CHECK(data.at("front").size() > 1);
}

TEST_CASE("text of the data cannot end its element", "[report]") {
  const Json data{{"network", "a</script><!--<b>"}};
  const std::string page = tools::render_page(data);
  CHECK(page.find("a</script>") == std::string::npos);
  CHECK(page.find("<!--") == std::string::npos);
  CHECK(data_of(page) == data);
}

TEST_CASE("resnet50-w1a2 makes a page below 300 kB with its 186 stages", "[report]") {
  const ScratchFolder folder;
  const std::string page = page_of(folder / "page.html", {"resnet50-w1a2"});
  CHECK(page.size() < 300'000);
  const Json data = data_of(page);
  CHECK(data.at("simulation").at("stages").size() == 186);
  CHECK(data.at("blocks").size() < 60);
}

TEST_CASE("a browser shows every section, and one click chooses a stage in all of them", "[report]") {
  const auto chromium = find_chromium();
  if (!chromium) return;
  const ScratchFolder folder;
  const std::string page = page_of(folder / "page.html", {"lfc-w1a1"});
  CHECK(drive(*chromium, page,
              "return [...document.querySelectorAll('section')].filter(s => s.textContent.length > 20)"
              ".map(s => s.id).join();") ==
        "answer,guidance,time,waterfall,fifos,layers,graph,pareto,verification,origin");
  CHECK(drive(*chromium, page,
              "document.querySelector('#layers tr[data-key=s1]').click();"
              "return [document.querySelectorAll('tr.chosen').length, chosen.key].join();") == "1,s1");
  CHECK(drive(*chromium, page,
              "const now = document.querySelector('#answer .tile b').textContent;"
              "document.querySelector('[data-side=proposed]').click();"
              "return now + ' ' + document.querySelector('#answer .tile b').textContent;") ==
        "138,122 frames/s 195,313 frames/s");  // 100 MHz / 724 and / 512
}

TEST_CASE("a browser decodes the curves as they were counted", "[report]") {
  const auto chromium = find_chromium();
  if (!chromium) return;
  const ScratchFolder folder;
  const std::string page = page_of(folder / "page.html", {"lfc-w1a1", "--as-built"});
  // Over both parts the fullest bucket of each FIFO is the engine's high water; a source runs ahead by all frames.
  CHECK(drive(*chromium, page,
              "return data.simulation.fifos.every((f, i) => f.name === 'memIn' || Math.max(...[data.timeline.first, "
              "data.timeline.steady]"
              ".flatMap(p => [...p.fifos[i].most])) === f.high_water);") == "true");
}

TEST_CASE("every chart of the page is also an SVG that is well-formed", "[report]") {
  const auto chromium = find_chromium();
  if (!chromium) return;
  const ScratchFolder folder;
  const std::string page = page_of(folder / "page.html", {"lfc-w1a1"});
  CHECK(
      drive(*chromium, page,
            "const saved = []; save = (name, text) => saved.push([name, text]);"
            "for (const b of document.querySelectorAll('h2 button')) if (['SVG', 'CSV'].includes(b.textContent)) "
            "b.click();"
            "return saved.map(([n, t]) => n + (n.endsWith('svg') && new DOMParser().parseFromString(t, 'image/svg+xml')"
            ".querySelector('parsererror') ? ' broken' : '')).join();") ==
      "timeline.svg,timeline.csv,waterfall.svg,waterfall.csv,fifos.csv,layers.csv,graph.svg,graph.csv,pareto.svg,"
      "pareto.csv");
}

}  // namespace weir::test
