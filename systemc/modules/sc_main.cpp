/// libsystemc brings a main() that calls sc_main(). Weir's programs have their own main(); the library still wants the
/// symbol when it is loaded. weir_systemc's CMake target makes the linker pick this file up.
extern "C" int sc_main(int, char*[]) { return 0; }
