// Two mistakes that kernels have made, on purpose and only with the parameter `lab=on`: ring 0 reads a
// program's memory as if it were its own, and ring 0 jumps into a program. SMAP and SMEP turn both into page
// faults in ring 0, which end the kernel; without them (nosmap, nosmep) nothing notices. SDM Vol. 3A, "Access
// Rights". The programs that prove it are in programs/rings/. Read next: memory/user_pointer.hpp, how it is
// done right.
#include "kernel-model/syscall/lab.hpp"

#include "kernel-model/syscall/system_calls.hpp"

namespace ringside::kernel {

namespace {

constinit bool is_on = false;

// The page must be present: the lab is about rights. Copying a byte the right way fetches it.
Result<void> fetch_page(uint64_t address)
{
    std::byte first{};
    return copy_from_user(first, UserPtr<std::byte const>(address));
}

} // namespace

void switch_lab_on()
{
    is_on = true;
}

// A plain MOV instead of copy_from_user: no STAC before it.
CallResult sys_lab_read_user(uint64_t address)
{
    if (!is_on || !access_ok(address, sizeof(uint64_t))) {
        return is_on ? Errno::efault : Errno::enosys;
    }
    TRY(fetch_page(address));
    return *reinterpret_cast<uint64_t const volatile*>(address);
}

// A plain CALL: what the program's function answers is the result.
CallResult sys_lab_call_user(uint64_t address)
{
    if (!is_on || !access_ok(address, 1)) {
        return is_on ? Errno::efault : Errno::enosys;
    }
    TRY(fetch_page(address));
    return reinterpret_cast<uint64_t (*)()>(address)();
}

} // namespace ringside::kernel
