/// A node of an ONNX graph: an operation on floating-point numbers, or a layer.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "golden/base/error.hpp"
#include "golden/floats/value.hpp"

namespace weir::golden::floats {

using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                               std::vector<std::string>, Value>;

/// "[3, 3]", "\"NHWC\"", "0.5"; of tensors the shape.
std::string text_of(const Attribute& value);

/// A node, whose attributes and inputs are read through functions that keep record of it: what no rule has read in the
/// end is an error of the import. Copies of a node share its record.
struct Node {
  std::string name, op_type, domain;
  std::vector<std::string> inputs, outputs;  ///< tensor names; "" where an optional one is left out

  /// "Conv node \"Conv_3\""; unnamed nodes are named by their first output.
  std::string label() const;
  /// Name of an input. Throws Error onnx-format if there are fewer.
  const std::string& input(std::size_t index) const;
  /// The same, or "" if it is left out.
  std::string optional_input(std::size_t index) const;
  std::int64_t integer(const std::string& key, std::int64_t otherwise) const;
  double number(const std::string& key, double otherwise) const;
  std::string text(const std::string& key, const std::string& otherwise) const;
  std::vector<std::int64_t> integers(const std::string& key, std::vector<std::int64_t> otherwise) const;
  /// nullptr if the node has it not.
  const Attribute* attribute(const std::string& key) const;
  bool has(const std::string& key) const { return attribute(key) != nullptr; }

  void set(const std::string& key, Attribute value) { attributes_[key] = std::move(value); }
  bool was_read(const std::string& attribute) const { return record_->attributes.contains(attribute); }
  bool was_read(std::size_t input) const { return record_->inputs.contains(input); }
  void note_input(std::size_t index) const {
    if (record_) record_->inputs.insert(index);
  }
  /// From now on: of a node that several threads read.
  void keep_no_record() { record_ = nullptr; }
  /// For those who judge what was read, or tell nodes apart; keeps no record.
  const std::map<std::string, Attribute>& all_attributes() const { return attributes_; }

 private:
  struct Record {
    std::set<std::string> attributes;
    std::set<std::size_t> inputs;
  };
  std::map<std::string, Attribute> attributes_;
  std::shared_ptr<Record> record_ = std::make_shared<Record>();
};

}  // namespace weir::golden::floats
