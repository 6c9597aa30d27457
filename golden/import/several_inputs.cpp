/// Frames of networks with several inputs: files of their own for each of them.
#include <algorithm>

#include "golden/import/frame_source.hpp"
#include "golden/network/frame.hpp"

namespace weir::golden {

namespace fs = std::filesystem;

/// What files need to know of a network, with one of its inputs as the only one.
struct FrameSource::OneInput {
  Network view;
  FrameSource source;

  OneInput(const Network& network, const std::string& input, const std::vector<fs::path>& files, FrameOptions options)
      : view(view_of(network, input)), source(view, files, std::move(options)) {}

 private:
  static Network view_of(const Network& network, const std::string& input) {
    Network view;
    view.name = "input " + input + " of " + network.name;
    view.streams = {*network.find_stream(input)};
    view.inputs = {input};
    view.input_encoding = network.input_encoding;
    view.class_count = network.class_count;
    return view;
  }
};

namespace {

std::map<std::string, std::vector<fs::path>> files_by_input(const Network& network,
                                                            const std::vector<fs::path>& files) {
  std::map<std::string, std::vector<fs::path>> sorted;
  for (const fs::path& given : files) {
    const std::string text = given.string();
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos ||
        std::find(network.inputs.begin(), network.inputs.end(), name) == network.inputs.end())
      throw Error("input-format", "\"" + text + "\" does not say which input of " + network.name + " it is for", "",
                  "legal: NAME=FILE; inputs: " + inputs_text(network));
    sorted[name].emplace_back(text.substr(equals + 1));
  }
  for (const std::string& input : network.inputs)
    if (!sorted.contains(input))
      throw Error(
          "input-format",
          network.name + " has " + std::to_string(network.inputs.size()) + " inputs, and \"" + input + "\" has no file",
          "", "name one for each: " + input + "=FILE; inputs: " + inputs_text(network));
  return sorted;
}

}  // namespace

void FrameSource::open_each(const std::vector<fs::path>& files) {
  const auto sorted = files_by_input(network_, files);
  for (const std::string& input : network_.inputs) {
    each_.push_back(std::make_shared<OneInput>(network_, input, sorted.at(input), options_));
    const auto& opened = each_.back()->source.files_;
    files_.insert(files_.end(), opened.begin(), opened.end());
  }
  total_ = each_.front()->source.total();
  for (std::size_t i = 1; i < each_.size(); ++i)
    if (const std::int64_t count = each_[i]->source.total(); count != total_)
      throw Error("input-size",
                  "input " + network_.inputs.front() + " has " + std::to_string(total_) + " frames, input " +
                      network_.inputs[i] + " " + std::to_string(count),
                  "", "give as many of each");
}

std::vector<SourceFrame> FrameSource::next_of_each(int most) {
  std::vector<std::vector<SourceFrame>> parts;
  for (const auto& each : each_) parts.push_back(each->source.next(most));
  std::vector<SourceFrame> frames = std::move(parts.front());
  for (std::size_t f = 0; f < frames.size(); ++f) {
    std::vector<Tensor> inputs{std::move(frames[f].elements)};
    for (std::size_t i = 1; i < parts.size(); ++i) {
      inputs.push_back(std::move(parts[i][f].elements));
      if (!frames[f].label) frames[f].label = parts[i][f].label;
    }
    frames[f].elements = joined_frame(network_, inputs);
  }
  return frames;
}

}  // namespace weir::golden
