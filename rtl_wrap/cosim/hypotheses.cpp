// The usual causes, each tried on every recorded difference of one stream. A cause that would also have changed words
// that came out right is contradicted, and dropped or marked.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/accumulators.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"
#include "rtl_wrap/cosim/lanes.hpp"

namespace weir::rtl {

namespace {

using Bytes = std::vector<std::uint8_t>;
using Elements = std::vector<std::int32_t>;

constexpr std::int64_t kElementsAnalysed = 1 << 20;
constexpr std::int64_t kSumsAnalysed = 2000;
constexpr std::int64_t kEqualWords = 1024;
constexpr std::int64_t kMostShift = 8;

struct Difference {
  std::int64_t word = 0, lane = 0, element = 0;  ///< element within the frame
  std::int64_t expected = 0, got = 0;
};

/// The recorded differences of one stream, unpacked, and a sample of words that came out right.
class Evidence {
 public:
  explicit Evidence(const StreamCheck& of) : check(of), stream(of.stream()) {
    for (const DifferentWord& record : check.different_words()) {
      if (static_cast<std::int64_t>(words.size() + 1) * stream.elements_per_word > kElementsAnalysed) break;
      words.push_back(&record);
      got.push_back(elements_of(record.got, stream));
      wanted.push_back(elements_of(check.expected()->word(record.word), stream));
      add_elements(record.word);
    }
    if (!words.empty()) sample_equal_words();
  }

  /// The expected word at `index`, empty if there is none.
  std::span<const std::uint8_t> expected(std::int64_t index) const {
    if (index < 0 || index >= check.expected()->count()) return {};
    return check.expected()->word(index);
  }
  bool got_is(std::size_t record, std::int64_t index) const {
    const auto word = expected(index);
    return !word.empty() && std::equal(word.begin(), word.end(), words[record]->got.begin());
  }
  bool same(std::int64_t a, std::int64_t b) const {
    const auto x = expected(a), y = expected(b);
    return !x.empty() && !y.empty() && std::equal(x.begin(), x.end(), y.begin());
  }
  std::int64_t word_count() const { return static_cast<std::int64_t>(words.size()); }
  std::int64_t element_count() const { return static_cast<std::int64_t>(elements.size()); }

  const StreamCheck& check;
  const golden::Stream& stream;
  std::vector<const DifferentWord*> words;
  std::vector<Elements> got, wanted;  ///< by record
  std::vector<Difference> elements;
  std::vector<std::int64_t> equal_words;

 private:
  void add_elements(std::int64_t word) {
    const std::int64_t first = word % check.words_per_frame() * stream.elements_per_word;
    for (std::size_t lane = 0; lane < got.back().size(); ++lane)
      if (got.back()[lane] != wanted.back()[lane])
        elements.push_back({word, static_cast<std::int64_t>(lane),
                            stream.order.tensor_index(first + static_cast<std::int64_t>(lane)), wanted.back()[lane],
                            got.back()[lane]});
  }
  void sample_equal_words() {
    std::set<std::int64_t> different;
    for (const auto* record : words) different.insert(record->word);
    const bool all = words.size() == check.different_words().size() && check.all_recorded();
    const std::int64_t end =
        all ? std::min(std::max(check.entries(), check.exits()), check.expected()->count()) : words.back()->word;
    const std::int64_t begin = std::max<std::int64_t>(0, words[0]->word - kEqualWords / 4);
    for (std::int64_t w = begin; w < end && static_cast<std::int64_t>(equal_words.size()) < kEqualWords; ++w)
      if (!different.contains(w)) equal_words.push_back(w);
  }
};

class Findings {
 public:
  /// Order of calls decides between equals. Kept when it explains at least half.
  void add(const char* id, const std::string& text, std::int64_t explained, std::int64_t of,
           bool contradicted = false) {
    if (explained == 0 || 2 * explained < of) return;
    found_.push_back(
        {{id, text + (contradicted ? ", but not in words that came out right" : ""), explained, of}, contradicted});
  }
  std::vector<Hypothesis> best(std::size_t most) {
    std::stable_sort(found_.begin(), found_.end(), [](const Finding& a, const Finding& b) {
      if (a.contradicted != b.contradicted) return b.contradicted;
      return a.hypothesis.explained * b.hypothesis.of > b.hypothesis.explained * a.hypothesis.of;
    });
    std::vector<Hypothesis> list;
    for (const Finding& finding : found_)
      if (list.size() < most && !only_describes(finding)) list.push_back(finding.hypothesis);
    return list;
  }

 private:
  struct Finding {
    Hypothesis hypothesis;
    bool contradicted = false;
  };
  /// A step that all differences have is what one sees; where a cause explains as many, it says no more.
  bool only_describes(const Finding& finding) const {
    return finding.hypothesis.id == kConstantDifference && &finding != &found_.front() &&
           found_.front().hypothesis.explained * finding.hypothesis.of >=
               finding.hypothesis.explained * found_.front().hypothesis.of;
  }
  static constexpr const char* kConstantDifference = "constant-difference";
  std::vector<Finding> found_;
};

std::string signed_text(std::int64_t value) { return (value > 0 ? "+" : "") + std::to_string(value); }

/// A wrong activation: what it would have made of a sum.
struct Variant {
  const char* id;
  std::string text;
  std::function<std::int64_t(std::int64_t sum, std::int64_t row)> output;
  std::int64_t explained = 0;
  bool contradicted = false;
};

std::vector<Variant> activation_variants(const Accumulators& sums) {
  std::vector<Variant> variants;
  const auto add = [&](const char* id, std::string text, auto output) {
    variants.push_back({id, std::move(text), output, 0, false});
  };
  add("comparison",
      std::string("the RTL compares with ") + sums.other_comparison() + ", golden with " + sums.comparison() +
          " (or its sums are too small by 1)",
      [&](std::int64_t sum, std::int64_t row) { return sums.activate(sum, row, true); });
  add("sum-plus-one", "sums too large by 1, or thresholds too small by 1",
      [&](std::int64_t sum, std::int64_t row) { return sums.activate(sum + 1, row, false); });
  if (sums.rows() > 1) {
    add("threshold-row", "thresholds of the next row (row + 1)",
        [&](std::int64_t sum, std::int64_t row) { return sums.activate(sum, (row + 1) % sums.rows(), false); });
    add("threshold-row", "thresholds of the previous row (row - 1)", [&](std::int64_t sum, std::int64_t row) {
      return sums.activate(sum, (row + sums.rows() - 1) % sums.rows(), false);
    });
  }
  // Widest first: of several widths that explain the same, the widest is the likeliest to have been written.
  for (int bits = 31; bits >= 2; --bits)
    add("accumulator-wrap", "the accumulator wraps at " + std::to_string(bits) + " bits",
        [&sums, bits](std::int64_t sum, std::int64_t row) {
          const std::int64_t half = std::int64_t{1} << (bits - 1);
          return sums.activate(((sum + half) & (2 * half - 1)) - half, row, false);
        });
  return variants;
}

void try_thresholds(const golden::StageGraph& graph, const Evidence& evidence, const ExpectedWords& expected,
                    Findings& findings) {
  const golden::Stage* stage = graph.find_stage(producer_name(graph, evidence.stream));
  if (stage == nullptr) return;
  const Accumulators sums(graph, *stage, expected);
  if (!sums.available()) return;
  std::vector<Variant> variants = activation_variants(sums);
  const std::int64_t words_per_frame = evidence.check.words_per_frame(), lanes = evidence.stream.elements_per_word;
  std::int64_t tried = 0;
  for (const Difference& d : evidence.elements) {
    if (tried == kSumsAnalysed) break;
    ++tried;
    const std::int64_t sum = sums.at(d.word / words_per_frame, d.element);
    for (Variant& variant : variants) variant.explained += variant.output(sum, sums.row(d.element)) == d.got;
  }
  std::int64_t checked = 0;
  for (const std::int64_t word : evidence.equal_words) {
    if (checked >= kSumsAnalysed) break;
    const Elements values = elements_of(evidence.expected(word), evidence.stream);
    for (std::int64_t lane = 0; lane < lanes; ++lane, ++checked) {
      const std::int64_t element = evidence.stream.order.tensor_index(word % words_per_frame * lanes + lane),
                         sum = sums.at(word / words_per_frame, element);
      for (Variant& variant : variants)
        variant.contradicted |= variant.output(sum, sums.row(element)) != values[static_cast<std::size_t>(lane)];
    }
  }
  for (const Variant& variant : variants)
    if (variant.explained > 0 && (tried > 1 || variant.id == std::string("comparison")))
      findings.add(variant.id, variant.text, variant.explained, tried, variant.contradicted);
}

/// A change that would persist: it must not be refuted by later words that came out right.
/// Returns true if one word too many explains differences: then a repeated word is no cause of its own.
bool try_shifts(const Evidence& evidence, Findings& findings) {
  bool repeated = false;
  for (std::int64_t k = 1; k <= kMostShift; ++k) {
    for (const std::int64_t shift : {k, -k}) {
      std::int64_t explained = 0, contradicted = 0;
      for (std::size_t i = 0; i < evidence.words.size(); ++i)
        explained += evidence.got_is(i, evidence.words[i]->word + shift);
      for (const std::int64_t w : evidence.equal_words)
        contradicted +=
            w > evidence.words[0]->word && !evidence.expected(w + shift).empty() && !evidence.same(w, w + shift);
      if (contradicted > 0) continue;
      repeated |= shift == -1 && explained > 0;
      const std::string count = std::to_string(k) + (k == 1 ? " word " : " words ");
      findings.add("shifted-words",
                   shift > 0 ? count + "missing before this one (all later words come too early)"
                             : count + "too many before this one (all later words come too late)",
                   explained, evidence.word_count());
    }
  }
  return repeated;
}

void try_stale(const Evidence& evidence, bool repeated, Findings& findings) {
  std::int64_t previous = 0, frame = 0;
  for (std::size_t i = 0; i < evidence.words.size(); ++i) {
    previous += evidence.got_is(i, evidence.words[i]->word - 1);
    frame += evidence.got_is(i, evidence.words[i]->word - evidence.check.words_per_frame());
  }
  if (!repeated) findings.add("stale-word", "the value of the previous word again", previous, evidence.word_count());
  findings.add("stale-frame", "the value of the same word in the previous frame", frame, evidence.word_count());
}

std::string hex_text(std::span<const std::uint8_t> word) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text = "0x";
  for (auto byte = word.rbegin(); byte != word.rend(); ++byte) {
    text += digits[*byte >> 4];
    text += digits[*byte & 15];
  }
  return text;
}

void try_stuck(const Evidence& evidence, Findings& findings) {
  std::map<std::string, std::int64_t> values;
  for (const auto* record : evidence.words) ++values[hex_text(record->got)];
  const auto most =
      std::max_element(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const bool contradicted = std::any_of(evidence.equal_words.begin(), evidence.equal_words.end(), [&](std::int64_t w) {
    return w > evidence.words[0]->word && hex_text(evidence.expected(w)) != most->first;
  });
  if (most->first.find_first_not_of('0', 2) == std::string::npos)
    findings.add("zero-words", "the word is zero", most->second, evidence.word_count());
  else if (most->second > 1)
    findings.add("stuck-word", "the word is always " + most->first, most->second, evidence.word_count(), contradicted);
}

void try_constant(const Evidence& evidence, Findings& findings) {
  if (evidence.element_count() < 2) return;
  std::map<std::int64_t, std::int64_t> steps;
  for (const Difference& d : evidence.elements) ++steps[d.got - d.expected];
  const auto most =
      std::max_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  findings.add("constant-difference", "always by " + signed_text(most->first), most->second, evidence.element_count());
}

/// Only the low bits of the element survive, extended with or without sign.
void try_narrow(const Evidence& evidence, Findings& findings) {
  const int bits = evidence.stream.type.bits;
  for (int kept = bits; kept >= 2; --kept) {
    std::int64_t with_sign = 0, without = 0;
    const std::int64_t range = std::int64_t{1} << kept;
    for (const Difference& d : evidence.elements) {
      const std::int64_t low = d.expected & (range - 1);
      without += d.got == low;
      with_sign += d.got == (low >= range / 2 ? low - range : low);
    }
    if (kept == bits) continue;
    const std::string text = "only the low " + std::to_string(kept) + " bits arrive, ";
    findings.add("narrow-signed", text + "extended with their sign", with_sign, evidence.element_count());
    findings.add("narrow-unsigned", text + "extended with zeros", without, evidence.element_count());
  }
}

void try_places(const golden::StageGraph& graph, const Evidence& evidence, Findings& findings) {
  if (evidence.element_count() < 2) return;
  const std::int64_t channels = evidence.stream.shape.empty() ? 1 : evidence.stream.shape.back();
  const std::int64_t lanes = evidence.stream.elements_per_word;
  std::map<std::int64_t, std::int64_t> by_channel, by_lane;
  for (const Difference& d : evidence.elements) {
    ++by_channel[d.element % channels];
    ++by_lane[d.lane];
  }
  const golden::Stage* stage = graph.find_stage(producer_name(graph, evidence.stream));
  if (channels > 1 && by_channel.size() == 1) {
    const std::int64_t channel = by_channel.begin()->first;
    std::string text = "only in channel " + std::to_string(channel);
    if (stage != nullptr && std::holds_alternative<golden::Mvau>(stage->kind))
      text += ": weights or thresholds of row " + std::to_string(channel) + " (nf " + std::to_string(channel / lanes) +
              ", PE " + std::to_string(channel % lanes) + ")";
    findings.add("one-channel", text, evidence.element_count(), evidence.element_count());
  } else if (lanes > 1 && by_lane.size() == 1) {
    findings.add("one-lane", "only in lane (PE) " + std::to_string(by_lane.begin()->first), evidence.element_count(),
                 evidence.element_count());
  }
}

void try_lanes(const Evidence& evidence, Findings& findings) {
  std::vector<Elements> equal;
  for (const std::int64_t w : evidence.equal_words) equal.push_back(elements_of(evidence.expected(w), evidence.stream));
  for (const LaneOrder& order : candidate_orders(evidence.wanted, evidence.got)) {
    std::int64_t explained = 0;
    for (std::size_t i = 0; i < evidence.words.size(); ++i)
      explained += applies(order, evidence.wanted[i], evidence.got[i]);
    const bool contradicted =
        std::any_of(equal.begin(), equal.end(), [&](const Elements& word) { return !applies(order, word, word); });
    findings.add("lanes", describe(order), explained, evidence.word_count(), contradicted);
  }
}

void try_bits(const Evidence& evidence, Findings& findings) {
  const int bits = evidence.stream.word_bits();
  for (const WordCoding coding : {WordCoding::BytesReversed, WordCoding::BitsReversed, WordCoding::BitsInverted}) {
    if (!possible(coding, bits, evidence.stream.type.bits)) continue;
    std::int64_t explained = 0;
    for (const auto* record : evidence.words)
      explained += recode(coding, evidence.expected(record->word), bits) == record->got;
    const bool contradicted =
        std::any_of(evidence.equal_words.begin(), evidence.equal_words.end(), [&](std::int64_t w) {
          const auto word = evidence.expected(w);
          return recode(coding, word, bits) != Bytes(word.begin(), word.end());
        });
    findings.add("word-coding", describe(coding), explained, evidence.word_count(), contradicted);
  }
}

}  // namespace

std::vector<Hypothesis> explain(const golden::StageGraph& graph, const StreamCheck& check,
                                const ExpectedWords& expected, std::size_t most) {
  if (check.different_words().empty()) return {};
  const Evidence evidence(check);
  if (evidence.words.empty()) return {};
  Findings findings;
  try_thresholds(graph, evidence, expected, findings);
  const bool repeated = try_shifts(evidence, findings);
  try_bits(evidence, findings);
  try_lanes(evidence, findings);
  try_stale(evidence, repeated, findings);
  try_stuck(evidence, findings);
  try_places(graph, evidence, findings);
  try_constant(evidence, findings);
  try_narrow(evidence, findings);
  return findings.best(most);
}

}  // namespace weir::rtl
