#include "tools/report/page.hpp"

namespace weir::tools {

namespace {

void put(std::string& page, const std::string& place, const std::string& text) {
  const std::string mark = "{{" + place + "}}";
  page.replace(page.find(mark), mark.size(), text);
}

/// So that no text of the data ends the element it stands in.
std::string json_for_html(const nlohmann::ordered_json& data) {
  std::string text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  for (auto at = text.find("</"); at != std::string::npos; at = text.find("</", at + 3)) text.replace(at, 2, "<\\/");
  for (auto at = text.find("<!--"); at != std::string::npos; at = text.find("<!--", at)) text.replace(at, 1, "\\u003c");
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '<')
      out += "&lt;";
    else if (letter == '&')
      out += "&amp;";
    else
      out += letter;
  }
  return out;
}

}  // namespace

std::string render_page(const nlohmann::ordered_json& data) {
  std::string page = page_html();
  // The data last: what is put in is not looked at again.
  put(page, "TITLE", escaped(data.at("network").get<std::string>()) + " - weir report");
  put(page, "STYLE", page_style());
  put(page, "SCRIPT", page_script());
  put(page, "DATA", json_for_html(data));
  return page;
}

}  // namespace weir::tools
