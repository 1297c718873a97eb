// One check of a guest program: a failing one is named by its line on the console and counts in the exit
// status.
#pragma once

#include <stdio.h>

inline int failures;

inline void check(bool holds, int line = __builtin_LINE())
{
    if (holds)
        return;
    printf("line %d: not so\n", line);
    ++failures;
}

/// The last words, and the exit status.
inline int done()
{
    printf(failures ? "%d failures\n" : "all is well\n", failures);
    return failures;
}
