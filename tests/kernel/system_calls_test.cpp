// The system-call table and the errno table against the headers that the machine's own kernel came with.
#include "kernel-model/abi/errno.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace ringside::kernel;

namespace {

// The lines `#define __NR_name number` of an installed header.
std::map<std::string, int> numbers_of_header(char const* path)
{
    std::map<std::string, int> numbers;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string define;
        std::string name;
        int number = 0;
        if (words >> define >> name >> number && define == "#define" && name.starts_with("__NR_")) {
            numbers[name.substr(5)] = number;
        }
    }
    return numbers;
}

std::map<std::string, int> numbers_of_table(CallTable table)
{
    std::map<std::string, int> numbers;
    for (SystemCall const& call : system_calls) {
        auto const number = number_in(table, call);
        if (number != SystemCall::absent && static_cast<std::size_t>(number) < linux_call_limit) {
            EXPECT_TRUE(numbers.emplace(call.name, number).second) << call.name << " stands twice";
        }
    }
    return numbers;
}

TEST(SystemCallTable, EqualsTheKernelsHeaderForX86_64)
{
    auto const header = numbers_of_header("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");

    auto const table = numbers_of_table(CallTable::x86_64);

    EXPECT_GT(header.size(), 300U);
    EXPECT_EQ(table, header);
}

TEST(SystemCallTable, EqualsTheKernelsHeaderForI386)
{
    auto const header = numbers_of_header("/usr/include/x86_64-linux-gnu/asm/unistd_32.h");

    auto const table = numbers_of_table(CallTable::i386);

    EXPECT_GT(header.size(), 400U);
    EXPECT_EQ(table, header);
}

TEST(SystemCallTable, FindsACallByTheNumberOfEachTable)
{
    EXPECT_EQ(find_system_call(CallTable::x86_64, 1)->name, "write");
    EXPECT_EQ(find_system_call(CallTable::i386, 4)->name, "write");
    EXPECT_EQ(find_system_call(CallTable::i386, 90)->argument_count, 1);
    EXPECT_EQ(find_system_call(CallTable::x86_64, 9)->argument_count, 6);
    EXPECT_EQ(find_system_call(CallTable::x86_64, 335), nullptr);
    EXPECT_EQ(find_system_call(CallTable::x86_64, 0xffff'ffff), nullptr);
}

TEST(SystemCallTable, NamesForEveryBufferTheArgumentWithItsLength)
{
    for (SystemCall const& call : system_calls) {
        for (std::size_t i = 0; i < call.argument_count; ++i) {
            Argument const& argument = call.arguments[i];
            bool const has_length =
                argument.kind == ArgumentKind::buffer_in || argument.kind == ArgumentKind::buffer_out ||
                argument.kind == ArgumentKind::iovec_in || argument.kind == ArgumentKind::iovec_out;
            EXPECT_EQ(has_length, argument.length >= 0) << call.name << " " << argument.name;
            EXPECT_LT(argument.length, call.argument_count) << call.name << " " << argument.name;
        }
    }
}

TEST(ErrnoTable, HasTheNamesAndSentencesOfTheCLibrary)
{
    for (ErrnoName const& row : errno_names) {
        int const number = static_cast<int>(row.number);
        EXPECT_EQ(row.name, strerrorname_np(number));
        EXPECT_EQ(row.sentence, strerrordesc_np(number));
    }
    EXPECT_EQ(find_error_result(-14)->name, "EFAULT");
    EXPECT_EQ(find_error_result(14), nullptr);
    EXPECT_EQ(find_error_result(-4096), nullptr);
}

} // namespace
