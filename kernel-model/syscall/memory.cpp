// Memory: brk, mmap, munmap, mprotect, madvise. Here only the arguments are judged; memory/address_space.hpp
// does the rest. Sources: mmap(2), brk(2), mprotect(2), madvise(2); kernel source mm/mmap.c (do_mmap).
#include "kernel-model/files/dev.hpp"
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

// Flags of mmap(2): kernel source include/uapi/asm-generic/mman.h, arch/x86/include/uapi/asm/mman.h.
namespace map_flag {
constexpr uint64_t type_mask = 0x0f;
constexpr uint64_t shared = 0x01;
constexpr uint64_t private_copy = 0x02;
constexpr uint64_t shared_validate = 0x03;
constexpr uint64_t fixed = 0x10;
constexpr uint64_t anonymous = 0x20;
constexpr uint64_t below_2_gib = 0x40;
constexpr uint64_t grows_down = 0x100;
constexpr uint64_t huge_pages = 0x4'0000;
constexpr uint64_t fixed_noreplace = 0x10'0000;
// What MAP_SHARED_VALIDATE lets pass: kernel source include/linux/mman.h, LEGACY_MAP_MASK.
constexpr uint64_t validated = 0x7c07'f973;
} // namespace map_flag

// Who asks decides where the kernel may put it: INT 0x80 answers 32-bit addresses even in a 64-bit program.
enum class Caller : uint8_t
{
    x86_64,
    i386,
};

Result<void> check_type(uint64_t flags)
{
    switch (flags & map_flag::type_mask) {
    case map_flag::shared:
    case map_flag::private_copy:
        return {};
    case map_flag::shared_validate:
        return (flags & ~map_flag::validated) != 0 ? Result<void>(Errno::eopnotsupp) : Result<void>();
    default:
        return Errno::einval;
    }
}

bool is_shared(uint64_t flags)
{
    return (flags & map_flag::type_mask) != map_flag::private_copy;
}

// What the descriptor contributes: its inode, if mapping it is allowed in this way.
Result<void> take_file(MapRequest& request, int32_t fd)
{
    File* const file = TRY(open_file(fd));
    Inode& inode = file->inode();
    if (!file->readable() || (request.shared && request.protection.write && !file->writable())) {
        return Errno::eacces;
    }
    if (inode.attributes().represented_device == device::zero && !inode.is_regular()) {
        return {}; // mapping /dev/zero is asking for anonymous memory: zero(4)
    }
    // Files that are made up while they are read have no pages.
    if (!inode.is_regular() || (inode.contents().empty() && inode.attributes().device != root_device)) {
        return Errno::enodev;
    }
    request.inode = &inode;
    request.name = inode.path();
    return {};
}

CallResult map(uint64_t address, uint64_t length, uint64_t protection, uint64_t flags, int32_t fd,
               uint64_t page_offset, Caller caller)
{
    MapRequest request;
    request.address = address;
    request.length = length;
    request.protection = Protection::from_bits(protection);
    request.shared = is_shared(flags);
    request.grows_down = (flags & map_flag::grows_down) != 0;
    request.below_4_gib = caller == Caller::i386 || (flags & map_flag::below_2_gib) != 0;
    request.placement = (flags & map_flag::fixed_noreplace) != 0 ? Placement::fixed_noreplace
                        : (flags & map_flag::fixed) != 0         ? Placement::fixed
                                                                 : Placement::hint;
    if ((flags & map_flag::anonymous) == 0) {
        TRY(open_file(fd)); // EBADF comes before everything else
    }
    if (length == 0) {
        return Errno::einval;
    }
    if ((flags & map_flag::huge_pages) != 0) {
        return Errno::enomem; // there is no pool of huge pages
    }
    if (page_offset + page_up(length) / page_size < page_offset) {
        return Errno::eoverflow;
    }
    TRY(check_type(flags));
    if ((flags & map_flag::anonymous) == 0) {
        TRY(take_file(request, fd));
        request.offset = request.inode != nullptr ? page_offset * page_size : 0;
    }
    return current().memory->map(request);
}

} // namespace

// Answers the break as it is now, also if the wish could not be met: only libc makes an error of that.
extern "C" CallResult sys_brk(uint64_t wish)
{
    return current().memory->set_break(wish);
}

extern "C" CallResult sys_mmap(uint64_t address, uint64_t length, uint64_t protection, uint64_t flags,
                               int32_t fd, uint64_t offset)
{
    if (offset % page_size != 0) {
        return Errno::einval;
    }
    return map(address, length, protection, flags, fd, offset / page_size, Caller::x86_64);
}

// The offset counts pages, so that 32 bits reach 16 TiB.
extern "C" CallResult sys_ia32_mmap2(uint64_t address, uint64_t length, uint64_t protection, uint64_t flags,
                                     int32_t fd, uint64_t page_offset)
{
    return map(address, length, protection, flags, fd, page_offset, Caller::i386);
}

// The oldest form: one pointer to all six.
extern "C" CallResult sys_ia32_mmap(UserPtr<MmapArguments32 const> arguments)
{
    MmapArguments32 from = {};
    TRY(copy_from_user(from, arguments));
    if (from.offset % page_size != 0) {
        return Errno::einval;
    }
    return map(from.address, from.length, from.protection, from.flags, static_cast<int32_t>(from.fd),
               from.offset / page_size, Caller::i386);
}

extern "C" CallResult sys_munmap(uint64_t address, uint64_t length)
{
    TRY(current().memory->unmap(address, length));
    return uint64_t{0};
}

extern "C" CallResult sys_mprotect(uint64_t address, uint64_t length, uint64_t protection)
{
    constexpr uint64_t known = 0xf; // PROT_READ, PROT_WRITE, PROT_EXEC, PROT_SEM
    if ((protection & ~known) != 0 || address % page_size != 0) {
        // FIXME: PROT_GROWSDOWN and PROT_GROWSUP are not supported and answer EINVAL.
        return Errno::einval;
    }
    if (length == 0) {
        return uint64_t{0};
    }
    TRY(current().memory->protect(address, length, Protection::from_bits(protection)));
    return uint64_t{0};
}

extern "C" CallResult sys_madvise(uint64_t address, uint64_t length, int32_t advice)
{
    constexpr int32_t do_not_need = 4;
    // Advice that may be ignored: MADV_NORMAL, RANDOM, SEQUENTIAL, WILLNEED, HUGEPAGE, NOHUGEPAGE, DONTDUMP,
    // DODUMP.
    constexpr uint64_t ignorable = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 17;
    bool const ignored = advice >= 0 && advice < 64 && (ignorable >> advice & 1) != 0;
    if ((advice != do_not_need && !ignored) || address % page_size != 0) {
        return Errno::einval;
    }
    if (length == 0 || ignored) {
        return uint64_t{0};
    }
    TRY(current().memory->discard(address, length));
    return uint64_t{0};
}

} // namespace ringside::kernel
