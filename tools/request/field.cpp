#include "tools/request/field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <limits>

#include "golden/base/error.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string with_underscores(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// One value of the field, or nothing if its type or size is wrong.
template <class Number>
std::optional<Number> whole(const Json& value) {
  constexpr bool is_signed = std::is_signed_v<Number>;
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()))
    return std::nullopt;
  if (!value.is_number_unsigned()) {
    const auto number = value.get<std::int64_t>();
    if (number < 0 && !is_signed) return std::nullopt;
    if (is_signed && (number < static_cast<std::int64_t>(std::numeric_limits<Number>::min()) ||
                      number > static_cast<std::int64_t>(std::numeric_limits<Number>::max())))
      return std::nullopt;
  }
  return value.get<Number>();
}

std::optional<double> real(const Json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) return std::nullopt;
  return value.get<double>();
}

bool is_legal(const Legal& legal, const Json& value) {
  return std::visit(Overloaded{
                        [](std::monostate) { return true; },
                        [&](const WholeNumbers& range) {
                          const auto number = whole<std::int64_t>(value);
                          return number && *number >= range.least && *number <= range.most;
                        },
                        [&](const Numbers& range) {
                          const auto number = real(value);
                          return number && *number >= range.least && *number <= range.most;
                        },
                        [&](const Words& words) {
                          return value.is_string() &&
                                 std::find(words.begin(), words.end(), value.get<std::string>()) != words.end();
                        },
                        [&](const Written& written) {
                          return value.is_string() && wrong_ending(value.get<std::string>(), written).empty();
                        },
                    },
                    legal);
}

template <class Member, class Taken>
bool take(Member& member, const Taken& taken) {
  if (taken) member = *taken;
  return taken.has_value();
}

std::optional<bool> truth(const Json& value) {
  return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
}

std::optional<std::string> text(const Json& value) {
  return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

/// One value alone counts as a list of it.
template <class Item, class Convert>
bool assign_list(std::vector<Item>& member, const Json& value, const Convert& convert) {
  std::vector<Item> items;
  for (const Json& one : value.is_array() ? value : Json::array({value})) {
    const auto taken = convert(one);
    if (!taken) return false;
    items.push_back(*taken);
  }
  member = std::move(items);
  return true;
}

bool assign(const Target& target, const Json& value) {
  return std::visit(Overloaded{
                        [&](bool* member) { return take(*member, truth(value)); },
                        [&](const Unless& unless) {
                          const auto given = truth(value);
                          if (given) *unless.member = !*given;
                          return given.has_value();
                        },
                        [&](std::optional<bool>* member) { return take(*member, truth(value)); },
                        [&](int* member) { return take(*member, whole<int>(value)); },
                        [&](std::int64_t* member) { return take(*member, whole<std::int64_t>(value)); },
                        [&](std::uint64_t* member) { return take(*member, whole<std::uint64_t>(value)); },
                        [&](double* member) { return take(*member, real(value)); },
                        [&](std::optional<double>* member) { return take(*member, real(value)); },
                        [&](const AsMhz& clock) {
                          const auto mhz = real(value);
                          if (mhz) *clock.period_ns = 1000 / *mhz;
                          return mhz.has_value();
                        },
                        [&](std::string* member) { return take(*member, text(value)); },
                        [&](std::vector<std::string>* member) { return assign_list(*member, value, text); },
                        [&](std::vector<int>* member) { return assign_list(*member, value, whole<int>); },
                    },
                    target);
}

std::string type_text(const Target& target) {
  return std::visit(Overloaded{
                        [](bool*) { return "true or false"; },
                        [](const Unless&) { return "true or false"; },
                        [](std::optional<bool>*) { return "true or false"; },
                        [](int*) { return "a whole number"; },
                        [](std::int64_t*) { return "a whole number"; },
                        [](std::uint64_t*) { return "a whole number"; },
                        [](double*) { return "a number"; },
                        [](std::optional<double>*) { return "a number"; },
                        [](const AsMhz&) { return "a number"; },
                        [](std::string*) { return "a text"; },
                        [](std::vector<std::string>*) { return "texts"; },
                        [](std::vector<int>*) { return "whole numbers"; },
                    },
                    target);
}

void set_value(const Form& form, const Field& field, const std::string& name, const Json& value, Errors& errors) {
  const Json values = value.is_array() ? value : Json::array({value});
  const bool fits = std::all_of(values.begin(), values.end(), [&](const Json& v) { return is_legal(field.legal, v); });
  if (fits && assign(field.target, value)) return;
  std::string near;
  if (const auto* words = std::get_if<Words>(&field.legal); words != nullptr && value.is_string())
    near = nearest_name(value.get<std::string>(), *words);
  errors.add("usage",
             fmt::format("{} is {}{}", name, value.dump(), near.empty() ? "" : " (did you mean " + near + "?)"),
             "Model." + form.python, "legal: " + legal_text(field));
}

void refuse_unknown(const Form& form, const std::string& name, Errors& errors) {
  std::vector<std::string> known, all;
  for (const Field& field : form.fields) {
    if (!field.is_for(Surface::kPython)) continue;
    known.push_back(field.key());
    all.push_back(field.key());
    for (const std::string& alias : field.aliases) all.push_back(with_underscores(alias));
  }
  const std::string near = nearest_name(name, all);
  errors.add(
      "usage",
      fmt::format("{} has no keyword {}{}", form.python, name, near.empty() ? "" : " (did you mean " + near + "?)"),
      "Model." + form.python, fmt::format("legal: {}", fmt::join(known, ", ")));
}

bool is_given(const Json& values, const Form& form, const Field& wanted) {
  for (const auto& [name, value] : values.items())
    if (!value.is_null() && form.find(name, Surface::kPython) == &wanted) return true;
  return false;
}

}  // namespace

std::string Field::key() const { return with_underscores(name); }

void Form::add(std::vector<Field> more) {
  for (Field& field : more) {
    field.usual = value_of(field);
    fields.push_back(std::move(field));
  }
}

const Field* Form::find(const std::string& name, Surface surface) const {
  const std::string key = with_underscores(name);
  for (const Field& field : fields)
    if (field.is_for(surface) && field.key() == key) return &field;
  for (const Field& field : fields)
    for (const std::string& alias : field.aliases)
      if (field.is_for(surface) && with_underscores(alias) == key) return &field;
  return nullptr;
}

std::string wrong_ending(const std::string& file, const Written& written) {
  static const Words kKnown{".pdf",  ".png",  ".jpg", ".svg", ".csv", ".json", ".yaml", ".yml",  ".onnx", ".h5",
                            ".hdf5", ".html", ".htm", ".fst", ".vcd", ".xml",  ".npy",  ".npz",  ".zip",  ".txt",
                            ".md",   ".xlsx", ".tex", ".sv",  ".v",   ".cpp",  ".gtkw", ".sucl", ".proto"};
  std::string ending = std::filesystem::path(file).extension().string();
  for (char& letter : ending) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const auto holds = [&](const Words& words) { return std::find(words.begin(), words.end(), ending) != words.end(); };
  return holds(kKnown) && !holds(written.endings) ? ending : "";
}

std::string legal_text(const Field& field) {
  return std::visit(
      Overloaded{
          [&](std::monostate) { return type_text(field.target); },
          [&](const WholeNumbers& range) {
            return fmt::format("{} {} .. {}", type_text(field.target), range.least, range.most);
          },
          [&](const Numbers& range) {
            return fmt::format("{} {} .. {}", type_text(field.target), range.least, range.most);
          },
          [](const Words& words) { return fmt::format("{}", fmt::join(words, ", ")); },
          [](const Written& written) { return fmt::format("a name ending in {}", fmt::join(written.endings, ", ")); },
      },
      field.legal);
}

Json value_of(const Field& field) {
  return std::visit(
      Overloaded{
          [](const Unless& unless) { return Json(!*unless.member); },
          [](const AsMhz& clock) { return *clock.period_ns == 0 ? Json() : Json(1000 / *clock.period_ns); },
          [](const auto* member) {
            using Member = std::remove_cvref_t<decltype(*member)>;
            if constexpr (requires { member->has_value(); }) {
              return member->has_value() ? Json(**member) : Json(nullptr);
            } else {
              return Json(static_cast<const Member&>(*member));
            }
          },
      },
      field.target);
}

std::string default_text(const Field& field) {
  if (field.is_required || !field.instead_of.empty()) return "";
  if (!field.otherwise.empty()) return "default: " + field.otherwise;
  const Json& usual = field.usual;
  if (usual.is_null() || usual.is_boolean() || usual == "" || (usual.is_array() && usual.empty())) return "";
  if (usual.is_array()) {
    std::vector<std::string> items;
    for (const Json& one : usual) items.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    return fmt::format("default: {}", fmt::join(items, ","));
  }
  return "default: " + (usual.is_string()         ? usual.get<std::string>()
                        : usual.is_number_float() ? fmt::format("{:g}", usual.get<double>())
                                                  : usual.dump());
}

void set_values(const Form& form, const Json& values) {
  Errors errors;
  for (const Field& field : form.fields)
    if (!field.python_default.empty()) assign(field.target, field.python_default);
  std::vector<std::pair<const Field*, std::string>> given;
  for (const auto& [name, value] : values.items()) {
    const Field* field = form.find(name, Surface::kPython);
    if (field == nullptr) {
      refuse_unknown(form, name, errors);
      continue;
    }
    if (value.is_null()) continue;
    const auto says_the_same = [&](const auto& one) {
      const Field& other = *one.first;
      return &other == field || other.name == field->instead_of || other.instead_of == field->name;
    };
    if (const auto same = std::find_if(given.begin(), given.end(), says_the_same); same != given.end())
      errors.add("usage", fmt::format("{} and {} are given, which say the same", same->second, name),
                 "Model." + form.python, "give one of them");
    given.emplace_back(field, name);
    set_value(form, *field, name, value, errors);
  }
  for (const Field& field : form.fields)
    if (field.is_required && field.is_for(Surface::kPython) && !is_given(values, form, field))
      errors.add("usage", fmt::format("{} is missing: {}", field.key(), field.help), "Model." + form.python,
                 "legal: " + legal_text(field));
  errors.throw_if_any();
}

Json request_json(const Form& form, const std::string& version) {
  Json json;
  if (!form.command.empty()) json["command"] = form.command;
  json["version"] = version;
  for (const Field& field : form.fields) {
    if (!field.instead_of.empty() || field.is_manner) continue;
    const Json value = value_of(field);
    const bool is_always_told = field.name == "network" || field.name == "profile" || field.name == "seed";
    if (is_always_told ? value != "" : value != field.usual) json[field.key()] = value;
  }
  return json;
}

}  // namespace weir::tools
