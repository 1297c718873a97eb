// Another program in the window's place: chosen in the list, dropped on the window, or the same one built
// anew. It is opened aside, so that the window stays alive while a compiler works; if that fails, the program
// at hand stays. Next: ../opening/README.md.
#include "gui/driver.hpp"

#include "gui/opening/same_place.hpp"
#include "gui/play_dial.hpp"
#include "gui/settings.hpp"
#include "gui/text/told.hpp"
#include "programs/bundled.hpp"

#include <chrono>
#include <memory>

namespace ringside::gui {

namespace {

std::string words_for(Catalogue const& tr, FileEntry::Kind kind)
{
    switch (kind) {
    case FileEntry::Kind::recent:
        return tr("opened before");
    case FileEntry::Kind::folder:
        return tr("folder");
    case FileEntry::Kind::program:
        return tr("program");
    case FileEntry::Kind::source:
        return tr("source text");
    case FileEntry::Kind::sample:
        return tr("sample");
    }
    return {};
}

} // namespace

// ---- the list

bool Driver::perform_opening(Request const& request)
{
    bool const open = choices_.focus == Focus::files;
    switch (request.command) {
    case Command::open_file:
        if (!request.text.empty())
            open_program(request.text);
        else if (open)
            close_list();
        else
            open_list();
        break;
    case Command::file_row:
        files_.choose(request.value);
        take_from_list();
        break;
    case Command::file_scroll:
        files_.move(static_cast<int>(static_cast<int64_t>(request.value)));
        break;
    case Command::dismiss:
        if (!open)
            return false;
        close_list();
        break;
    default:
        return false;
    }
    refresh();
    return true;
}

void Driver::open_list()
{
    std::error_code failed;
    auto const beside = std::filesystem::absolute(file_.path().empty() ? "." : file_.path(), failed);
    files_.show(beside.parent_path(), choices_.recent);
    choices_.focus = Focus::files;
}

void Driver::close_list()
{
    choices_.focus = Focus::commands;
}

bool Driver::press_in_list(KeyPress press)
{
    if (choices_.focus != Focus::files)
        return false;
    if (press == KeyPress{Key::enter})
        take_from_list();
    else if (!files_.press(press))
        return false;
    refresh();
    return true;
}

bool Driver::type_in_list(std::string_view text)
{
    if (choices_.focus != Focus::files)
        return false;
    files_.type(text);
    refresh();
    return true;
}

void Driver::take_from_list()
{
    auto const entry = files_.take();
    if (!entry)
        return;
    close_list();
    entry->kind == FileEntry::Kind::sample ? open_sample(entry->path) : open_program(entry->path);
}

void Driver::show_list()
{
    FileListView& shown = view_.files;
    shown = {};
    shown.open = choices_.focus == Focus::files;
    if (!shown.open)
        return;
    shown.folder = files_.folder();
    shown.text = files_.field().text();
    shown.before_cursor = files_.field().before_cursor();
    for (FileEntry const& entry : files_.entries())
        shown.rows.push_back({entry.name, words_for(tr_, entry.kind)});
    shown.row = files_.row();
    if (!files_.problem().empty())
        shown.note = tr_("This folder cannot be read:") + (" " + files_.problem());
    else if (shown.rows.empty())
        shown.note = tr_("Nothing here has this name. Enter opens what was typed.");
}

// ---- opening

void Driver::keep_file(ProgramFile file)
{
    file_ = std::move(file);
    file_session_ = session_;
    std::error_code failed;
    auto const full = std::filesystem::absolute(file_.path(), failed);
    remember(choices_.recent, failed ? file_.path() : full.string());
}

// The machine's options stay; the arguments were the other program's.
void Driver::open_program(std::string const& path)
{
    auto options = session_->options();
    options.arguments.clear();
    start_opening(ProgramFile(path, options), false);
}

void Driver::open_sample(std::string const& name)
{
    auto options = session_->options();
    options.arguments.clear();
    begin_opening({{}, false, std::async(std::launch::async, [name, options] {
                       auto const sample = find_bundled(name);
                       return emu::Session::open(std::string(sample.name), sample.file, options);
                   })});
}

void Driver::start_opening(ProgramFile file, bool again)
{
    begin_opening({file, again, std::async(std::launch::async, [file] { return file.open(); })});
}

// One that is under way already is waited for and left: its program was not the last that was asked for.
void Driver::begin_opening(Opening opening)
{
    opening_ = std::move(opening);
    say(tr_("Opening."));
    look_after_opening(frame_time);
}

void Driver::look_after_opening(std::chrono::milliseconds wait)
{
    if (!opening_ || opening_->session.wait_for(wait) != std::future_status::ready)
        return;
    Opening opening = std::move(*opening_);
    opening_.reset();
    auto opened = opening.session.get();
    if (!opened.ok()) {
        show_refusal(opening.file.path(), told(tr_, opened.sentence()));
        return refresh();
    }
    std::shared_ptr<emu::Session> const session = std::move(opened.value());
    opening.again ? go_on_with(session) : begin_with(session);
    if (!opening.file.path().empty())
        keep_file(std::move(opening.file));
    refresh();
}

// What a compiler says has many lines: they stand above the command line, if nobody types elsewhere.
void Driver::show_refusal(std::string const& path, std::string const& text)
{
    say(text.substr(0, text.find('\n')), true);
    if (text.find('\n') == text.npos || choices_.focus != Focus::commands)
        return;
    open_line(CommandLine::Purpose::command);
    line_.executed = path;
    line_.answer = text;
    line_.refused = true;
}

// Another program, from its beginning. What was chosen of the one before means nothing here.
void Driver::begin_with(std::shared_ptr<emu::Session> session)
{
    stop_run();
    if (choices_.mode == Mode::compare)
        change_view(Mode::single);
    choices_.stacks = {};
    choices_.code = {};
    choices_.tables = {};
    choices_.console_back = 0;
    choices_.timeline_zoom = 0;
    comparison_ = Comparison(tr_);
    builder_.go_on_from({});
    take_session(std::move(session));
    say(tr_("This is the program's first instruction."));
}

// The same program, built anew: breakpoints and the place in the run go over.
void Driver::go_on_with(std::shared_ptr<emu::Session> session)
{
    stop_run();
    if (choices_.mode == Mode::compare)
        change_view(Mode::single);
    auto const place = place_to_find(*session_);
    auto const lost = carry_breakpoints(*session_, *session);
    comparison_ = Comparison(tr_);
    choices_.code = {};
    choices_.stacks = {};
    builder_.go_on_from({});
    take_session(std::move(session));
    std::string told = tr_("The file has changed: it was read again.");
    if (lost > 0)
        told += " " + std::string(tr_("Breakpoints whose functions are gone:")) + " " + std::to_string(lost);
    if (!place)
        return say(told);
    std::string const too_short = told + " " + tr_("It does not come as far as before.");
    run_aside([this, place = *place, told, too_short] {
        bool const there = session_->go_to(place).ok();
        if (!there)
            session_->restart();
        return emu::Stopped{emu::Reason::done, 0, there ? told : too_short};
    });
}

void Driver::take_session(std::shared_ptr<emu::Session> session)
{
    session_ = std::move(session);
    // The command line's debugger belongs to one session; what was typed belongs to the person.
    LineField const field = line_.field;
    auto const purpose = line_.purpose;
    std::destroy_at(&line_);
    std::construct_at(&line_, *session_);
    line_.field = field;
    line_.purpose = purpose;
}

bool Driver::look_at_file(ProgramFile::Clock::time_point now)
{
    bool const ours = session_ == file_session_.lock() && choices_.mode != Mode::compare;
    if (opening_ || !ours || !file_.has_changed(now))
        return false;
    start_opening(file_, true);
    refresh();
    return true;
}

} // namespace ringside::gui
