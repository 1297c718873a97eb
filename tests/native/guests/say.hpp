// One line a question: what was asked, and what the kernel answered. The same program runs on the machine's
// own Linux and on our kernel, and the lines are compared, so nothing here knows what is right.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A libc result: the value, or the errno's name.
inline void say(char const* what, long result)
{
    if (result == -1) {
        printf("%s: %s\n", what, strerror(errno));
    } else {
        printf("%s: %ld\n", what, result);
    }
}

// Something that was read back.
inline void show(char const* what, unsigned long value)
{
    printf("%s is %lu\n", what, value);
}

inline void show_text(char const* what, char const* text)
{
    printf("%s is \"%s\"\n", what, text);
}

// The guests are started in the folder that the test has filled, on both sides.
inline bool enter(int count, char** arguments)
{
    setvbuf(stdout, nullptr, _IOFBF, 1 << 16);
    return count == 2 && chdir(arguments[1]) == 0;
}
