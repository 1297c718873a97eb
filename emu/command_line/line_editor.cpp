// editline(3). libedit puts the terminal back after every line by itself.
#include "emu/command_line/line_editor.hpp"

#include "emu/command_line/terminal.hpp"

#include <histedit.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace ringside::emu {

struct LineEditor::Parts
{
    EditLine* editor = nullptr;
    History* history = nullptr;
};

namespace {

char prompt_text[] = "(ringside) ";

char* prompt(EditLine*)
{
    return prompt_text;
}

} // namespace

LineEditor::LineEditor() : parts_(std::make_unique<Parts>())
{
    if (!is_terminal(STDIN_FILENO))
        return;
    constexpr int remembered = 1000;
    HistEvent event;
    parts_->history = history_init();
    history(parts_->history, &event, H_SETSIZE, remembered);
    parts_->editor = el_init("ringside", stdin, stdout, stderr);
    el_set(parts_->editor, EL_PROMPT, prompt);
    el_set(parts_->editor, EL_EDITOR, "emacs");
    el_set(parts_->editor, EL_HIST, history, parts_->history);
}

LineEditor::~LineEditor()
{
    if (parts_->editor != nullptr)
        el_end(parts_->editor);
    if (parts_->history != nullptr)
        history_end(parts_->history);
}

std::optional<std::string> LineEditor::next()
{
    std::string line;
    if (parts_->editor == nullptr)
        return std::getline(std::cin, line) ? std::optional(line) : std::nullopt;
    int count = 0;
    KeptTerminal const kept(true); // a signal that ends us leaves libedit's mode behind
    auto const* text = el_gets(parts_->editor, &count);
    if (text == nullptr || count <= 0)
        return {};
    line.assign(text, static_cast<std::size_t>(count));
    HistEvent event;
    if (line.find_first_not_of(" \t\r\n") != std::string::npos)
        history(parts_->history, &event, H_ENTER, line.c_str());
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.pop_back();
    return line;
}

} // namespace ringside::emu
