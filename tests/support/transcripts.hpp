// The transcripts in a document: indented text that begins with a command, `$ ringside WORDS`, and goes on
// with what it prints. Lines that begin with `(ringside) ` are typed while it runs. Next: process.hpp, which
// runs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringside::tests {

struct Transcript
{
    std::vector<std::string> words; // behind `ringside`
    std::string typed;              // its stdin, line by line
    std::string printed;            // without what was typed
};

std::vector<Transcript> transcripts_of(std::string_view document);

// The command once more, where the document stands and with 80 columns: what it prints now, its messages
// last.
std::string repeated(Transcript const& transcript);

} // namespace ringside::tests
