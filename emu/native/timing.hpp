// How long a bundled request takes on the host: many times, each between two readings of the time-stamp
// counter. Next: timing.cpp, tables.hpp.
#pragma once

#include "emu/outcome.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ringside::emu {

// Of one request, in ticks of the time-stamp counter; each sample is the mean of 32 requests in a row. An
// empty measurement's median has been subtracted.
struct Timing
{
    uint64_t samples = 0;
    double least = 0;
    double lower_quartile = 0;
    double median = 0;
    double upper_quartile = 0;
};

struct Host
{
    std::string processor;  // "AuthenticAMD", "GenuineIntel"
    std::string hypervisor; // "KVMKVMKVM"; "" if CPUID tells of none
    double ticks_per_nanosecond = 0;
};

Host this_host();

// `path` by its name in docs/formats, made by the bundled `program`; the sentence says why this host cannot
// run it.
Outcome<Timing> time_natively(std::string const& path, std::string const& program, Host const& host);

// What to know about the figure; "" if nothing.
std::string warning_about(std::string const& path, Host const& host);

// Of one request, when each sample is of so many, less what an empty measurement takes.
Timing timing_of(std::vector<uint32_t> samples, double empty, double requests);
double median_of(std::vector<uint32_t> samples);

} // namespace ringside::emu
