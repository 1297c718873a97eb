// Xlib ends a program whose server went away from inside any call; only its handler can speak before.
// Xlib - C Language X Interface, "Using the Default Error Handlers". SDL loads libX11 by itself, so we ask
// for the copy that is loaded already and do without where there is none (Wayland).
#include "gui/platform/lost_display.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <string_view>

namespace ringside::gui {

namespace {

int on_lost(void*)
{
    constexpr std::string_view sentence =
        "ringside: the display went away, and the window with it: nothing of the guest was saved\n";
    [[maybe_unused]] auto const written = write(STDERR_FILENO, sentence.data(), sentence.size());
    _exit(1);
}

using Handler = int (*)(void*);
using SetHandler = Handler (*)(Handler);

} // namespace

void explain_lost_display()
{
    void* const library = dlopen("libX11.so.6", RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr)
        return;
    if (auto* const set = reinterpret_cast<SetHandler>(dlsym(library, "XSetIOErrorHandler")); set != nullptr)
        set(on_lost);
    dlclose(library);
}

} // namespace ringside::gui
