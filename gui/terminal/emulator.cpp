// libvterm (Debian's libvterm-dev 0.1.4): its state layer calls back for each change of the screen. Next:
// sieve.hpp for what reaches it, screen.hpp for what it draws on.
#include "gui/terminal/emulator.hpp"

#include "gui/canvas.hpp"
#include "gui/terminal/marks.hpp"

#include <vterm.h>

#include <algorithm>
#include <utility>

namespace ringside::gui {

namespace {

constexpr std::size_t arena_bytes = 256 * 1024; // a hundred times what it uses
// libvterm allocates for the whole rest of what it is given at each run of text.
constexpr std::size_t portion = 256;

constexpr Hue hues[] = {Hue::black, Hue::red,     Hue::green, Hue::yellow,
                        Hue::blue,  Hue::magenta, Hue::cyan,  Hue::white};

// The nearest of eight hues.
Hue hue_of(unsigned red, unsigned green, unsigned blue)
{
    unsigned const least = std::min({red, green, blue});
    unsigned const most = std::max({red, green, blue});
    constexpr unsigned grey = 48;
    if (most - least < grey)
        return most < 96 ? Hue::black : Hue::white;
    unsigned const middle = (least + most) / 2;
    return hues[(red > middle ? 1u : 0u) | (green > middle ? 2u : 0u) | (blue > middle ? 4u : 0u)];
}

// xterm's 256 colours: 16 named, a cube of 6 x 6 x 6, 24 greys.
Hue hue_of_index(unsigned index)
{
    if (index < 16)
        return hues[index % 8];
    if (index >= 232)
        return index < 242 ? Hue::black : Hue::white;
    unsigned const in_cube = index - 16;
    return hue_of(in_cube / 36 * 51, in_cube / 6 % 6 * 51, in_cube % 6 * 51);
}

Hue hue_of(VTermColor const& colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&colour) || VTERM_COLOR_IS_DEFAULT_BG(&colour))
        return Hue::standard;
    if (VTERM_COLOR_IS_INDEXED(&colour))
        return hue_of_index(colour.indexed.idx);
    return hue_of(colour.rgb.red, colour.rgb.green, colour.rgb.blue);
}

ScreenArea area_of(VTermRect rect)
{
    return {rect.start_row, rect.end_row, rect.start_col, rect.end_col};
}

TerminalScreen& screen_of(void* user)
{
    return *static_cast<TerminalScreen*>(user);
}

int put_glyph(VTermGlyphInfo* info, VTermPos position, void* user)
{
    screen_of(user).put(position.row, position.col, info->chars[0], info->width);
    return 1;
}

int move_cursor(VTermPos position, VTermPos, int, void* user)
{
    screen_of(user).cursor_row = std::clamp(position.row, 0, TerminalScreen::rows - 1);
    screen_of(user).cursor_column = std::clamp(position.col, 0, TerminalScreen::columns - 1);
    return 1;
}

int scroll(VTermRect rect, int downward, int rightward, void* user)
{
    screen_of(user).scroll(area_of(rect), downward, rightward);
    return 1;
}

int move(VTermRect to, VTermRect from, void* user)
{
    screen_of(user).move(area_of(to), area_of(from));
    return 1;
}

int erase(VTermRect rect, int, void* user)
{
    screen_of(user).erase(area_of(rect));
    return 1;
}

int reset_pen(void* user)
{
    screen_of(user).pen = {};
    return 1;
}

int set_pen(VTermAttr attribute, VTermValue* value, void* user)
{
    auto& pen = screen_of(user).pen;
    switch (attribute) {
    case VTERM_ATTR_BOLD:
        pen.bold = value->boolean != 0;
        break;
    case VTERM_ATTR_UNDERLINE:
        pen.underlined = value->number != VTERM_UNDERLINE_OFF;
        break;
    case VTERM_ATTR_REVERSE:
        pen.reversed = value->boolean != 0;
        break;
    case VTERM_ATTR_FOREGROUND:
        pen.text = hue_of(value->color);
        break;
    case VTERM_ATTR_BACKGROUND:
        pen.fill = hue_of(value->color);
        break;
    default:
        break;
    }
    return 1;
}

int set_property(VTermProp property, VTermValue* value, void* user)
{
    switch (property) {
    case VTERM_PROP_CURSORVISIBLE:
        screen_of(user).cursor_visible = value->boolean != 0;
        break;
    case VTERM_PROP_ALTSCREEN:
        screen_of(user).choose(value->boolean != 0);
        break;
    case VTERM_PROP_REVERSE:
        screen_of(user).reversed = value->boolean != 0;
        break;
    default:
        break;
    }
    return 1;
}

// Rows of double width or height are not shown as such: refused.
int refuse_line_size(int, VTermLineInfo const*, VTermLineInfo const*, void*)
{
    return 0;
}

constexpr VTermStateCallbacks callbacks = {.putglyph = put_glyph,
                                           .movecursor = move_cursor,
                                           .scrollrect = scroll,
                                           .moverect = move,
                                           .erase = erase,
                                           .initpen = reset_pen,
                                           .setpenattr = set_pen,
                                           .settermprop = set_property,
                                           .bell = nullptr,
                                           .resize = nullptr,
                                           .setlineinfo = refuse_line_size};

void* allocate(std::size_t bytes, void* arena)
{
    return static_cast<Arena*>(arena)->allocate(bytes);
}

void release(void* memory, void* arena)
{
    static_cast<Arena*>(arena)->release(memory);
}

// Replies come here as well as keys; only bytes_of() takes them.
void send(char const* bytes, std::size_t length, void* sent)
{
    static_cast<std::string*>(sent)->append(bytes, length);
}

VTermModifier modifiers_of(TerminalKey const& key)
{
    return static_cast<VTermModifier>((key.shift ? VTERM_MOD_SHIFT : 0) | (key.alt ? VTERM_MOD_ALT : 0) |
                                      (key.control ? VTERM_MOD_CTRL : 0));
}

VTermKey code_of(TerminalKey::Name name)
{
    using Name = TerminalKey::Name;
    switch (name) {
    case Name::letter:
        break;
    case Name::enter:
        return VTERM_KEY_ENTER;
    case Name::tab:
        return VTERM_KEY_TAB;
    case Name::backspace:
        return VTERM_KEY_BACKSPACE;
    case Name::escape:
        return VTERM_KEY_ESCAPE;
    case Name::up:
        return VTERM_KEY_UP;
    case Name::down:
        return VTERM_KEY_DOWN;
    case Name::left:
        return VTERM_KEY_LEFT;
    case Name::right:
        return VTERM_KEY_RIGHT;
    case Name::insert:
        return VTERM_KEY_INS;
    case Name::remove:
        return VTERM_KEY_DEL;
    case Name::home:
        return VTERM_KEY_HOME;
    case Name::end:
        return VTERM_KEY_END;
    case Name::page_up:
        return VTERM_KEY_PAGEUP;
    case Name::page_down:
        return VTERM_KEY_PAGEDOWN;
    }
    return VTERM_KEY_NONE;
}

} // namespace

Emulator::Emulator() : arena_(arena_bytes)
{
    static VTermAllocatorFunctions functions = {allocate, release};
    terminal_ = vterm_new_with_allocator(TerminalScreen::rows, TerminalScreen::columns, &functions, &arena_);
    vterm_set_utf8(terminal_, 1);
    vterm_output_set_callback(terminal_, send, &sent_);
    auto* const state = vterm_obtain_state(terminal_);
    vterm_state_set_callbacks(state, &callbacks, &screen_);
    vterm_state_reset(state, 1);
    screen_ = {};
}

Emulator::~Emulator()
{
    vterm_free(terminal_);
}

namespace {

bool begins_with_mark(std::string_view piece)
{
    constexpr unsigned char first_of_marks = 0xcc; // U+0300
    return !piece.empty() && static_cast<unsigned char>(piece[0]) >= first_of_marks &&
           is_mark(letters_of(piece)[0]);
}

} // namespace

void Emulator::write(std::string_view bytes)
{
    sieve_.take(bytes, [this](std::string_view piece) {
        while (piece.size() > portion) {
            flush();
            pending_ = piece.substr(0, portion);
            piece.remove_prefix(portion);
        }
        // A mark that libvterm is given together with its letter may widen it; one that comes later never
        // does.
        if (pending_.size() + piece.size() > portion || begins_with_mark(piece))
            flush();
        pending_ += piece;
    });
    flush();
    sent_.clear();
}

void Emulator::flush()
{
    if (!pending_.empty())
        vterm_input_write(terminal_, pending_.data(), pending_.size());
    pending_.clear();
}

std::string Emulator::bytes_of(TerminalKey const& key)
{
    sent_.clear();
    if (key.name == TerminalKey::Name::letter)
        vterm_keyboard_unichar(terminal_, key.letter, modifiers_of(key));
    else
        vterm_keyboard_key(terminal_, code_of(key.name), modifiers_of(key));
    return std::exchange(sent_, {});
}

void Emulator::put_back(State const& state)
{
    arena_.put_back(state.library);
    screen_ = state.screen;
    sieve_ = state.sieve;
}

} // namespace ringside::gui
