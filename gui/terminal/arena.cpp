// Pieces of powers of two, each with its size before it, so that what libvterm allocates and releases for
// every letter costs little. Next: emulator.cpp.
#include "gui/terminal/arena.hpp"

#include "cpu/result.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace ringside::gui {

Arena::Arena(std::size_t bytes) : bytes_(bytes), block_(std::make_unique<std::byte[]>(bytes))
{
    new (block_.get()) Book{sizeof(Book), {}};
}

void* Arena::allocate(std::size_t bytes)
{
    auto const size_class = std::max<unsigned>(smallest_class, static_cast<unsigned>(std::bit_width(bytes)));
    auto const room = std::size_t{1} << size_class;
    auto offset = size_class < classes ? book().free[size_class] : 0;
    if (offset != 0) {
        book().free[size_class] = piece(offset).next;
    } else {
        offset = book().used;
        ASSERT(size_class < classes && offset + sizeof(Piece) + room <= bytes_);
        new (&piece(offset)) Piece{size_class, 0};
        book().used += sizeof(Piece) + room;
    }
    auto* const memory = block_.get() + offset + sizeof(Piece);
    std::memset(memory, 0, bytes);
    return memory;
}

void Arena::release(void* memory)
{
    if (memory == nullptr)
        return;
    auto const offset =
        static_cast<std::size_t>(static_cast<std::byte*>(memory) - block_.get()) - sizeof(Piece);
    auto& list = book().free[piece(offset).size_class];
    piece(offset).next = list;
    list = offset;
}

std::vector<std::byte> Arena::copy() const
{
    return {block_.get(), block_.get() + book().used};
}

void Arena::put_back(std::span<std::byte const> copy)
{
    std::memcpy(block_.get(), copy.data(), copy.size());
}

} // namespace ringside::gui
