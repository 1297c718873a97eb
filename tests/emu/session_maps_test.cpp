// /proc/self/maps against the page tables: every page that is mapped for ring 3 lies in a line, and no
// present page has more rights than its line says; after an mmap and after a munmap too.
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>

namespace ringside::tests {

namespace {

struct Line
{
    uint64_t start = 0;
    uint64_t end = 0;
    std::string rights;
};

// The lines of one printing of maps in the console's text.
std::vector<Line> maps_in(std::string const& text)
{
    std::vector<Line> maps;
    for (auto const& line : lines_of(text)) {
        auto const dash = line.find('-');
        auto const blank = line.find(' ');
        if (dash == std::string::npos || blank == std::string::npos || dash > blank)
            continue;
        Line parsed;
        auto const* begin = line.data();
        auto const first = std::from_chars(begin, begin + dash, parsed.start, 16);
        auto const second = std::from_chars(begin + dash + 1, begin + blank, parsed.end, 16);
        if (first.ptr != begin + dash || second.ptr != begin + blank)
            continue;
        parsed.rights = line.substr(blank + 1, 4);
        maps.push_back(parsed);
    }
    return maps;
}

struct Page
{
    uint64_t linear = 0;
    bool writable = false;
    bool executable = false;
};

uint64_t word_at(emu::Session& session, uint64_t physical)
{
    uint64_t value = 0;
    std::array<uint8_t, 8> bytes{};
    EXPECT_EQ(session.read_physical(physical, bytes), 8u);
    std::memcpy(&value, bytes.data(), 8);
    return value;
}

constexpr uint64_t address_bits = 0x000f'ffff'ffff'f000;
constexpr uint64_t present_user = 5;

void collect(emu::Session& session, uint64_t table, unsigned shift, uint64_t linear, Page rights,
             std::vector<Page>& pages)
{
    for (uint64_t i = 0; i < (shift == 39 ? 256 : 512); ++i) { // the lower half only
        auto const entry = word_at(session, table + i * 8);
        if ((entry & present_user) != present_user)
            continue;
        auto const here = linear | i << shift;
        Page const page{here, rights.writable && (entry & 2) != 0, rights.executable && entry >> 63 == 0};
        if (shift == 12)
            pages.push_back(page);
        else
            collect(session, entry & address_bits, shift - 9, here, page, pages);
    }
}

std::vector<Page> user_pages(emu::Session& session)
{
    std::vector<Page> pages;
    collect(session, session.state().cr3 & address_bits, 39, 0, {0, true, true}, pages);
    return pages;
}

void expect_agreement(emu::Session& session, std::vector<Line> const& maps)
{
    auto const pages = user_pages(session);
    ASSERT_FALSE(pages.empty());
    ASSERT_FALSE(maps.empty());
    for (auto const& page : pages) {
        auto const line = std::find_if(maps.begin(), maps.end(), [&](Line const& candidate) {
            return candidate.start <= page.linear && page.linear < candidate.end;
        });
        ASSERT_NE(line, maps.end()) << std::hex << page.linear << " is mapped but in no line";
        EXPECT_TRUE(!page.writable || line->rights[1] == 'w') << std::hex << page.linear;
        EXPECT_TRUE(!page.executable || line->rights[2] == 'x') << std::hex << page.linear;
    }
}

} // namespace

TEST(Maps, OfBusyboxAgreeWithThePageTables)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    emu::Options options;
    options.arguments = {"cat", "/proc/self/maps"};
    auto const session = open_file("/bin/busybox", options);
    // To the last system call: the program's own end.
    while (!session->exit_state().ended)
        session->continue_until({.goal = emu::Goal::system_call});
    ASSERT_TRUE(session->go_to({emu::Place::Kind::trap, session->calls().size(), 0}).ok());

    auto const maps = maps_in(std::string(session->console()));

    EXPECT_GE(maps.size(), 6u);
    expect_agreement(*session, maps);
}

// The sample prints the lines between 0x10000000 and 0x1fffffff after each change; the moment of the next
// system call is when the tables still are as printed.
TEST(Maps, AgreeAfterEachMmapMprotectAndMunmap)
{
    auto const session = open_sample("memory/mappings");
    std::size_t printed = 0;
    auto checked = 0;
    while (!session->exit_state().ended) {
        session->continue_until({.goal = emu::Goal::system_call});
        auto const& state = session->state();
        constexpr uint64_t sys_write = 1;
        auto const prints_next = state.gpr[cpu::rax] == sys_write;
        std::string const text(session->console().substr(printed));
        auto const title = text.rfind("-- ");
        if (session->exit_state().ended || prints_next || title == std::string::npos)
            continue;
        // Everything between the title and here was printed without a change of mappings in between.
        auto const maps = maps_in(text.substr(title));
        if (maps.empty())
            continue; // only the title so far
        std::vector<Page> inside;
        for (auto const& page : user_pages(*session))
            if (page.linear >= 0x1000'0000 && page.linear < 0x2000'0000)
                inside.push_back(page);
        for (auto const& page : inside) {
            auto const line = std::find_if(maps.begin(), maps.end(), [&](Line const& candidate) {
                return candidate.start <= page.linear && page.linear < candidate.end;
            });
            ASSERT_NE(line, maps.end()) << std::hex << page.linear << " after " << text;
            EXPECT_TRUE(!page.writable || line->rights[1] == 'w') << std::hex << page.linear;
            EXPECT_TRUE(!page.executable || line->rights[2] == 'x') << std::hex << page.linear;
        }
        ++checked;
        printed = session->console().size();
    }

    EXPECT_GE(checked, 4);
}

} // namespace ringside::tests
