// What a guest writes may be anything; libvterm 0.1.4 stands only what is well-formed (a sequence of more
// than sixteen parameters writes beyond its array, a C1 control in UTF-8 has width -1). The sieve takes any
// bytes and hands on whole letters, controls and whole, short sequences. Titles and other strings, to which
// this terminal gives no meaning, end here. ECMA-48, "Control sequences"; xterm's ctlseqs. Read next:
// emulator.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace ringside::gui {

class Sieve
{
public:
    // Gets a run of printable ASCII, one other letter or control, or one whole sequence at a time.
    using Sink = std::function<void(std::string_view)>;

    void take(std::string_view bytes, Sink const& sink);

private:
    enum class State : uint8_t
    {
        ground,
        letter, // in the midst of UTF-8
        escape,
        control_sequence,
        string,
        escape_in_string,
    };

    static constexpr std::size_t longest_sequence = 64;
    static constexpr unsigned most_parameters = 16;
    static constexpr unsigned most_digits = 4;
    static constexpr unsigned most_marks = 8; // combining ones upon a letter

    void byte(unsigned char byte, Sink const& sink);
    bool control(unsigned char byte, Sink const& sink);
    void ground(unsigned char byte, Sink const& sink);
    void more_of_letter(unsigned char byte, Sink const& sink);
    void whole_letter(char32_t letter, Sink const& sink);
    void escape(unsigned char byte, Sink const& sink);
    void sequence(unsigned char byte, Sink const& sink);
    void begin_sequence();
    void keep(unsigned char byte);
    void finish(unsigned char byte, Sink const& sink);

    State state_ = State::ground;
    std::array<char, longest_sequence> kept_{}; // the sequence so far, from its ESC on
    uint8_t length_ = 0;
    bool overlong_ = false;
    uint8_t parameters_ = 0;
    uint8_t digits_ = 0;
    char32_t letter_ = 0;
    uint8_t bytes_to_come_ = 0;
    char32_t least_ = 0; // a smaller letter is overlong UTF-8
    uint8_t marks_ = 0;  // since the last letter: a control between them may leave the cursor where it is
};

} // namespace ringside::gui
