// Two bundled machines side by side, and what a test reads from their views. Next: compare_test.cpp,
// compare_break_test.cpp.
#pragma once

#include "tests/gui/driver_support.hpp"

namespace ringside::tests {

using namespace gui;

inline std::unique_ptr<Driver> comparing(std::string const& left, std::string const& right,
                                         std::string const& request = "getpid")
{
    auto driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->compare({left, right}, request);
    driver->run_to_stop();
    return driver;
}

inline void go_to(Driver& driver, emu::Phase wanted, uint64_t steps)
{
    driver.comparison().go_to(wanted, steps);
    driver.resize(142, 44); // shows it
}

inline CompareSide const& left(Driver const& driver)
{
    return driver.view().compare.sides[0];
}

inline CompareSide const& right(Driver const& driver)
{
    return driver.view().compare.sides[1];
}

inline View const& left_view(Driver const& driver)
{
    return *left(driver).view;
}

inline View const& right_view(Driver const& driver)
{
    return *right(driver).view;
}

// Where both stand: "15 push_ss | 9 load_ss".
inline std::string steps(Driver const& driver)
{
    return step_of(left_view(driver)) + " | " + step_of(right_view(driver));
}

inline std::string stands(Driver& driver)
{
    return std::to_string(driver.comparison().side(0)->cursor().stand) + " | " +
           std::to_string(driver.comparison().side(1)->cursor().stand);
}

} // namespace ringside::tests
