/// Runs a target on its corpus and on fixed mutations of it, without libFuzzer.
///   fuzz_<target> <corpus folder> <mutations>      or, to look at one input: fuzz_<target> <file>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "tests/fuzz/mutate.hpp"
#include "tests/fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;
using weir::fuzz::Bytes;

char current[512] = "nothing";  // what is being read, for the signal handler

void on_signal(int signal) {
  // Nothing but write() is allowed here.
  for (const char* text : {"fuzz: crashed on ", static_cast<const char*>(current), "\n"})
    if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) break;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

enum class Outcome { Read, Refused, Failed };

Outcome outcome_of(const Bytes& input, const std::string& name) {
  std::snprintf(current, sizeof current, "%s", name.c_str());
  try {
    weir::fuzz::read(input);
    return Outcome::Read;
  } catch (const weir::Error& e) {
    if (!e.code.empty() && !e.what_text.empty()) return Outcome::Refused;
    std::cerr << name << ": refused without code or sentence\n";
  } catch (const weir::Errors& e) {
    if (!e.empty()) return Outcome::Refused;
    std::cerr << name << ": refused without a reason\n";
  } catch (const std::exception& e) {
    std::cerr << name << ": " << e.what() << "\n";
  }
  return Outcome::Failed;
}

/// Keeps a failing input where a developer finds it.
void keep(const Bytes& input, const std::string& target) {
  const fs::path path = fs::temp_directory_path() / ("failing-" + target);
  weir::write_text_file(path, {input.begin(), input.end()});
  std::cerr << "  input written to " << path << "\n";
}

std::map<std::string, Bytes> load(const fs::path& folder) {
  std::map<std::string, Bytes> corpus;
  for (const auto& entry : fs::directory_iterator(folder))
    corpus[entry.path().filename().string()] = weir::read_binary_file(entry.path());
  return corpus;
}

int run(const fs::path& folder, int mutations) {
  const auto corpus = load(folder);
  const std::string target = folder.filename().string();
  int failures = 0, counts[3] = {};
  const auto count = [&](const Bytes& input, const std::string& name) {
    const Outcome outcome = outcome_of(input, name);
    ++counts[static_cast<int>(outcome)];
    if (outcome == Outcome::Failed) {
      keep(input, target);
      ++failures;
    }
    return outcome;
  };
  for (const auto& [name, bytes] : corpus) {
    const Outcome wanted = name.starts_with("ok-") ? Outcome::Read : Outcome::Refused;
    const Outcome found = count(bytes, name);
    if (found == wanted || found == Outcome::Failed) continue;
    std::cerr << name << (wanted == Outcome::Read ? " was refused" : " was read") << "\n";
    ++failures;
  }
  weir::fuzz::Mutator mutator(corpus);
  for (int i = 0; i < mutations && failures < 10 && !corpus.empty(); ++i) {
    const auto [name, bytes] = mutator.next();
    count(bytes, name + ", mutation " + std::to_string(i));
  }
  std::cout << target << ": " << corpus.size() << " files and " << mutations << " mutations: " << counts[0] << " read, "
            << counts[1] << " refused, " << failures << " failures\n";
  return corpus.empty() || counts[0] == 0 || counts[1] == 0 || failures > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) std::signal(signal, on_signal);
  if (argc == 2) {
    static const char* const names[] = {"read", "refused", "failed"};
    std::cout << names[static_cast<int>(outcome_of(weir::read_binary_file(argv[1]), argv[1]))] << "\n";
    return 0;
  }
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " <corpus folder> <mutations>\n";
    return 2;
  }
  return run(argv[1], std::atoi(argv[2]));
}
