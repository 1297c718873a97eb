// Finds a function in the vDSO as a C library does: the auxiliary vector says where the image lies, the image
// is an ELF file in memory, its dynamic section leads to the symbols, and each symbol has a version. vdso(7),
// getauxval(3); System V ABI, "Dynamic Linking"; Linux Standard Base, "Symbol Versioning".
#include <elf.h>

static int same(char const* a, char const* b)
{
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

// The value behind a type in the auxiliary vector, which lies behind argc, argv and the environment; 0 if
// there is none.
static unsigned long auxiliary_value(unsigned long const* stack, unsigned long type)
{
    unsigned long const* at = stack + 1 + *stack + 1; // the environment
    while (*at++ != 0) {
    }
    for (; *at != AT_NULL; at += 2) {
        if (*at == type) {
            return at[1];
        }
    }
    return 0;
}

struct Image
{
    char const* base;
    char const* texts;
    Elf64_Sym const* symbols;
    Elf64_Word symbol_count;
    Elf64_Half const* versions; // one for each symbol
    Elf64_Verdef const* definitions;
};

static struct Image image_at(char const* base)
{
    struct Image image = {.base = base};
    Elf64_Ehdr const* const file = (Elf64_Ehdr const*)base;
    Elf64_Phdr const* const headers = (Elf64_Phdr const*)(base + file->e_phoff);
    Elf64_Dyn const* entry = 0;
    for (unsigned i = 0; i < file->e_phnum; ++i) {
        if (headers[i].p_type == PT_DYNAMIC) {
            entry = (Elf64_Dyn const*)(base + headers[i].p_vaddr);
        }
    }
    for (; entry != 0 && entry->d_tag != DT_NULL; ++entry) {
        char const* const place = base + entry->d_un.d_ptr; // nothing has relocated it
        switch (entry->d_tag) {
        case DT_STRTAB:
            image.texts = place;
            break;
        case DT_SYMTAB:
            image.symbols = (Elf64_Sym const*)place;
            break;
        case DT_HASH:
            image.symbol_count = ((Elf64_Word const*)place)[1]; // as many chains as symbols
            break;
        case DT_VERSYM:
            image.versions = (Elf64_Half const*)place;
            break;
        case DT_VERDEF:
            image.definitions = (Elf64_Verdef const*)place;
            break;
        default:
            break;
        }
    }
    return image;
}

static int has_version(struct Image const* image, unsigned index, char const* version)
{
    Elf64_Verdef const* definition = image->definitions;
    while (definition->vd_ndx != (index & 0x7fff)) {
        if (definition->vd_next == 0) {
            return 0;
        }
        definition = (Elf64_Verdef const*)((char const*)definition + definition->vd_next);
    }
    Elf64_Verdaux const* const name = (Elf64_Verdaux const*)((char const*)definition + definition->vd_aux);
    return same(image->texts + name->vda_name, version);
}

// `stack` as at the program's first instruction. 0 if there is no vDSO or no such function in it.
void const* find_vdso_function(unsigned long const* stack, char const* name, char const* version)
{
    char const* const base = (char const*)auxiliary_value(stack, AT_SYSINFO_EHDR);
    if (base == 0) {
        return 0;
    }
    struct Image const image = image_at(base);
    for (Elf64_Word i = 0; i < image.symbol_count; ++i) {
        Elf64_Sym const* const symbol = &image.symbols[i];
        if (symbol->st_shndx != SHN_UNDEF && same(image.texts + symbol->st_name, name) &&
            has_version(&image, image.versions[i], version)) {
            return base + symbol->st_value;
        }
    }
    return 0;
}
