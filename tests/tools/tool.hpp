/// The program weir as tests run it, with what it wrote and how it ended.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace weir::test {

struct ToolOptions {
  std::filesystem::path standard_output;           ///< a device instead of `Ended::output`
  int output_descriptor = -1;                      ///< of the caller, instead of both
  int ignored_signal = 0;                          ///< as nohup ignores SIGHUP
  std::map<std::string, std::string> environment;  ///< beside the caller's
  bool is_unprivileged = false;                    ///< as a user who owns nothing, if the tests run as root
  std::filesystem::path read_only;                 ///< a folder that is mounted so, for this process alone
  std::filesystem::path small_disk;                ///< a folder on which a disk of 64 KB is mounted
};

struct Ended {
  int exit_code = -1;  ///< -1 when a signal ended it
  int signal = 0;      ///< that ended it
  std::string output, errors;
};

/// A running weir in a process group of its own; killed if it still runs at the end.
class Tool {
 public:
  explicit Tool(const std::vector<std::string>& arguments, ToolOptions options = {});
  ~Tool();
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;

  /// Until weir has written something to stderr, `file` exists (if given) or weir has ended.
  void wait_for_progress(const std::filesystem::path& file = {});
  void send(int signal) const;
  Ended wait();

 private:
  bool has_ended() const;
  int output_ = -1, errors_ = -1;  ///< read ends of pipes that hold all of it: files would feel a limit of their size
  int process_ = -1;
  int status_ = 0;
};

/// Whether `read_only` and `small_disk` can be had: it takes root. Says in a line if not.
bool can_mount();

Ended run_tool(const std::vector<std::string>& arguments, const ToolOptions& options = {});

/// Names of the files below `folder`, from it.
std::vector<std::string> files_below(const std::filesystem::path& folder);

/// Files that are begun and not finished, below `folder`.
std::vector<std::string> unfinished_below(const std::filesystem::path& folder);

}  // namespace weir::test
