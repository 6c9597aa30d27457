#include "rtl_wrap/cosim/report.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "golden/base/grouped.hpp"
#include "golden/base/joined.hpp"

namespace weir::rtl {

std::string short_count(std::int64_t count) {
  if (count < 1000) return std::to_string(count);
  double value = static_cast<double>(count);
  const char* unit = "";
  for (const char* larger : {"k", "M", "G", "T"}) {
    if (value < 999.5) break;
    value /= 1000;
    unit = larger;
  }
  char text[32];
  std::snprintf(text, sizeof text, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
  return text;
}

namespace {

std::string plural(std::int64_t count, const std::string& thing) {
  return grouped(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string unscheduled(const CosimResult& r) {
  if (r.unscheduled_stages.empty()) return {};
  return "note: only values were compared, no cycles: what " + joined(r.unscheduled_stages, ", ") +
         (r.unscheduled_stages.size() == 1 ? " reads and writes depends" : " read and write depends") +
         " on data, so no schedule predicts a cycle\n";
}

std::string success(const CosimResult& r) {
  std::string text = "equal: " + plural(r.frames, "frame") + ", " + plural(r.streams_compared, "stream") + ", " +
                     short_count(r.words_compared) + " words";
  text += r.cycles_compared ? ", 0 cycle differences" : ", cycles not compared";
  for (const StreamResult& stream : r.streams)
    if (stream.words_unasked > 0)
      text += "; " + plural(stream.words_unasked, "word") + " more on " + stream.name + ", made without input";
  for (const std::string& stream : r.outputs_without_last) text += "; TLAST of " + stream + " is never raised";
  if (r.deadlock) text += "; deadlocks at cycle " + grouped(r.deadlock->cycle) + ", as SystemC predicts";
  return text + "\n" + unscheduled(r);
}

std::string place(const Mismatch& m) {
  std::string text;
  if (m.row >= 0)
    text += "   pixel (y " + std::to_string(m.row) + ", x " + std::to_string(m.column) + ") of " +
            std::to_string(m.rows) + "x" + std::to_string(m.columns);
  else if (m.pixels > 1)
    text += "   pixel " + grouped(m.pixel) + " of " + grouped(m.pixels);
  if (m.channels > 1) {
    text += (text.empty() ? "   channel" : ", channel") + std::string(m.first_channel == m.last_channel ? " " : "s ") +
            std::to_string(m.first_channel);
    if (m.first_channel != m.last_channel) text += ".." + std::to_string(m.last_channel);
    text += " (" + std::to_string(m.elements_per_word) + " per word)";
  }
  return text;
}

std::string values(const Mismatch& m) {
  std::ostringstream out;
  const char* what = m.channels > 1 ? "channel " : "element ";
  out << "  " << what << (m.channels > 1 ? m.channel : m.element) << "   expected " << m.expected << "   got " << m.got;
  if (m.accumulator) {
    out << "   accumulator " << *m.accumulator << "   thresholds [";
    for (std::size_t i = 0; i < m.thresholds.size(); ++i) out << (i > 0 ? " " : "") << m.thresholds[i];
    out << "]";
  }
  out << "\n";
  if (m.elements_per_word > 1) out << "  word expected 0x" << m.expected_word << "   got 0x" << m.got_word << "\n";
  return out.str();
}

/// Those that explain as much as the first are no finding each: the words seen do not tell them apart.
std::string causes(const std::vector<Hypothesis>& hypotheses) {
  if (hypotheses.empty()) return "";
  const Hypothesis& best = hypotheses.front();
  const auto equals =
      static_cast<std::size_t>(std::count_if(hypotheses.begin(), hypotheses.end(), [&](const Hypothesis& h) {
        return h.explained * best.of == best.explained * h.of;
      }));
  std::string text;
  if (equals > 1) text = "  looks like one of these, which the words seen do not tell apart:\n";
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    const Hypothesis& h = hypotheses[i];
    text += (i < equals && equals > 1 ? "    " : "  looks like: ") + h.text + "  (explains " + grouped(h.explained) +
            " of " + grouped(h.of) + ")\n";
  }
  return text;
}

std::string mismatch(const CosimResult& r) {
  const Mismatch& m = *r.first_mismatch;
  const StreamResult* stream = nullptr;
  for (const StreamResult& candidate : r.streams)
    if (candidate.name == m.stream) stream = &candidate;
  std::ostringstream out;
  out << "FAIL  " << m.stage << ": " << grouped(r.frames_equal) << " of " << plural(r.frames, "frame")
      << " equal; first difference in stream " << m.stream << "\n";
  const std::string side = m.side == Side::Exit ? " (leaving the FIFO)" : "";
  switch (m.kind) {
    case Mismatch::Kind::Different:
      out << "  frame " << m.frame << "   word " << grouped(m.word) << " of " << grouped(m.words_per_frame)
          << "   cycle " << grouped(m.cycle) << side << place(m) << "\n"
          << values(m);
      if (stream != nullptr)
        out << "  " << plural(r.elements_different, "element") << (r.elements_different == 1 ? " differs" : " differ")
            << " of " << grouped(stream->elements_compared) << " in this stream\n";
      break;
    case Mismatch::Kind::Missing:
      out << "  frame " << m.frame << "   word " << grouped(m.word) << " of " << grouped(m.words_per_frame)
          << " never came; nothing moves from cycle " << grouped(m.cycle) << "\n";
      break;
    case Mismatch::Kind::Extra:
      out << "  " << plural(m.word, "word") << " after the last frame, the first in cycle " << grouped(m.cycle) << "\n";
      break;
  }
  if (stream != nullptr && m.kind != Mismatch::Kind::Missing && stream->words_missing > 0)
    out << "  " << plural(stream->words_missing, "word") << " of this stream never came\n";
  if (stream != nullptr && m.kind != Mismatch::Kind::Extra && stream->words_extra > 0)
    out << "  " << plural(stream->words_extra, "word") << " more than the frames hold\n";
  for (const UnreadWords& unread : r.unread_words)
    out << "  " << plural(unread.words, "word") << " of frame " << unread.frame + 1
        << (unread.words == 1 ? " was" : " were") << " left unread on " << unread.stream
        << ": the next frame begins with " << (unread.words == 1 ? "it" : "them") << "\n";
  return out.str() + causes(r.hypotheses);
}

std::string cycle_text(std::int64_t cycle) { return cycle < 0 ? "never" : "in cycle " + grouped(cycle); }

std::string cycle_difference(const CosimResult& r) {
  const CycleDifference& d = *r.first_cycle_difference;
  return "FAIL  " + plural(r.cycle_differences, "cycle difference") + " in " + grouped(r.transfers_compared) +
         " transfers; first in stream " + d.stream + "\n  frame " + std::to_string(d.frame) + "   word " +
         grouped(d.word) + (d.side == Side::Entry ? " enters" : " leaves") + " the FIFO " + cycle_text(d.rtl) +
         " in RTL, " + cycle_text(d.systemc) + " in SystemC\n";
}

std::string last_difference(const CosimResult& r) {
  const LastDifference& d = *r.first_last_difference;
  return "FAIL  TLAST of " + d.stream + (d.got ? " comes with word " : " does not come with word ") + grouped(d.word) +
         " of " + grouped(d.words_per_frame) + " in frame " + std::to_string(d.frame) + "; " +
         plural(r.last_differences, "difference") + " in all\n";
}

bool all_words_passed(const CosimResult& r, const std::string& stream) {
  for (const StreamResult& s : r.streams)
    if (s.name == stream) return s.words_missing == 0 && s.entries == s.exits && s.exits > 0;
  return false;
}

std::string deadlock(const CosimResult& r) {
  std::ostringstream out;
  out << "error[deadlock]: at cycle " << grouped(r.deadlock->cycle) << " no word can ever move again";
  if (r.cycles_compared) out << (r.deadlock_in_systemc ? "; SystemC predicts that" : "; SystemC predicts no deadlock");
  out << "\n";
  for (const timing::Wait& wait : r.deadlock->waits) {
    out << "  " << wait.stage << "  waits for  " << wait.stream;
    if (wait.for_room)
      out << "  (full, " << wait.occupancy_words << " of " << wait.depth_words << ")\n";
    else
      out << (all_words_passed(r, wait.stream) ? "  (empty, all its words have passed)\n" : "  (empty)\n");
  }
  for (const std::string& stage : r.idle_stages)
    out << "  " << stage << "  has words on all inputs and room on all outputs, and does not move\n";
  if (r.deadlock->circle.empty()) return out.str();
  out << "  circle: ";
  for (const std::string& stage : r.deadlock->circle) out << stage << " -> ";
  out << r.deadlock->circle.front() << "\n";
  return out.str();
}

std::string without_line_end(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string wave_line(const CosimResult& r, const ReportOptions& options) {
  if (options.waves.empty()) return "";
  std::string text = "  waves: gtkwave " + options.waves + " " + options.wave_view + "   or   surfer " + options.waves +
                     " --command-file " + options.surfer_view;
  if (r.first_finding_cycle)
    text += "   (the finding is at " + std::to_string(*r.first_finding_cycle) + " ns, where the marker stands)";
  return text + "\n";
}

/// What was seen is the compiler's, and no word of it about the RTL.
std::string compiler_fault(const CosimResult& r) {
  return "error[compiler-fault]: the C++ compiler is wrong, not the RTL: built without optimisation the same RTL "
         "agrees "
         "in " +
         plural(r.plain_build->cycles, "cycle") + " and " + plural(r.plain_build->words_compared, "word") +
         ", the usual build differs\n  no verdict of the usual build can be trusted; `weir doctor` checks the "
         "compiler. "
         "What it made of the RTL:\n";
}

}  // namespace

std::string render(const CosimResult& r, const ReportOptions& options) {
  if (r.equal()) return success(r) + wave_line(r, options);
  std::string text = r.is_compiler_fault() ? compiler_fault(r) : "";
  if (r.first_mismatch) text += mismatch(r);
  if (r.first_cycle_difference) text += cycle_difference(r);
  if (r.deadlock) text += deadlock(r);
  if (r.deadlock_in_systemc && !r.deadlock) text += "FAIL  SystemC predicts a deadlock, the RTL has none\n";
  if (r.first_last_difference) text += last_difference(r);
  for (const std::string& line : r.register_differences) text += "FAIL  " + line + "\n";
  if (r.out_of_cycles)
    text += "FAIL  words still moved after " + grouped(r.simulated_cycles) +
            " cycles, the limit of this run; the rest was not compared\n";
  if (r.stopped)
    text += "FAIL  the design stopped itself in cycle " + grouped(r.simulated_cycles - 1) + ": " +
            without_line_end(r.messages) + "\n";
  text += unscheduled(r);
  text += wave_line(r, options);
  if (!options.replay_command.empty()) text += "  replay: " + options.replay_command + "\n";
  return text;
}

}  // namespace weir::rtl
