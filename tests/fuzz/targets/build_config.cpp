#include "tests/fuzz/target.hpp"
#include "tools/flow/build/fields.hpp"
#include "tools/flow/build/step_names.hpp"

void weir::fuzz::read(Input input) {
  Errors errors;
  const tools::build::CheckedFields checked = tools::build::check_fields(text_of(input), "fuzz", false, errors);
  if (checked.values.contains("steps") && checked.values["steps"].is_array())
    tools::build::choose_steps(checked.values["steps"].get<std::vector<std::string>>(), {}, {}, "fuzz", errors);
  errors.throw_if_any();
}
