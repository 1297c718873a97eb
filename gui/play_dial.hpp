// Play's dial: each notch is twice as fast as the one before, from one micro-step in two seconds to a million
// instructions a frame. Read next: driver/play.cpp.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

namespace ringside::gui {

// Running fast draws at most 30 frames a second.
inline constexpr std::chrono::milliseconds frame_time(33);

// What is done at each beat: one micro-step, or so many instructions.
struct PlayNotch
{
    std::chrono::milliseconds beat{0};
    uint64_t instructions = 0; // 0: one micro-step
};

inline constexpr int micro_step_notches = 7; // 2 s, 1 s ... 31 ms
inline constexpr int play_notches = micro_step_notches + 21;

constexpr PlayNotch play_notch(int notch)
{
    constexpr std::chrono::milliseconds slowest(2000);
    notch = std::clamp(notch, 0, play_notches - 1);
    if (notch < micro_step_notches)
        return {slowest / (1 << notch), 0};
    return {frame_time, uint64_t{1} << (notch - micro_step_notches)};
}

// "2 s", "31 ms" for a micro-step; "x1", "x512", "x4k", "x1M" for instructions a frame.
inline std::string speed_text(int notch)
{
    constexpr uint64_t thousand = 1024;
    auto const [beat, instructions] = play_notch(notch);
    if (instructions == 0)
        return beat.count() % 1000 == 0 ? std::to_string(beat.count() / 1000) + " s"
                                        : std::to_string(beat.count()) + " ms";
    if (instructions < thousand)
        return "x" + std::to_string(instructions);
    return instructions < thousand * thousand
               ? "x" + std::to_string(instructions / thousand) + "k"
               : "x" + std::to_string(instructions / thousand / thousand) + "M";
}

} // namespace ringside::gui
