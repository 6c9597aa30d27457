/// The page of `weir report`: one file of HTML with its style, its program and its data, and nothing from elsewhere.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace weir::tools {

/// `data` as page_data() makes it.
std::string render_page(const nlohmann::ordered_json& data);

// What the page is made of, from the files in tools/report/page.
const char* page_html();
const char* page_style();
const char* page_script();

}  // namespace weir::tools
