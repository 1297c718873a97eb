// The names of the vDSO's functions and lines: code at ring 3 that is in no file of the program. Next:
// code.cpp.
#include "emu/session/parts.hpp"
#include "kernel-model/abi/image.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ringside::emu {

namespace {

/// Words of the program's size, upwards from an address.
class Words
{
public:
    Words(Run const& run, uint64_t address, unsigned size) : run_(run), address_(address), size_(size) {}

    uint64_t next()
    {
        std::array<uint8_t, sizeof(uint64_t)> bytes{};
        readable_ = readable_ && run_.read_memory(address_, std::span(bytes).first(size_)) == size_;
        address_ += size_;
        uint64_t value = 0;
        std::memcpy(&value, bytes.data(), sizeof(value));
        return readable_ ? value : 0;
    }

private:
    Run const& run_;
    uint64_t address_;
    unsigned size_;
    bool readable_ = true;
};

/// getauxval(3): behind argc, argv and the environment lie pairs of type and value. 0 if there is none.
uint64_t vdso_announced_at(Run const& run, uint64_t stack, unsigned word_size)
{
    constexpr uint64_t system_info_header = 33; // AT_SYSINFO_EHDR
    constexpr int most = 1 << 20;
    Words words(run, stack, word_size);
    words.next(); // argc
    for (int lists = 0, count = 0; lists < 2 && count < most; ++count)
        lists += words.next() == 0 ? 1 : 0;
    for (int count = 0; count < most; ++count) {
        uint64_t const type = words.next();
        uint64_t const value = words.next();
        if (type == 0 || type == system_info_header)
            return type == 0 ? 0 : value;
    }
    return 0;
}

} // namespace

void Session::Parts::find_vdso()
{
    uint64_t const place = vdso_announced_at(run, start_rsp, program.is_64 ? 8 : 4);
    if (place == 0)
        return;
    // Another kernel (--kernel) may have another image: the names are ours only if the tables of symbols are.
    // The ELF header before them differs, since it says where in the file the line tables lie.
    constexpr std::size_t elf_header = 64;
    std::span<std::byte const> const file = kernel::embedded_vdso(program.is_64);
    std::array<uint8_t, 256> tables{};
    if (file.size() < elf_header + tables.size() ||
        run.read_memory(place + elf_header, tables) != tables.size() ||
        std::memcmp(tables.data(), file.data() + elf_header, tables.size()) != 0)
        return;
    vdso_symbols = Symbols(file, place);
    vdso_frames = CallFrames(file, place);
    vdso_start = place;
    for (auto const& symbol : vdso_symbols.all())
        vdso_end = std::max(vdso_end, symbol.start >= place ? symbol.start + symbol.size : place);
}

} // namespace ringside::emu
