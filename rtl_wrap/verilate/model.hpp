/// A Verilated design in memory: loaded from its shared library, any number of instances side by side.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace weir::rtl {

struct Port {
  std::string name;
  int bits = 0;
  bool input = false;
  std::uint8_t* data = nullptr;  ///< bits little-endian in bytes(); the bits above are zero and must stay so
  int bytes() const { return (bits + 7) / 8; }
};

class Model;

/// One simulated copy of the design with its own state, messages and time. Not to be shared between threads.
class Instance {
 public:
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// Settles the design for the inputs as they stand. Throws Error rtl-stopped with the design's own words on $fatal,
  /// $stop, $finish, or a memory file that is missing.
  void eval() {
    if (eval_(handle_) != 0) stopped();
  }
  const std::vector<Port>& ports() const { return ports_; }
  const Port* find(const std::string& name) const;
  /// What the design has printed so far.
  std::string messages() const;

 private:
  friend class Model;
  Instance(std::shared_ptr<const Model> model, const std::vector<std::string>& plusargs);
  [[noreturn]] void stopped() const;

  std::shared_ptr<const Model> model_;
  void* handle_ = nullptr;
  int (*eval_)(void*) = nullptr;
  std::vector<Port> ports_;
};

class Model : public std::enable_shared_from_this<Model> {
 public:
  /// Throws Error model-unloadable.
  static std::shared_ptr<const Model> load(const std::filesystem::path& library);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  /// `plusargs` like "+weir_data=/folder". Throws Error rtl-stopped.
  std::unique_ptr<Instance> create(const std::vector<std::string>& plusargs = {}) const;
  const std::filesystem::path& library() const { return path_; }

 private:
  friend class Instance;
  explicit Model(std::filesystem::path path);
  void* symbol(const char* name) const;

  std::filesystem::path path_;
  void* library_ = nullptr;
};

}  // namespace weir::rtl
