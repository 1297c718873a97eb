// Decoded code, kept by physical address: a block is a run of instructions up to a branch, 63 instructions or
// the page's end. A store to the page forgets its blocks. Read next: decoder.hpp.
#pragma once

#include "cpu/decode/instruction.hpp"
#include "cpu/memory/physical.hpp"

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ringside::cpu {

struct Block
{
    static constexpr unsigned longest = 63;
    std::vector<Instruction> instructions;
    unsigned bytes = 0; // from the first instruction's start to the last one's end
};

class BlockCache
{
public:
    // The block at a physical address decoded for a code size of 16, 32 or 64 bits, or nullptr.
    Block const* find(Physical address, uint8_t code_bits)
    {
        auto const key = address.value << 2 | code_bits >> 5;
        auto& slot = recent_[(key ^ key >> 14) % recent_.size()];
        if (slot.key == key) [[likely]]
            return slot.block;
        return find_slowly(key, slot);
    }
    Block const* insert(Physical address, uint8_t code_bits, Block&& block);
    // Forgets the blocks of one page. They stay alive until release(), since one may be running.
    void forget_page(uint64_t page);
    void forget_all();
    // Frees forgotten blocks; no block may be running.
    void release() { forgotten_.clear(); }

private:
    struct Recent
    {
        uint64_t key = ~uint64_t{0};
        Block const* block = nullptr;
    };
    Block const* find_slowly(uint64_t key, Recent& slot);

    std::array<Recent, 8192> recent_{};
    std::unordered_map<uint64_t, std::unique_ptr<Block>> blocks_; // looked up only, never iterated
    std::unordered_map<uint64_t, std::vector<uint64_t>> keys_of_page_;
    std::vector<std::unique_ptr<Block>> forgotten_;
};

} // namespace ringside::cpu
