/// A command of the program from its form: the options of CLI11, and what runs when it is chosen.
#pragma once
#include <memory>

#include "tools/request/field.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

/// Adds the command of `form` to the program; its options set the form's members. `action` runs it.
CLI::App& add_form(CLI::App& app, Session& session, Form form, std::function<int()> action);

/// `Options` has a `Form describe(Options&)`; `run` may set in them what was chosen by default, for the report's
/// "request".
template <class Options>
CLI::App& add_command(CLI::App& app, Session& session, int (*run)(Options&, const Session&)) {
  auto options = std::make_shared<Options>();
  Form form = describe(*options);
  return add_form(app, session, std::move(form), [&session, options, run] { return run(*options, session); });
}

}  // namespace weir::tools
