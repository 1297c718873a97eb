// What a thread tells the kernel about itself: its end, its thread-local storage, its name. Sources:
// exit_group(2), arch_prctl(2), set_thread_area(2), set_tid_address(2), prctl(2); kernel source
// arch/x86/kernel/tls.c.
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

enum class ArchPrctl : int32_t
{
    set_gs = 0x1001,
    set_fs = 0x1002,
    get_fs = 0x1003,
    get_gs = 0x1004,
    get_cpuid = 0x1011,
    set_cpuid = 0x1012,
};

// CPUID cannot be made to fault here: arch_prctl(2).
CallResult cpuid_faulting(int32_t code)
{
    switch (static_cast<ArchPrctl>(code)) {
    case ArchPrctl::get_cpuid:
        return uint64_t{1};
    case ArchPrctl::set_cpuid:
        return Errno::enodev;
    default:
        return Errno::einval;
    }
}

// The fields of UserDescriptor::flags.
struct DescriptorFlags
{
    bool is_32_bit;
    uint32_t contents;
    bool read_exec_only;
    bool limit_in_pages;
    bool not_present;
    bool available;

    explicit DescriptorFlags(uint32_t bits)
        : is_32_bit((bits & 1) != 0), contents(bits >> 1 & 3), read_exec_only((bits >> 3 & 1) != 0),
          limit_in_pages((bits >> 4 & 1) != 0), not_present((bits >> 5 & 1) != 0),
          available((bits >> 6 & 1) != 0)
    {}
};

// Both ways of saying "remove it": LDT_empty and LDT_zero.
bool is_empty(UserDescriptor const& wish)
{
    constexpr uint32_t read_exec_only_and_not_present = 1U << 3 | 1U << 5;
    return wish.base == 0 && wish.limit == 0 &&
           ((wish.flags & 0x7f) == read_exec_only_and_not_present || (wish.flags & 0x7f) == 0);
}

// Only present 32-bit data segments may be set, so that no program gets a call gate (kernel source
// tls_desc_okay).
bool is_harmless(UserDescriptor const& wish)
{
    DescriptorFlags const flags(wish.flags);
    return flags.is_32_bit && flags.contents <= 1 && !flags.not_present;
}

// A segment descriptor of the GDT. SDM Vol. 3A, "Segment Descriptors"; kernel source fill_ldt.
uint64_t descriptor_of(UserDescriptor const& wish)
{
    DescriptorFlags const flags(wish.flags);
    uint64_t const type =
        uint64_t{flags.read_exec_only ? 0U : 2U} | flags.contents << 2 | 1; // accessed already
    uint64_t descriptor = wish.limit & 0xffff;
    descriptor |= uint64_t{wish.base & 0xff'ffff} << 16;
    descriptor |= type << 40;
    descriptor |= uint64_t{1} << 44; // S: code or data
    descriptor |= uint64_t{3} << 45; // DPL
    descriptor |= uint64_t{!flags.not_present} << 47;
    descriptor |= uint64_t{wish.limit >> 16 & 0xf} << 48;
    descriptor |= uint64_t{flags.available} << 52;
    descriptor |= uint64_t{flags.is_32_bit} << 54;
    descriptor |= uint64_t{flags.limit_in_pages} << 55;
    descriptor |= uint64_t{wish.base >> 24} << 56;
    return descriptor;
}

CallResult find_free_slot(Task const& task)
{
    for (uint32_t i = 0; i < Task::tls_slots; ++i) {
        if (task.thread_areas[i] == 0) {
            return uint64_t{Task::first_tls_slot} + i;
        }
    }
    return Errno::esrch;
}

} // namespace

// One thread: its end is the end of the program.
extern "C" CallResult sys_exit(int32_t status)
{
    exit_group(status & 0xff);
}

extern "C" CallResult sys_exit_group(int32_t status)
{
    exit_group(status & 0xff);
}

extern "C" CallResult sys_arch_prctl(int32_t code, uint64_t address)
{
    Task& task = current();
    UserPtr<uint64_t> const to(address);
    switch (static_cast<ArchPrctl>(code)) {
    case ArchPrctl::set_fs:
        TRY(set_fs_base(task, address));
        break;
    case ArchPrctl::set_gs:
        TRY(set_gs_base(task, address));
        break;
    case ArchPrctl::get_fs:
        TRY(copy_to_user(to, task.fs_base));
        break;
    case ArchPrctl::get_gs:
        TRY(copy_to_user(to, task.gs_base));
        break;
    default:
        return cpuid_faulting(code);
    }
    return uint64_t{0};
}

extern "C" CallResult sys_ia32_arch_prctl(int32_t code, uint64_t /*address*/)
{
    return cpuid_faulting(code); // segment bases are set by set_thread_area here
}

extern "C" CallResult sys_set_thread_area(UserPtr<UserDescriptor> descriptor)
{
    constexpr uint32_t choose = ~uint32_t{0};
    Task& task = current();
    UserDescriptor wish = {};
    TRY(copy_from_user(wish, descriptor));
    if (!is_empty(wish) && !is_harmless(wish)) {
        return Errno::einval;
    }
    uint32_t slot = wish.entry_number;
    if (slot == choose) {
        slot = static_cast<uint32_t>(TRY(find_free_slot(task)));
        TRY(copy_to_user(descriptor.as<uint32_t>(), slot)); // entry_number is the first field
    }
    if (slot < Task::first_tls_slot || slot >= Task::first_tls_slot + Task::tls_slots) {
        return Errno::einval;
    }
    set_thread_area(task, static_cast<int>(slot), is_empty(wish) ? 0 : descriptor_of(wish));
    return uint64_t{0};
}

extern "C" CallResult sys_set_tid_address(UserPtr<int32_t> address)
{
    current().clear_child_tid = address.address();
    return static_cast<uint64_t>(current().pid);
}

namespace {

CallResult set_robust_list(uint64_t head, uint64_t length, uint64_t expected)
{
    if (length != expected) {
        return Errno::einval;
    }
    current().robust_list_head = head;
    current().robust_list_length = length;
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_set_robust_list(uint64_t head, uint64_t length)
{
    return set_robust_list(head, length, 24); // sizeof(struct robust_list_head)
}

extern "C" CallResult sys_ia32_set_robust_list(uint64_t head, uint64_t length)
{
    return set_robust_list(head, length, 12);
}

extern "C" CallResult sys_prctl(int32_t option, uint64_t argument2, uint64_t /*argument3*/,
                                uint64_t /*argument4*/, uint64_t /*argument5*/)
{
    constexpr int32_t set_name = 15;
    constexpr int32_t get_name = 16;
    auto& comm = current().comm;
    if (option == get_name) {
        TRY(copy_to_user(UserPtr<std::byte>(argument2), std::as_bytes(std::span(comm))));
        return uint64_t{0};
    }
    if (option == set_name) {
        std::array<char, 16> name = {};
        // Longer names are cut: ENAMETOOLONG is no error here.
        auto const length = copy_string_from_user(name, UserPtr<char const>(argument2));
        if (length.failed() && length.error() == Errno::efault) {
            return Errno::efault;
        }
        name.back() = '\0';
        comm = name;
        return uint64_t{0};
    }
    // FIXME: the other options are not supported and answer EINVAL, as options that a kernel does not know.
    return Errno::einval;
}

extern "C" CallResult sys_sched_yield()
{
    schedule();
    return uint64_t{0};
}

// One CPU, number 0. The raw call answers how many bytes of the mask it wrote.
extern "C" CallResult sys_sched_getaffinity(int32_t pid, uint32_t size, UserPtr<uint64_t> mask)
{
    if (size < sizeof(uint64_t) || size % sizeof(uint64_t) != 0) {
        return Errno::einval;
    }
    if (pid != 0 && pid != current().pid) {
        return Errno::esrch;
    }
    TRY(copy_to_user(mask, uint64_t{1}));
    return uint64_t{sizeof(uint64_t)};
}

extern "C" CallResult sys_getcpu(UserPtr<uint32_t> cpu, UserPtr<uint32_t> node, uint64_t /*unused*/)
{
    if (!cpu.is_null()) {
        TRY(copy_to_user(cpu, uint32_t{0}));
    }
    if (!node.is_null()) {
        TRY(copy_to_user(node, uint32_t{0}));
    }
    return uint64_t{0};
}

} // namespace ringside::kernel
