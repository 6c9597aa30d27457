/// C++ headers of constants: macros and objects as two parts of one input.
#include "golden/import/header_objects.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) {
  const auto [config, params] = split(text_of(input));
  const MemoryFile config_file({reinterpret_cast<const std::uint8_t*>(config.data()), config.size()});
  const MemoryFile params_file({reinterpret_cast<const std::uint8_t*>(params.data()), params.size()});
  const golden::Defines defines = golden::read_defines(config_file.path());
  for (const auto& object : golden::read_header_objects(params_file.path())) {
    for (const auto& value : object.values) value.bits(60, 8, true);
    for (const auto& argument : object.arguments) golden::evaluate(argument, defines, object.name);
  }
}
