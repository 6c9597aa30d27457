/// The pages that come from forms: reference (Markdown), manual (man), completion (bash) and Python's stub.
#pragma once
#include "tools/request/field.hpp"

namespace weir::tools {

/// Is it given by its name alone?
bool is_switch(const Field& field);
/// What stands for the value in a synopsis: "N", "systemc|maxplus".
std::string value_text(const Field& field);
/// "--margin-percent, --margin PERCENT" as a command line has it; of an argument "NETWORK".
std::string option_text(const Field& field);
/// "weir simulate NETWORK [OPTION...]"
std::string synopsis(const Form& form);
/// What it means, what is legal and what holds without it.
std::string meaning(const Field& field);

/// Every command with its options, and Python's keywords for them.
std::string reference_page(const std::vector<Form>& forms);
/// weir.1, which names the commands, and weir-<command>.1.
std::string manual_overview(const std::vector<Form>& forms, const std::string& version);
std::string manual_page(const Form& form, const std::string& version);
/// For bash: commands, options, words where only some are legal, files elsewhere. `networks`: built-in names.
std::string bash_completion(const std::vector<Form>& forms, const std::vector<std::string>& networks,
                            const std::vector<std::string>& profiles);
/// Of tools/python/weir/requests.py: the methods with their keywords, types and defaults.
std::string python_stub(const std::vector<Form>& forms);
/// The same for the module itself, at run time: a list of {method, returns, data, first, text, keywords [{name,
/// type, default, required}]}.
nlohmann::ordered_json python_methods(const std::vector<Form>& forms);

}  // namespace weir::tools
