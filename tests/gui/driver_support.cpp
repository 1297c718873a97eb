// Reads views the way a person does: by what is written in them.
#include "tests/gui/driver_support.hpp"

#include "gui/widgets/block.hpp"
#include "programs/bundled.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ringside::tests {

using namespace gui;

std::unique_ptr<Driver> driver_on(std::string_view sample, Beginning beginning, Catalogue tr)
{
    BundledProgram const program = find_bundled(sample);
    auto session = emu::Session::open(std::string(sample), program.file);
    if (!session.ok())
        throw std::runtime_error(session.sentence());
    auto driver = std::make_unique<Driver>(std::move(session.value()), beginning, tr);
    driver->resize(142, 44);
    return driver;
}

std::unique_ptr<Driver> driver_on_file(std::string const& path, std::vector<std::string> arguments)
{
    emu::Options options;
    options.arguments = std::move(arguments);
    auto session = emu::Session::open(path, options);
    if (!session.ok())
        throw std::runtime_error(session.sentence());
    return std::make_unique<Driver>(std::move(session.value()), Beginning::first_instruction, Catalogue());
}

void press(Driver& driver, KeyPress key, int times)
{
    for (int i = 0; i < times; ++i) {
        driver.press(key);
        driver.run_to_stop();
    }
}

void press_until(Driver& driver, KeyPress key, std::function<bool(View const&)> const& wanted)
{
    for (int i = 0; i < 5000 && !wanted(driver.view()); ++i)
        press(driver, key);
    EXPECT_TRUE(wanted(driver.view()));
}

std::string step_of(View const& view)
{
    for (StageStep const& step : view.stage.steps)
        if (step.state == StageStep::State::current)
            return std::to_string(step.number) + " " + step.name;
    return {};
}

std::string lamp_of(View const& view)
{
    return lamp_text(view);
}

std::vector<std::string> written(StackView const& stack)
{
    std::vector<std::string> list;
    for (SlotRow const& row : stack.rows)
        if (row.written)
            list.push_back(row.offset + " " + row.meaning + " " + row.value);
    return list;
}

std::vector<std::string> awaited(StackView const& stack)
{
    std::vector<std::string> list;
    for (SlotRow const& row : stack.rows)
        if (row.awaited)
            list.push_back(row.offset + " " + row.meaning);
    return list;
}

std::string marker_of(StackView const& stack)
{
    for (SlotRow const& row : stack.rows)
        if (row.marker)
            return row.offset;
    return {};
}

RegisterRow register_of(View const& view, std::string_view name)
{
    for (RegisterGroup const& group : view.registers.groups)
        for (RegisterRow const& row : group.rows)
            if (row.name == name)
                return row;
    ADD_FAILURE() << "no register " << name;
    return {};
}

std::vector<std::string> steps_of(View const& view)
{
    std::vector<std::string> names;
    for (StageStep const& step : view.stage.steps)
        names.push_back(step.name);
    return names;
}

} // namespace ringside::tests
