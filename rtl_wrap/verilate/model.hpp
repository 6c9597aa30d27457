/// A Verilated design in memory: loaded from its shared library, any number of instances side by side.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

class Model;

/// The place of a file that a design opens to read; empty = there is none.
using FileFinder = std::function<std::string(const std::string& asked)>;

/// One simulated copy of the design with its own state, messages and time. Not to be shared between threads.
class Instance final : public Design {
 public:
  ~Instance() override;

  void eval() override {
    if (eval_(handle_) != 0) stopped();
  }
  std::string messages() const override;

 private:
  friend class Model;
  Instance(std::shared_ptr<const Model> model, const std::vector<std::string>& plusargs, FileFinder find);
  static const char* find_file(void* instance, const char* asked);
  [[noreturn]] void stopped() const;

  std::shared_ptr<const Model> model_;
  FileFinder find_;
  std::string place_;  ///< of the file found last
  void* handle_ = nullptr;
  int (*eval_)(void*) = nullptr;
};

class Model : public std::enable_shared_from_this<Model> {
 public:
  /// Throws Error model-unloadable; compiler-fault when the compiler check within it finds a wrong value.
  static std::shared_ptr<const Model> load(const std::filesystem::path& library);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  /// `plusargs` like "+weir_data=/folder"; without `find` files are where the design says. Throws Error rtl-stopped.
  std::unique_ptr<Instance> create(const std::vector<std::string>& plusargs = {}, FileFinder find = {}) const;
  const std::filesystem::path& library() const { return path_; }

 private:
  friend class Instance;
  explicit Model(std::filesystem::path path);
  void* symbol(const char* name) const;

  std::filesystem::path path_;
  void* library_ = nullptr;
};

}  // namespace weir::rtl
