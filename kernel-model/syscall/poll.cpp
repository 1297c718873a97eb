// Waiting for files. Only the console can keep a program waiting; everything else is always ready. Sources:
// poll(2), ppoll(2); kernel source fs/select.c.
#include "kernel-model/device/clock.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

constexpr uint64_t for_ever = ~uint64_t{0};
constexpr uint16_t always_told = poll_event::error | poll_event::hang_up | poll_event::invalid;

// What one entry answers: 0 for a negative descriptor, POLLNVAL for one that is not open.
int16_t events_of(PollRequest const& request)
{
    if (request.fd < 0) {
        return 0;
    }
    auto const file = current().files->get(request.fd);
    uint16_t const now = file.failed() ? poll_event::invalid : file.value()->events();
    return static_cast<int16_t>(now & (static_cast<uint16_t>(request.events) | always_told));
}

// Looks at every entry and writes its answer; how many have one.
CallResult look_at_all(UserPtr<PollRequest> requests, uint32_t count)
{
    uint64_t ready = 0;
    for (uint32_t i = 0; i < count; ++i) {
        PollRequest request = {};
        TRY(copy_from_user(request, requests + i));
        request.returned = events_of(request);
        TRY(copy_to_user(requests + i, request));
        ready += request.returned != 0 ? 1 : 0;
    }
    return ready;
}

// `length` in nanoseconds.
CallResult poll_for(UserPtr<PollRequest> requests, uint32_t count, uint64_t length)
{
    if (count > FileTable::limit) {
        return Errno::einval;
    }
    auto const start = monotonic_nanoseconds();
    while (true) {
        auto const ready = TRY(look_at_all(requests, count));
        if (ready > 0 || (length != for_ever && monotonic_nanoseconds() - start >= length)) {
            return ready;
        }
        wait_for_tick(); // it brings input and time
        deliver_pending_signals();
    }
}

} // namespace

extern "C" CallResult sys_poll(UserPtr<PollRequest> requests, uint32_t count, int32_t milliseconds)
{
    constexpr uint64_t nanoseconds_per_millisecond = 1'000'000;
    return poll_for(requests, count,
                    milliseconds < 0 ? for_ever
                                     : static_cast<uint64_t>(milliseconds) * nanoseconds_per_millisecond);
}

namespace {

template <class Shape>
CallResult poll_by_time(UserPtr<PollRequest> requests, uint32_t count, UserPtr<Shape const> timeout,
                        UserPtr<uint64_t const> mask, uint64_t set_size)
{
    if (!mask.is_null() && set_size != sizeof(uint64_t)) {
        return Errno::einval;
    }
    if (timeout.is_null()) {
        return poll_for(requests, count, for_ever);
    }
    Shape time = {};
    TRY(copy_from_user(time, timeout));
    if (time.seconds < 0 || time.nanoseconds < 0 ||
        time.nanoseconds >= static_cast<int64_t>(nanoseconds_per_second)) {
        return Errno::einval;
    }
    constexpr int64_t longest = INT64_MAX / static_cast<int64_t>(nanoseconds_per_second) - 1;
    auto const seconds = static_cast<uint64_t>(time.seconds < longest ? time.seconds : longest);
    return poll_for(requests, count,
                    seconds * nanoseconds_per_second + static_cast<uint64_t>(time.nanoseconds));
}

} // namespace

// The mask would count only while waiting, and no handler could run then.
extern "C" CallResult sys_ppoll(UserPtr<PollRequest> requests, uint32_t count,
                                UserPtr<Timespec const> timeout, UserPtr<uint64_t const> mask,
                                uint64_t set_size)
{
    return poll_by_time(requests, count, timeout, mask, set_size);
}

extern "C" CallResult sys_ia32_ppoll(UserPtr<PollRequest> requests, uint32_t count,
                                     UserPtr<Timespec32 const> timeout, UserPtr<uint64_t const> mask,
                                     uint64_t set_size)
{
    return poll_by_time(requests, count, timeout, mask, set_size);
}

} // namespace ringside::kernel
