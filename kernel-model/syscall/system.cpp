// What a program may know about the machine and its limits. Sources: uname(2), sysinfo(2), getrandom(2),
// getrlimit(2).
#include "kernel-model/device/clock.hpp"
#include "kernel-model/files/dev.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/files/user_transfer.hpp"
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/syscall/release.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

Utsname::Field field(std::string_view text)
{
    Utsname::Field filled = {};
    __builtin_memcpy(filled.data(), text.data(), text.size());
    return filled;
}

uint64_t uptime_seconds()
{
    return (monotonic_nanoseconds() + nanoseconds_per_second - 1) / nanoseconds_per_second;
}

// The limits that hold here; those that nothing enforces are unlimited.
ResourceLimit limit_of(Resource resource)
{
    switch (resource) {
    case Resource::stack:
        return {AddressSpace::stack_limit, unlimited};
    case Resource::core:
        return {0, unlimited}; // no core is ever written
    case Resource::files:
        return {FileTable::limit, FileTable::limit};
    case Resource::processes:
        return {1, 1};
    case Resource::nice:
    case Resource::realtime_priority:
        return {0, 0};
    default:
        return {unlimited, unlimited};
    }
}

Result<Resource> check_resource(uint32_t resource)
{
    return resource < static_cast<uint32_t>(Resource::count)
               ? Result<Resource>(static_cast<Resource>(resource))
               : Result<Resource>(Errno::einval);
}

// FIXME: limits cannot be changed; any other value than the present one answers EPERM.
Result<void> check_wish(Resource resource, UserPtr<ResourceLimit const> from)
{
    ResourceLimit wish = {};
    TRY(copy_from_user(wish, from));
    if (wish.soft > wish.hard) {
        return Errno::einval;
    }
    auto const now = limit_of(resource);
    return wish.soft == now.soft && wish.hard == now.hard ? Result<void>() : Result<void>(Errno::eperm);
}

// The old call knew no greater number than INT32_MAX; ugetrlimit has all 32 bits.
CallResult give_limit_32(uint32_t resource, UserPtr<ResourceLimit32> to, uint64_t greatest)
{
    auto const limit = limit_of(TRY(check_resource(resource)));
    auto const clamp = [greatest](uint64_t value) {
        return static_cast<uint32_t>(value < greatest ? value : greatest);
    };
    TRY(copy_to_user(to, ResourceLimit32{clamp(limit.soft), clamp(limit.hard)}));
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_uname(UserPtr<Utsname> to)
{
    Utsname const name = {field("Linux"),        field("(none)"), field(kernel_release),
                          field(kernel_version), field("x86_64"), field("(none)")};
    TRY(copy_to_user(to, name));
    return uint64_t{0};
}

extern "C" CallResult sys_sysinfo(UserPtr<Sysinfo> to)
{
    Sysinfo info = {};
    info.uptime = static_cast<int64_t>(uptime_seconds());
    info.total_memory = total_frames() * frame_size;
    info.free_memory = available_frames() * frame_size;
    info.processes = 1;
    info.unit = 1;
    TRY(copy_to_user(to, info));
    return uint64_t{0};
}

// Counts in pages if bytes do not fit into 32 bits: kernel source kernel/sys.c,
// COMPAT_SYSCALL_DEFINE1(sysinfo).
extern "C" CallResult sys_ia32_sysinfo(UserPtr<Sysinfo32> to)
{
    auto const unit = total_frames() * frame_size > UINT32_MAX ? frame_size : 1;
    Sysinfo32 info = {};
    info.uptime = static_cast<int32_t>(uptime_seconds());
    info.total_memory = static_cast<uint32_t>(total_frames() * frame_size / unit);
    info.free_memory = static_cast<uint32_t>(available_frames() * frame_size / unit);
    info.processes = 1;
    info.unit = static_cast<uint32_t>(unit);
    TRY(copy_to_user(to, info));
    return uint64_t{0};
}

extern "C" CallResult sys_getrandom(UserPtr<std::byte> buffer, uint64_t size, uint32_t flags)
{
    constexpr uint32_t non_block = 1;
    constexpr uint32_t random = 2;
    constexpr uint32_t insecure = 4;
    if ((flags & ~(non_block | random | insecure)) != 0 ||
        (flags & (random | insecure)) == (random | insecure)) {
        return Errno::einval;
    }
    UserPiece const piece = {buffer.address(), size < UserVector::max_bytes ? size : UserVector::max_bytes};
    if (!access_ok(piece.address, piece.size)) {
        return Errno::efault;
    }
    UserSink sink({&piece, 1});
    return put_random(sink);
}

extern "C" CallResult sys_prlimit64(int32_t pid, uint32_t resource, UserPtr<ResourceLimit const> wish,
                                    UserPtr<ResourceLimit> old)
{
    if (pid != 0 && pid != current().pid) {
        return Errno::esrch;
    }
    auto const which = TRY(check_resource(resource));
    if (!wish.is_null()) {
        TRY(check_wish(which, wish));
    }
    if (!old.is_null()) {
        TRY(copy_to_user(old, limit_of(which)));
    }
    return uint64_t{0};
}

extern "C" CallResult sys_getrlimit(uint32_t resource, UserPtr<ResourceLimit> to)
{
    auto const which = TRY(check_resource(resource));
    TRY(copy_to_user(to, limit_of(which)));
    return uint64_t{0};
}

extern "C" CallResult sys_ia32_getrlimit(uint32_t resource, UserPtr<ResourceLimit32> to)
{
    return give_limit_32(resource, to, UINT32_MAX);
}

extern "C" CallResult sys_ia32_old_getrlimit(uint32_t resource, UserPtr<ResourceLimit32> to)
{
    return give_limit_32(resource, to, INT32_MAX);
}

extern "C" CallResult sys_setrlimit(uint32_t resource, UserPtr<ResourceLimit const> wish)
{
    auto const which = TRY(check_resource(resource));
    TRY(check_wish(which, wish));
    return uint64_t{0};
}

} // namespace ringside::kernel
