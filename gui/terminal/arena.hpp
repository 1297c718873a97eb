// Memory for a C library whose objects point at each other. All of it lies in one block, so a copy of the
// block is a copy of the library's whole state; it holds as long as it is put back at the same place. Read
// next: emulator.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ringside::gui {

class Arena
{
public:
    explicit Arena(std::size_t bytes);

    void* allocate(std::size_t bytes); // zeroed
    void release(void* memory);

    std::vector<std::byte> copy() const;
    void put_back(std::span<std::byte const> copy);

private:
    // At the beginning of the block, so that it is copied with it. Sizes are powers of two; a released piece
    // waits in the list of its size.
    static constexpr unsigned smallest_class = 4;
    static constexpr unsigned classes = 20;
    struct Book
    {
        std::size_t used;
        std::size_t free[classes]; // offset of the first piece, 0: none
    };
    struct Piece
    {
        uint64_t size_class;
        uint64_t next;
    };
    Book& book() { return *reinterpret_cast<Book*>(block_.get()); }
    Book const& book() const { return *reinterpret_cast<Book const*>(block_.get()); }
    Piece& piece(std::size_t offset) { return *reinterpret_cast<Piece*>(block_.get() + offset); }

    std::size_t bytes_;
    std::unique_ptr<std::byte[]> block_;
};

} // namespace ringside::gui
