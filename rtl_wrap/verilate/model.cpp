#include "rtl_wrap/verilate/model.hpp"

#include <dlfcn.h>

#include "golden/base/error.hpp"
#include "rtl_wrap/verilate/shim.hpp"

namespace weir::rtl {

namespace {

template <class Function>
Function* as(void* address) {
  return reinterpret_cast<Function*>(address);
}

}  // namespace

Model::Model(std::filesystem::path path) : path_(std::move(path)) {
  library_ = ::dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr)
    throw Error("model-unloadable", std::string("cannot load the Verilated model: ") + ::dlerror());
}

Model::~Model() {
  if (library_ != nullptr) ::dlclose(library_);
}

void* Model::symbol(const char* name) const {
  void* address = ::dlsym(library_, name);
  if (address == nullptr)
    throw Error("model-unloadable", std::string("the Verilated model lacks ") + name, path_.string(),
                "not a library that Weir built; remove it");
  return address;
}

std::shared_ptr<const Model> Model::load(const std::filesystem::path& library) {
  std::shared_ptr<const Model> model(new Model(library));
  if (const int abi = as<int()>(model->symbol("weir_model_abi"))(); abi != kModelAbi)
    throw Error("model-unloadable",
                "the Verilated model has interface " + std::to_string(abi) + ", expected " + std::to_string(kModelAbi),
                library.string(), "remove it");
  const char* first = "";
  if (const int wrong = as<int(const char**)>(model->symbol("weir_model_check"))(&first); wrong > 0)
    throw Error(
        "compiler-fault",
        "the C++ compiler is wrong: " + std::to_string(wrong) +
            " expressions that every Verilated model checks when it is loaded have other values, first " + first,
        library.string(), "no verdict can be trusted; `weir doctor` checks the compiler, another g++ may be right");
  return model;
}

std::unique_ptr<Instance> Model::create(const std::vector<std::string>& plusargs, FileFinder find) const {
  return std::unique_ptr<Instance>(new Instance(shared_from_this(), plusargs, std::move(find)));
}

Instance::Instance(std::shared_ptr<const Model> model, const std::vector<std::string>& plusargs, FileFinder find)
    : model_(std::move(model)), find_(std::move(find)) {
  std::vector<const char*> arguments{"weir"};
  for (const std::string& argument : plusargs) arguments.push_back(argument.c_str());
  const auto create = as<void*(int, const char**)>(model_->symbol("weir_model_create"));
  eval_ = as<int(void*)>(model_->symbol("weir_model_eval"));
  handle_ = create(static_cast<int>(arguments.size()), arguments.data());
  if (handle_ == nullptr)
    throw Error("rtl-stopped", "the design stopped while it was set up", model_->library().string());
  if (find_)
    as<void(void*, const char* (*)(void*, const char*), void*)>(model_->symbol("weir_model_files"))(
        handle_, &Instance::find_file, this);
  const void* table = nullptr;
  const int count = as<int(void*, const void**)>(model_->symbol("weir_model_ports"))(handle_, &table);
  const auto* ports = static_cast<const AbiPort*>(table);
  for (int i = 0; i < count; ++i)
    ports_.push_back({ports[i].name, ports[i].bits, ports[i].is_input != 0, static_cast<std::uint8_t*>(ports[i].data)});
}

/// Called by the design, which knows no exceptions of ours.
const char* Instance::find_file(void* instance, const char* asked) {
  auto& self = *static_cast<Instance*>(instance);
  try {
    self.place_ = self.find_(asked);
  } catch (const std::exception&) {
    self.place_.clear();
  }
  return self.place_.c_str();
}

Instance::~Instance() {
  if (handle_ != nullptr) as<void(void*)>(model_->symbol("weir_model_destroy"))(handle_);
}

std::string Instance::messages() const {
  return as<const char*(void*)>(model_->symbol("weir_model_messages"))(handle_);
}

void Instance::stopped() const {
  std::string text = messages();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  throw Error("rtl-stopped", "the design stopped itself: " + text);
}

}  // namespace weir::rtl
