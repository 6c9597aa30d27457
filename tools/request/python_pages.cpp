#include <fmt/format.h>

#include "golden/base/joined.hpp"
#include "tools/request/pages.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

bool is_file(const Field& field) {
  return field.value == "FILE" || field.value == "FOLDER" || field.value == "PROFILE";
}

struct TypeName {
  const Field& field;
  std::string operator()(const bool*) const { return "bool"; }
  std::string operator()(const Unless&) const { return "bool"; }
  std::string operator()(const std::optional<bool>*) const { return "bool"; }
  std::string operator()(const double*) const { return "float"; }
  std::string operator()(const std::optional<double>*) const { return "float"; }
  std::string operator()(const AsMhz&) const { return "float"; }
  std::string operator()(const std::string*) const { return is_file(field) ? "PathLike" : "str"; }
  std::string operator()(const std::vector<std::string>*) const { return "Sequence[str]"; }
  std::string operator()(const std::vector<int>*) const { return "Sequence[int]"; }
  std::string operator()(const auto*) const { return "int"; }
};

std::string plain_type(const Field& field) {
  if (const auto* words = std::get_if<Words>(&field.legal))
    return fmt::format("Literal[\"{}\"]", fmt::join(*words, "\", \""));
  return std::visit(TypeName{field}, field.target);
}

/// null: left out, None or the default are the same.
Json python_default(const Field& field) {
  if (!field.python_default.empty()) return field.python_default;
  if (!field.otherwise.empty() || !field.instead_of.empty() || field.usual == "") return nullptr;
  return field.usual;
}

std::string literal(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (!value.is_array()) return value.dump();
  const std::string items = joined(value, ", ", [&](const Json& one) { return one.dump(); });
  return "(" + items + (value.size() == 1 ? ",)" : ")");
}

std::string type_of(const Field& field) {
  const bool is_optional = !field.is_required && python_default(field).is_null();
  return is_optional ? "Optional[" + plain_type(field) + "]" : plain_type(field);
}

std::string parameter(const Field& field) {
  const std::string typed = field.key() + ": " + type_of(field);
  return field.is_required ? typed : typed + " = " + literal(python_default(field));
}

/// The keywords in the order of the signature: the one that may come without its name first.
std::vector<const Field*> keywords(const Form& form) {
  std::vector<const Field*> fields;
  for (const Field& field : form.fields)
    if (field.is_for(Surface::kPython) && field.key() == form.first) fields.push_back(&field);
  for (const Field& field : form.fields)
    if (field.is_for(Surface::kPython) && field.key() != form.first) fields.push_back(&field);
  return fields;
}

std::string docstring(const Form& form) {
  std::string text = form.summary + ".";
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  if (!form.about.empty()) text += " " + form.about;
  text += "\n";
  for (const Field* field : keywords(form)) text += fmt::format("\n{}: {}", field->key(), meaning(*field));
  return text;
}

}  // namespace

std::string python_stub(const std::vector<Form>& forms) {
  std::string stub =
      "# Made by `weir help --write FOLDER` from the descriptions in tools/request; a test compares them.\n"
      "import os\n"
      "from typing import Any, Literal, Optional, Sequence, Union\n\n"
      "from weir.exploring import Exploration\n"
      "from weir.model import Model\n"
      "from weir.reports import Bench, Cosim, Estimate, FifoSizing, Simulation\n\n"
      "PathLike = Union[str, \"os.PathLike[str]\"]\n\n"
      "class Requests:\n";
  for (const Form& form : forms) {
    if (form.python.empty()) continue;
    stub += fmt::format("    def {}(\n        self,\n", form.python);
    if (!form.data.empty()) stub += "        " + form.data + ",\n";
    bool is_named = false;
    for (const Field* field : keywords(form)) {
      if (!is_named && field->key() != form.first) {
        stub += "        *,\n";
        is_named = true;
      }
      stub += "        " + parameter(*field) + ",\n";
    }
    stub += fmt::format("    ) -> {}: ...\n", form.returns);
  }
  return stub;
}

Json python_methods(const std::vector<Form>& forms) {
  Json methods = Json::array();
  for (const Form& form : forms) {
    if (form.python.empty()) continue;
    Json names = Json::array();
    for (const Field* field : keywords(form))
      names.push_back({{"name", field->key()},
                       {"type", type_of(*field)},
                       {"default", python_default(*field)},
                       {"required", field->is_required}});
    methods.push_back({{"method", form.python},
                       {"returns", form.returns},
                       {"data", form.data.substr(0, form.data.find(':'))},
                       {"first", form.first},
                       {"text", docstring(form)},
                       {"keywords", names}});
  }
  return methods;
}

}  // namespace weir::tools
