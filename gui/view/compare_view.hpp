// Two machines side by side, phase by phase, and what each phase cost. Filled by compare/shown.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

struct View;

// One machine. Its panels are drawn from a view of its own.
struct CompareSide
{
    std::string path;    // "int80"
    std::string program; // "getpid_int80, intel"
    std::string phase;   // "hardware entry, 15 of 23"
    std::string waiting; // "waits: the other side is still in hardware entry, 15 of 23"; empty: its turn
    std::string note;    // instead of a machine: it is being started, or why there is none
    bool active = false; // Tab changes it
    std::shared_ptr<View const> view;
};

// What one machine has spent in one phase.
struct PhaseCost
{
    bool begun = false;
    uint64_t instructions = 0;
    uint64_t micro_steps = 0;
    uint64_t software_reads = 0;
    uint64_t software_writes = 0;
    uint64_t hardware_reads = 0;
    uint64_t hardware_writes = 0;
    uint64_t stack_bytes = 0;
    uint64_t descriptors = 0; // read by the hardware, gates included
    uint64_t walk_reads = 0;  // page-table entries
    uint64_t tlb_flushes = 0;
    bool operator==(PhaseCost const&) const = default;
};

struct PhaseRow
{
    std::string name;
    std::string brief; // for a narrow column
    std::array<PhaseCost, 2> costs{};
    std::array<bool, 2> here{}; // the machine is in it
};

// A kind of cost.
struct CostRow
{
    std::string name;
    std::string brief;
    uint64_t PhaseCost::*count;
};

// What is enlarged: both sides of it.
enum class CompareZoom : uint8_t
{
    none,
    code,
    stage,
    stacks,
    cost,
};

// The list of machines, while it lies over the view.
struct MachineList
{
    struct Row
    {
        std::string path; // empty: the program of the single view
        std::string words;
        std::string state; // "left", "right", "started", or why it cannot be
        bool possible = true;
    };
    bool open = false;
    std::vector<std::string> requests;
    std::size_t request = 0; // the chosen one
    std::vector<Row> rows;
    std::size_t row = 0; // the chosen one
};

struct CompareView
{
    std::string request; // "getpid"
    std::string status;  // one sentence
    bool failed = false; // it says why something could not be done
    bool starting = false;
    std::array<CompareSide, 2> sides{};
    std::vector<PhaseRow> phases; // the eight, what is nested, and the total
    std::vector<CostRow> kinds;
    std::size_t chosen = 0; // the phase whose costs are told one by one
    CompareZoom zoom = CompareZoom::none;
    MachineList list;
};

} // namespace ringside::gui
