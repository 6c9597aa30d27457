#include "golden/floats/node.hpp"

#include <sstream>

#include "golden/base/joined.hpp"

namespace weir::golden::floats {

std::string Node::label() const {
  return op_type + " node \"" + (name.empty() && !outputs.empty() ? "of " + outputs.front() : name) + "\"";
}

const std::string& Node::input(std::size_t index) const {
  note_input(index);
  if (index < inputs.size()) return inputs[index];
  throw Error("onnx-format", label() + " has " + std::to_string(inputs.size()) + " inputs", "",
              "at least " + std::to_string(index + 1));
}

std::string Node::optional_input(std::size_t index) const {
  note_input(index);
  return index < inputs.size() ? inputs[index] : "";
}

const Attribute* Node::attribute(const std::string& key) const {
  if (record_) record_->attributes.insert(key);
  const auto found = attributes_.find(key);
  return found == attributes_.end() ? nullptr : &found->second;
}

namespace {

std::string number_text(double x) {
  std::ostringstream text;
  text << x;
  return text.str();
}

template <class T, class Text>
std::string list_text(const std::vector<T>& values, Text one_text) {
  const std::string text = joined(values, ", ", [&](const T& value) { return one_text(value); });
  return "[" + text + "]";
}

}  // namespace

std::string text_of(const Attribute& value) {
  const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
  if (const auto* x = std::get_if<std::int64_t>(&value)) return std::to_string(*x);
  if (const auto* x = std::get_if<double>(&value)) return number_text(*x);
  if (const auto* x = std::get_if<std::string>(&value)) return quoted(*x);
  if (const auto* x = std::get_if<std::vector<std::int64_t>>(&value)) return to_string(*x);
  if (const auto* x = std::get_if<std::vector<double>>(&value)) return list_text(*x, number_text);
  if (const auto* x = std::get_if<std::vector<std::string>>(&value)) return list_text(*x, quoted);
  return "a tensor " + to_string(std::get<Value>(value).shape);
}

namespace {

template <class T>
T attribute_of(const Node& node, const std::string& key, T otherwise) {
  const Attribute* found = node.attribute(key);
  if (found == nullptr) return otherwise;
  if (const T* value = std::get_if<T>(found)) return *value;
  throw Error("onnx-attribute", node.label() + ": attribute \"" + key + "\" has the wrong type");
}

}  // namespace

std::int64_t Node::integer(const std::string& key, std::int64_t otherwise) const {
  return attribute_of(*this, key, otherwise);
}
double Node::number(const std::string& key, double otherwise) const { return attribute_of(*this, key, otherwise); }
std::string Node::text(const std::string& key, const std::string& otherwise) const {
  return attribute_of(*this, key, otherwise);
}
std::vector<std::int64_t> Node::integers(const std::string& key, std::vector<std::int64_t> otherwise) const {
  return attribute_of(*this, key, std::move(otherwise));
}

}  // namespace weir::golden::floats
