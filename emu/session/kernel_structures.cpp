// Follows pointers in guest memory. The guest may have written anything there: lists end after as many
// members as the kernel allows, texts after as many bytes. Next: kernel_structures.hpp.
#include "emu/session/kernel_structures.hpp"

#include "emu/boot/program.hpp"
#include "emu/symbols/structures.hpp"
#include "kernel-model/abi/file.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr std::size_t most_regions = 65530; // vm.max_map_count, AddressSpace::region_limit
constexpr std::size_t longest_text = 4096;  // PATH_MAX
constexpr unsigned deepest_path = 64;
constexpr std::string_view space = "ringside::kernel::";

std::string qualified(std::string_view name)
{
    return std::string(space) + std::string(name);
}

} // namespace

// Offsets by the kernel's names for them.
struct KernelStructures::Layout
{
    struct Field
    {
        std::string_view type;
        std::string_view path;
        uint64_t offset = 0;
    };
    Field per_cpu_current{"PerCpu", "current"};
    Field task_pid{"Task", "pid"};
    Field task_comm{"Task", "comm"};
    Field task_is_32_bit{"Task", "is_32_bit"};
    Field task_is_kernel_thread{"Task", "is_kernel_thread"};
    Field task_memory{"Task", "memory"};
    Field task_files{"Task", "files"};
    Field task_executable{"Task", "executable_path"};
    Field memory_first{"AddressSpace", "first_"};
    Field memory_resident{"AddressSpace", "resident_pages_"};
    Field memory_break_start{"AddressSpace", "break_start_"};
    Field memory_break_end{"AddressSpace", "break_end_"};
    Field memory_root{"AddressSpace", "page_tables_.root_"};
    Field region_start{"Region", "start"};
    Field region_end{"Region", "end"};
    Field region_read{"Region", "protection.read"};
    Field region_write{"Region", "protection.write"};
    Field region_execute{"Region", "protection.execute"};
    Field region_shared{"Region", "shared"};
    Field region_grows_down{"Region", "grows_down"};
    Field region_inode{"Region", "inode"};
    Field region_offset{"Region", "offset"};
    Field region_name{"Region", "name"};
    Field region_next{"Region", "next"};
    Field table_slots{"FileTable", "slots_"};
    Field slot_file{"FileTable::Slot", "file"};
    Field slot_close_on_exec{"FileTable::Slot", "close_on_exec"};
    Field file_inode{"File", "inode_"};
    Field file_flags{"File", "flags_"};
    Field file_references{"File", "references_"};
    Field file_position{"File", "position_"};
    Field inode_name{"Inode", "name_._M_str"};
    Field inode_name_length{"Inode", "name_._M_len"};
    Field inode_number{"Inode", "attributes_.number"};
    Field inode_mode{"Inode", "attributes_.mode"};
    Field inode_device{"Inode", "attributes_.represented_device"};
    Field inode_parent{"Inode", "parent_"};
    uint64_t slot_bytes = 0;
    uint64_t table_bytes = 0;

    bool read(Structures const& structures)
    {
        for (Field* const field : {&per_cpu_current,
                                   &task_pid,
                                   &task_comm,
                                   &task_is_32_bit,
                                   &task_is_kernel_thread,
                                   &task_memory,
                                   &task_files,
                                   &task_executable,
                                   &memory_first,
                                   &memory_resident,
                                   &memory_break_start,
                                   &memory_break_end,
                                   &memory_root,
                                   &region_start,
                                   &region_end,
                                   &region_read,
                                   &region_write,
                                   &region_execute,
                                   &region_shared,
                                   &region_grows_down,
                                   &region_inode,
                                   &region_offset,
                                   &region_name,
                                   &region_next,
                                   &table_slots,
                                   &slot_file,
                                   &slot_close_on_exec,
                                   &file_inode,
                                   &file_flags,
                                   &file_references,
                                   &file_position,
                                   &inode_name,
                                   &inode_name_length,
                                   &inode_number,
                                   &inode_mode,
                                   &inode_device,
                                   &inode_parent}) {
            auto const offset = structures.offset(qualified(field->type), field->path);
            if (!offset)
                return false;
            field->offset = *offset;
        }
        slot_bytes = structures.size(qualified("FileTable::Slot")).value_or(0);
        table_bytes = structures.size(qualified("FileTable")).value_or(0);
        return slot_bytes != 0 && table_bytes != 0;
    }
};

// One look at guest memory, through the kernel's page tables.
class KernelStructures::Reader
{
public:
    Reader(Session const& session, Layout const& layout)
        : session_(session), layout_(layout), root_(page_trees(session).kernel)
    {}

    template <typename T>
    T at(uint64_t address, Layout::Field const& field) const
    {
        std::array<uint8_t, sizeof(T)> bytes{};
        T value{};
        if (read_linear(session_, root_, address + field.offset, bytes) == bytes.size())
            std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }
    uint64_t word(uint64_t address, Layout::Field const& field) const { return at<uint64_t>(address, field); }
    bool flag(uint64_t address, Layout::Field const& field) const { return at<uint8_t>(address, field) != 0; }

    // A text of known length, or up to its zero.
    std::string text(uint64_t address, std::size_t most = longest_text) const
    {
        std::string result(std::min(most, longest_text), '\0');
        auto* const first = reinterpret_cast<uint8_t*>(result.data());
        result.resize(address == 0 ? 0 : read_linear(session_, root_, address, {first, result.size()}));
        result.resize(std::min(result.size(), result.find('\0')));
        return printable(result);
    }

    std::optional<uint64_t> current() const
    {
        auto const per_cpu = session_.address_in_kernel(qualified("per_cpu"));
        uint64_t const task = per_cpu ? word(*per_cpu, layout_.per_cpu_current) : 0;
        return task != 0 ? std::optional(task) : std::nullopt;
    }

    KernelRegion region(uint64_t address) const
    {
        KernelRegion region;
        region.address = address;
        region.start = word(address, layout_.region_start);
        region.end = word(address, layout_.region_end);
        region.read = flag(address, layout_.region_read);
        region.write = flag(address, layout_.region_write);
        region.execute = flag(address, layout_.region_execute);
        region.shared = flag(address, layout_.region_shared);
        region.grows_down = flag(address, layout_.region_grows_down);
        region.of_file = word(address, layout_.region_inode) != 0;
        region.offset = word(address, layout_.region_offset);
        region.name = text(word(address, layout_.region_name));
        return region;
    }

    // From the inode up to the root, whose name is empty; nothing for an inode that is in no directory.
    std::string path(uint64_t inode) const
    {
        bool const is_directory = (at<uint32_t>(inode, layout_.inode_mode) & kernel::file_mode::type_mask) ==
                                  kernel::file_mode::directory;
        std::string path;
        for (unsigned depth = 0; inode != 0 && depth < deepest_path; ++depth) {
            std::string const name =
                text(word(inode, layout_.inode_name), word(inode, layout_.inode_name_length));
            if (!name.empty() && name != "/")
                path = "/" + name + path;
            inode = word(inode, layout_.inode_parent);
        }
        return path.empty() && is_directory ? "/" : path;
    }

    // "vtable for ringside::kernel::ConsoleFile": every File begins with the address of its class's table.
    std::string kind(uint64_t file) const
    {
        std::array<uint8_t, 8> bytes{};
        uint64_t table = 0;
        if (read_linear(session_, root_, file, bytes) == bytes.size())
            std::memcpy(&table, bytes.data(), bytes.size());
        auto const symbol = session_.symbol(table);
        constexpr std::string_view opening = "vtable for ";
        if (!symbol || !symbol->name.starts_with(opening))
            return {};
        auto const last = symbol->name.rfind("::");
        return symbol->name.substr(last == std::string::npos ? opening.size() : last + 2);
    }

    OpenFile open_file(unsigned descriptor, uint64_t slot, uint64_t file) const
    {
        uint64_t const inode = word(file, layout_.file_inode);
        return {descriptor,
                flag(slot, layout_.slot_close_on_exec),
                file,
                kind(file),
                path(inode),
                word(inode, layout_.inode_number),
                at<uint32_t>(inode, layout_.inode_mode),
                word(inode, layout_.inode_device),
                at<uint32_t>(file, layout_.file_flags),
                word(file, layout_.file_position),
                at<uint32_t>(file, layout_.file_references)};
    }

    // The line that /proc/self/maps has for vsyscall: kernel-model/files/proc_maps.cpp.
    std::optional<KernelRegion> gate(uint64_t task) const
    {
        auto const mode = session_.address_in_kernel(qualified("(anonymous namespace)::the_mode"));
        if (!mode || flag(task, layout_.task_is_32_bit))
            return {};
        constexpr uint64_t vsyscall_page = 0xffff'ffff'ff60'0000;
        enum Mode : uint32_t
        {
            emulate,
            xonly,
            none,
        };
        auto const value = at<uint32_t>(*mode, {});
        if (value == none)
            return {};
        KernelRegion region;
        region.start = vsyscall_page;
        region.end = vsyscall_page + cpu::page_size;
        region.read = value == emulate;
        region.execute = true;
        region.is_gate = true;
        region.name = "[vsyscall]";
        return region;
    }

private:
    Session const& session_;
    Layout const& layout_;
    uint64_t root_;
};

KernelStructures::KernelStructures(Session const& session) : layout_(std::make_unique<Layout>())
{
    known_ = layout_->read(Structures(session.kernel_image()));
}

KernelStructures::~KernelStructures() = default;

std::optional<KernelTask> KernelStructures::current_task(Session const& session) const
{
    Reader const reader(session, *layout_);
    auto const address = known_ ? reader.current() : std::nullopt;
    if (!address)
        return {};
    constexpr std::size_t comm_bytes = 16; // prctl(2) PR_SET_NAME
    KernelTask task;
    task.address = *address;
    task.pid = reader.at<int32_t>(*address, layout_->task_pid);
    task.name = reader.text(*address + layout_->task_comm.offset, comm_bytes);
    task.executable = reader.text(reader.word(*address, layout_->task_executable));
    task.is_32_bit = reader.flag(*address, layout_->task_is_32_bit);
    task.is_kernel_thread = reader.flag(*address, layout_->task_is_kernel_thread);
    uint64_t const memory = reader.word(*address, layout_->task_memory);
    if (memory == 0)
        return task;
    task.root = reader.word(memory, layout_->memory_root);
    task.resident_pages = reader.word(memory, layout_->memory_resident);
    task.break_start = reader.word(memory, layout_->memory_break_start);
    task.break_end = reader.word(memory, layout_->memory_break_end);
    return task;
}

std::vector<KernelRegion> KernelStructures::regions(Session const& session) const
{
    Reader const reader(session, *layout_);
    auto const task = known_ ? reader.current() : std::nullopt;
    uint64_t const memory = task ? reader.word(*task, layout_->task_memory) : 0;
    std::vector<KernelRegion> regions;
    if (memory == 0)
        return regions;
    uint64_t address = reader.word(memory, layout_->memory_first);
    while (address != 0 && regions.size() < most_regions) {
        regions.push_back(reader.region(address));
        address = reader.word(address, layout_->region_next);
    }
    if (auto gate = reader.gate(*task))
        regions.push_back(std::move(*gate));
    return regions;
}

std::vector<OpenFile> KernelStructures::open_files(Session const& session) const
{
    Reader const reader(session, *layout_);
    auto const task = known_ ? reader.current() : std::nullopt;
    uint64_t const table = task ? reader.word(*task, layout_->task_files) : 0;
    std::vector<OpenFile> files;
    if (table == 0)
        return files;
    auto const descriptors =
        static_cast<unsigned>((layout_->table_bytes - layout_->table_slots.offset) / layout_->slot_bytes);
    for (unsigned descriptor = 0; descriptor < descriptors; ++descriptor) {
        uint64_t const slot = table + layout_->table_slots.offset + descriptor * layout_->slot_bytes;
        if (uint64_t const file = reader.word(slot, layout_->slot_file))
            files.push_back(reader.open_file(descriptor, slot, file));
    }
    return files;
}

} // namespace ringside::emu
