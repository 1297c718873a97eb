// Lists of free pieces, one for each power of two; whole frames for what is larger.
#include "kernel-model/lib/heap.hpp"

#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/frames.hpp"

#include <array>
#include <bit>
#include <new>

namespace ringside::kernel {

namespace {

constexpr uint64_t in_use_mark = 0x72'69'6e'67'73'69'64'65; // "ringside"
constexpr uint64_t free_mark = 0x66'72'65'65'64'21'21'21;   // "freed!!!"

struct Header
{
    uint64_t mark;
    uint64_t size; // of the whole piece, header included
};
static_assert(sizeof(Header) == 16);

struct FreePiece
{
    Header header;
    FreePiece* next;
};

constexpr size_t smallest_shift = 5; // 32 bytes: a header and a list link
constexpr size_t largest_shift = 17; // 128 KiB; a freed run of frames could not be found as a run again
std::array<FreePiece*, largest_shift + 1> free_pieces{};
uint64_t bytes_in_use = 0;

void cut_frame(size_t shift)
{
    size_t const size = size_t{1} << shift;
    size_t const run = std::max<size_t>(size, frame_size);
    auto* page = static_cast<std::byte*>(direct_map(allocate_kernel_frames(run / frame_size)));
    for (size_t at = 0; at < run; at += size) {
        auto* piece = reinterpret_cast<FreePiece*>(page + at);
        piece->header = {free_mark, size};
        piece->next = free_pieces[shift];
        free_pieces[shift] = piece;
    }
}

Header* allocate_small(size_t whole)
{
    size_t const shift = std::max<size_t>(smallest_shift, static_cast<size_t>(std::bit_width(whole - 1)));
    if (!free_pieces[shift])
        cut_frame(shift);
    FreePiece* piece = free_pieces[shift];
    ASSERT(piece->header.mark == free_mark);
    free_pieces[shift] = piece->next;
    return &piece->header;
}

} // namespace

void* heap_allocate(size_t size)
{
    size_t const whole = size + sizeof(Header);
    ASSERT(whole > size);
    Header* header;
    if (whole <= size_t{1} << largest_shift) {
        header = allocate_small(whole);
    } else {
        size_t const frames = (whole + frame_size - 1) / frame_size;
        header = static_cast<Header*>(direct_map(allocate_kernel_frames(frames)));
        header->size = frames * frame_size;
    }
    header->mark = in_use_mark;
    bytes_in_use += header->size;
    return header + 1;
}

void heap_free(void* object)
{
    if (!object)
        return;
    Header* header = static_cast<Header*>(object) - 1;
    ASSERT(header->mark == in_use_mark);
    header->mark = free_mark;
    bytes_in_use -= header->size;
    if (header->size > size_t{1} << largest_shift) {
        free_frames(direct_map_to_physical(header), header->size / frame_size);
        return;
    }
    auto* piece = reinterpret_cast<FreePiece*>(header);
    auto const shift = static_cast<size_t>(std::countr_zero(header->size));
    piece->next = free_pieces[shift];
    free_pieces[shift] = piece;
}

uint64_t heap_bytes_in_use()
{
    return bytes_in_use;
}

} // namespace ringside::kernel

void* operator new(size_t size)
{
    return ringside::kernel::heap_allocate(size);
}
void* operator new[](size_t size)
{
    return ringside::kernel::heap_allocate(size);
}
void operator delete(void* object) noexcept
{
    ringside::kernel::heap_free(object);
}
void operator delete[](void* object) noexcept
{
    ringside::kernel::heap_free(object);
}
void operator delete(void* object, size_t) noexcept
{
    ringside::kernel::heap_free(object);
}
void operator delete[](void* object, size_t) noexcept
{
    ringside::kernel::heap_free(object);
}
