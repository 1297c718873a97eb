// Keeping and forgetting decoded blocks.
#include "cpu/decode/block_cache.hpp"

#include <utility>

namespace ringside::cpu {

Block const* BlockCache::find_slowly(uint64_t key, Recent& slot)
{
    auto const found = blocks_.find(key);
    if (found == blocks_.end())
        return nullptr;
    slot = {key, found->second.get()};
    return slot.block;
}

Block const* BlockCache::insert(Physical address, uint8_t code_bits, Block&& block)
{
    auto const key = address.value << 2 | code_bits >> 5;
    auto kept = std::make_unique<Block>(std::move(block));
    auto const* result = kept.get();
    blocks_[key] = std::move(kept);
    keys_of_page_[address.page()].push_back(key);
    return result;
}

void BlockCache::forget_page(uint64_t page)
{
    auto const keys = keys_of_page_.find(page);
    if (keys == keys_of_page_.end())
        return;
    for (auto const key : keys->second) {
        auto const found = blocks_.find(key);
        if (found == blocks_.end())
            continue;
        auto& slot = recent_[(key ^ key >> 14) % recent_.size()];
        if (slot.key == key)
            slot = {};
        forgotten_.push_back(std::move(found->second));
        blocks_.erase(found);
    }
    keys_of_page_.erase(keys);
}

void BlockCache::forget_all()
{
    for (auto& [key, block] : blocks_)
        forgotten_.push_back(std::move(block));
    blocks_.clear();
    keys_of_page_.clear();
    recent_.fill({});
}

} // namespace ringside::cpu
