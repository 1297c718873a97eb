// The place and the mapping of the vDSO. Its pages are the kernel's own frames, shown to the program: R-X for
// the code, R-- for the data. Unlike Linux, which waits for the first touch, they are there from the start,
// so that a call of the vDSO never traps.
#include "kernel-model/vdso/map.hpp"

#include "kernel-model/lib/random.hpp"
#include "kernel-model/memory/frames.hpp"

#include <algorithm>
#include <cstring>

// images.S
extern "C" std::byte const vdso64_image[];
extern "C" std::byte const vdso64_image_end[];
extern "C" std::byte const vdso32_image[];
extern "C" std::byte const vdso32_image_end[];

namespace ringside::kernel {

namespace {

struct alignas(page_size) VvarPage
{
    std::array<std::byte, vdso_data_offset> unused;
    VdsoData data;
    std::array<std::byte, page_size - vdso_data_offset - sizeof(VdsoData)> rest;
};
static_assert(sizeof(VvarPage) == page_size);
static_assert(offsetof(VvarPage, data) == vdso_data_offset);

constinit VvarPage vvar_page{};

/// Everything of the linked image is at a fixed distance from where it lies in memory.
uint64_t physical_of(void const* pointer)
{
    return reinterpret_cast<uint64_t>(pointer) - kernel_offset;
}

/// ELF-32 section header and symbol (System V ABI, "Sections", "Symbol Table").
struct Section32
{
    uint32_t name, type, flags, address, offset, size, link, info, alignment, entry_size;
};
struct Symbol32
{
    uint32_t name, value, size;
    uint8_t info, other;
    uint16_t section;
};
constexpr uint32_t section_type_symbols = 2; // SHT_SYMTAB

template <class T>
T read_at(std::span<std::byte const> file, uint64_t offset)
{
    ASSERT(offset + sizeof(T) <= file.size()); // the image is our own
    T value;
    std::memcpy(&value, file.data() + offset, sizeof(T));
    return value;
}

Section32 section_of(std::span<std::byte const> file, uint32_t index)
{
    constexpr uint64_t table_offset = 32; // e_shoff
    return read_at<Section32>(file, read_at<uint32_t>(file, table_offset) + index * sizeof(Section32));
}

/// Linux vdso_addr: anywhere between the end of the stack and the end of the 2 MiB that it ends in, so that
/// no page table more is needed. 0, which is no wish, if there is no room below the limit.
uint64_t wish_above_stack(AddressSpace const& memory, uint64_t length)
{
    constexpr uint64_t large_page = 2 * 1024 * 1024;
    uint64_t const start = memory.layout().stack_top;
    uint64_t const end =
        std::min((start + length + large_page - 1) & ~(large_page - 1), memory.layout().limit);
    if (end < start + length)
        return 0;
    uint64_t const places = (end - length - start) / page_size + 1;
    return start + random_u64() % places * page_size;
}

} // namespace

VdsoData& vdso_data()
{
    return vvar_page.data;
}

std::span<std::byte const> vdso_image(bool is_32_bit)
{
    if (is_32_bit)
        return {vdso32_image, vdso32_image_end};
    return {vdso64_image, vdso64_image_end};
}

uint32_t vdso32_symbol(std::string_view name)
{
    std::span<std::byte const> const file = vdso_image(true);
    constexpr uint64_t section_count_offset = 48; // e_shnum
    uint16_t const sections = read_at<uint16_t>(file, section_count_offset);
    for (uint16_t index = 0; index < sections; ++index) {
        Section32 const table = section_of(file, index);
        if (table.type != section_type_symbols)
            continue;
        Section32 const texts = section_of(file, table.link);
        for (uint32_t at = 0; at < table.size; at += sizeof(Symbol32)) {
            auto const symbol = read_at<Symbol32>(file, table.offset + at);
            auto const* text = reinterpret_cast<char const*>(file.data() + texts.offset + symbol.name);
            if (name == text)
                return symbol.value;
        }
    }
    return 0;
}

Result<void> map_vdso(Task& task, bool randomize)
{
    AddressSpace& memory = *task.memory;
    std::span<std::byte const> const image = vdso_image(task.is_32_bit);
    uint64_t const length = page_size + page_up(image.size());
    uint64_t const wish = randomize && !task.is_32_bit ? wish_above_stack(memory, length) : 0;
    // One place for both, asked for like any other; then each gets its part of it.
    uint64_t const place = TRY(memory.map({.address = wish, .length = length, .protection = {}}));
    TRY(memory.map({.address = place,
                    .length = page_size,
                    .protection = {.read = true},
                    .placement = Placement::fixed,
                    .kernel_pages = physical_of(&vvar_page),
                    .name = "[vvar]"}));
    TRY(memory.map({.address = place + page_size,
                    .length = image.size(),
                    .protection = {.read = true, .execute = true},
                    .placement = Placement::fixed,
                    .kernel_pages = physical_of(image.data()),
                    .copied_on_write = true,
                    .name = "[vdso]"}));
    task.vdso = place + page_size;
    return {};
}

} // namespace ringside::kernel
