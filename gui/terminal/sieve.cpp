// A small parser in front of libvterm's. Next: sieve.hpp for why.
#include "gui/terminal/sieve.hpp"

#include "gui/canvas.hpp"
#include "gui/terminal/marks.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr char32_t broken = U'\uFFFD';
constexpr unsigned char escape_byte = 0x1b;
constexpr unsigned char cancel = 0x18;
constexpr unsigned char substitute = 0x1a;

bool is_printable_ascii(char byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

} // namespace

void Sieve::take(std::string_view bytes, Sink const& sink)
{
    while (!bytes.empty()) {
        if (state_ == State::ground && is_printable_ascii(bytes[0])) {
            auto const end = std::find_if_not(bytes.begin(), bytes.end(), is_printable_ascii);
            auto const length = static_cast<std::size_t>(end - bytes.begin());
            marks_ = 0;
            sink(bytes.substr(0, length));
            bytes.remove_prefix(length);
        } else {
            byte(static_cast<unsigned char>(bytes[0]), sink);
            bytes.remove_prefix(1);
        }
    }
}

void Sieve::byte(unsigned char byte, Sink const& sink)
{
    if (state_ == State::letter)
        return more_of_letter(byte, sink);
    if (control(byte, sink))
        return;
    switch (state_) {
    case State::ground:
    case State::letter:
        return ground(byte, sink);
    case State::escape:
        return escape(byte, sink);
    case State::control_sequence:
        return sequence(byte, sink);
    case State::string:
        return;
    case State::escape_in_string:
        if (byte == '\\')
            state_ = State::ground;
        else
            escape(byte, sink);
        return;
    }
}

// Controls act at once, even within a sequence; CAN and SUB end one, ESC begins the next.
bool Sieve::control(unsigned char byte, Sink const& sink)
{
    bool const in_string = state_ == State::string || state_ == State::escape_in_string;
    if (byte == cancel || byte == substitute) {
        state_ = State::ground;
        return true;
    }
    if (byte == escape_byte) {
        begin_sequence();
        state_ = in_string ? State::escape_in_string : State::escape;
        return true;
    }
    if (byte >= 0x20 && byte != 0x7f)
        return false;
    constexpr unsigned char bell = 0x07;
    if (state_ == State::string && byte == bell)
        state_ = State::ground;
    if (!in_string && byte != 0 && byte != 0x7f) {
        char const as_char = static_cast<char>(byte);
        sink({&as_char, 1});
    }
    return true;
}

// RFC 3629, "UTF-8 definition".
void Sieve::ground(unsigned char byte, Sink const& sink)
{
    if (byte < 0x80)
        return whole_letter(byte, sink);
    if (byte >= 0xc2 && byte < 0xe0) {
        letter_ = byte & 0x1f;
        bytes_to_come_ = 1;
        least_ = 0x80;
    } else if (byte >= 0xe0 && byte < 0xf0) {
        letter_ = byte & 0x0f;
        bytes_to_come_ = 2;
        least_ = 0x800;
    } else if (byte >= 0xf0 && byte < 0xf5) {
        letter_ = byte & 0x07;
        bytes_to_come_ = 3;
        least_ = 0x10000;
    } else {
        return whole_letter(broken, sink);
    }
    state_ = State::letter;
}

void Sieve::more_of_letter(unsigned char byte, Sink const& sink)
{
    if ((byte & 0xc0) != 0x80) {
        state_ = State::ground;
        whole_letter(broken, sink);
        return this->byte(byte, sink);
    }
    letter_ = letter_ << 6 | (byte & 0x3f);
    if (--bytes_to_come_ > 0)
        return;
    state_ = State::ground;
    bool const surrogate = letter_ >= 0xd800 && letter_ < 0xe000;
    bool const is_control = letter_ < 0xa0;
    bool const whole = letter_ >= least_ && letter_ < 0x110000 && !surrogate && !is_control;
    whole_letter(whole ? letter_ : broken, sink);
}

void Sieve::whole_letter(char32_t letter, Sink const& sink)
{
    marks_ = static_cast<uint8_t>(is_mark(letter) ? marks_ + 1 : 0);
    if (marks_ > most_marks) {
        marks_ = most_marks;
        return;
    }
    sink(utf8_of({&letter, 1}));
}

void Sieve::begin_sequence()
{
    kept_[0] = static_cast<char>(escape_byte);
    length_ = 1;
    overlong_ = false;
    parameters_ = 1;
    digits_ = 0;
}

void Sieve::keep(unsigned char byte)
{
    if (length_ < longest_sequence - 1) // one more for the last byte
        kept_[length_++] = static_cast<char>(byte);
    else
        overlong_ = true;
}

void Sieve::finish(unsigned char byte, Sink const& sink)
{
    state_ = State::ground;
    if (overlong_)
        return;
    kept_[length_++] = static_cast<char>(byte);
    std::string_view const whole(kept_.data(), length_);
    // A whole reset leaves the second screen, of which libvterm's own reset does not tell.
    if (whole == "\033c")
        sink("\033[?1047l");
    sink(whole);
}

void Sieve::escape(unsigned char byte, Sink const& sink)
{
    state_ = State::escape;
    if (byte == '[') {
        keep(byte);
        state_ = State::control_sequence;
    } else if (byte == 'P' || byte == 'X' || byte == ']' || byte == '^' || byte == '_') {
        state_ = State::string; // DCS, SOS, OSC, PM, APC
    } else if (byte < 0x30) {
        keep(byte);
    } else if (byte < 0x7f) {
        finish(byte, sink);
    } else {
        state_ = State::ground;
        ground(byte, sink);
    }
}

void Sieve::sequence(unsigned char byte, Sink const& sink)
{
    constexpr unsigned char window_operations = 't'; // a guest does not resize its terminal
    if (byte >= 0x80) {
        state_ = State::ground;
        ground(byte, sink);
    } else if (byte >= 0x40) {
        overlong_ = overlong_ || byte == window_operations;
        finish(byte, sink);
    } else if (byte == ';' || byte == ':') {
        digits_ = 0;
        if (++parameters_ > most_parameters)
            overlong_ = true;
        else
            keep(byte);
    } else if (byte >= '0' && byte <= '9') {
        // No terminal has ten thousand rows: more digits would overflow and mean no more.
        if (++digits_ <= most_digits)
            keep(byte);
        else
            std::fill_n(kept_.begin() + length_ - most_digits, most_digits, '9'), digits_ = most_digits;
    } else {
        keep(byte);
    }
}

} // namespace ringside::gui
