// One page: the phases by paths, then each path with its counts, micro-steps and registers. All text that
// comes from the program is escaped; the policy in the head forbids whatever would come from elsewhere. W3C,
// "Content Security Policy Level 3".
#include "emu/compare/page.hpp"

#include "emu/boot/program.hpp"
#include "emu/compare/acts.hpp"
#include "emu/compare/report.hpp"
#include "emu/output_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace ringside::emu {

namespace {

// Black on white with patterns and words, never hues; narrow screens get one block a phase instead of
// columns.
constexpr char style[] = R"(
:root { color-scheme: light; }
body { font: 16px/1.45 system-ui, sans-serif; color: #111; background: #fff; margin: 1.5rem auto;
  max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #777; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th, tr.sum th, tr.sum td { background: #eee; } tr.sum { border-top: 3px solid #111; }
td.n { text-align: right; } .quiet { color: #444; } td.none { color: #555; }
.cell { display: block; } .big { font-weight: 700; font-size: 1.1rem; }
.bar { display: flex; height: .7rem; margin: .15rem 0; } .bar i { display: block; border: 1px solid #111; }
.r3 { background: #fff; } .r0 { background: #555; }
.key .bar { display: inline-flex; width: 1.5rem; margin: 0 .2rem 0 .8rem; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
ol { margin: .2rem 0 .6rem; padding-left: 2.2rem; columns: 15rem; }
dl { margin: .5rem 0; } dt { font-weight: 700; } dd { margin: 0 0 .3rem 1rem; }
.wide { overflow-x: auto; }
@media (max-width: 45rem) { .stack thead { display: none; }
  .stack tr { display: block; margin-bottom: .8rem; }
  .stack th, .stack td { display: block; border-top: 0; text-align: left; }
  .stack tr > :first-child { border-top: 1px solid #777; background: #eee; }
  .stack td::before { content: attr(data-label) ": "; font-weight: 700; } }
@page { size: landscape; margin: 1cm; }
@media print { body { max-width: none; margin: 0; font-size: 9pt; line-height: 1.3; }
  h2 { margin-top: 1rem; } dl { columns: 2; } dt { break-after: avoid; }
  .stack { font-size: 7.5pt; } .stack th, .stack td { padding: .15rem .3rem; } .stack .bar { height: .45rem; }
  .stack .big { font-size: 1em; }
  * { print-color-adjust: exact; } section, tr { break-inside: avoid; } }
)";

std::string escaped(std::string_view text)
{
    std::string result;
    for (auto const letter : text)
        switch (letter) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default:
            result += letter;
        }
    return result;
}

uint64_t instructions(Sums const& sums)
{
    return sums.ring0 + sums.ring3;
}

uint64_t most_instructions(std::vector<Measured> const& paths)
{
    uint64_t most = 1;
    for (auto const& path : paths) {
        for (auto const& sums : path.phases)
            most = std::max(most, instructions(sums));
    }
    return most;
}

std::string bar(Sums const& sums, uint64_t most)
{
    auto const part = [&](char const* ring, uint64_t count) {
        if (count == 0)
            return std::string();
        auto const width = 100.0 * static_cast<double>(count) / static_cast<double>(most);
        return fmt::format(R"(<i class="{}" style="width:{:.2f}%"></i>)", ring, width);
    };
    return R"(<span class="bar" aria-hidden="true">)" + part("r3", sums.ring3) + part("r0", sums.ring0) +
           "</span>";
}

std::string traffic_text(char const* who, Traffic const& traffic)
{
    if (traffic == Traffic{})
        return "";
    return fmt::format(R"(<span class="cell">{}: {}&nbsp;B&nbsp;read, {}&nbsp;B&nbsp;written</span>)", who,
                       traffic.read_bytes, traffic.written_bytes);
}

std::string instructions_text(Sums const& sums)
{
    auto const whole = fmt::format(R"(<span class="big">{}</span>&nbsp;insns)", instructions(sums));
    if (sums.ring3 != 0 && sums.ring0 != 0)
        return fmt::format("{}: {}&nbsp;ring&nbsp;3, {}&nbsp;ring&nbsp;0", whole, sums.ring3, sums.ring0);
    if (instructions(sums) == 0)
        return whole;
    return fmt::format("{}, ring&nbsp;{}", whole, sums.ring3 != 0 ? 3 : 0);
}

// What a phase took, in words; a bar where there is something to compare it with.
std::string cell(std::string const& label, Sums const& sums, uint64_t most)
{
    auto const nothing = instructions(sums) == 0 && sums.steps.empty() && sums.software == Traffic{};
    if (nothing)
        return fmt::format("<td class=\"none\" data-label=\"{}\">none</td>", escaped(label));
    auto text = fmt::format(R"(<td data-label="{}"><span class="cell">{}</span>)", escaped(label),
                            instructions_text(sums));
    if (most != 0)
        text += bar(sums, most);
    text += traffic_text("software", sums.software);
    text += traffic_text("hardware", sums.hardware);
    text += traffic_text("walk", sums.walk);
    if (sums.tlb_flushes != 0 || sums.cr3_writes != 0)
        text += fmt::format(R"(<span class="cell">{}&nbsp;TLB&nbsp;flushes, {}&nbsp;CR3&nbsp;writes</span>)",
                            sums.tlb_flushes, sums.cr3_writes);
    if (!sums.steps.empty())
        text += fmt::format(R"(<span class="cell">{}&nbsp;steps</span>)", sums.steps.size());
    return text + "</td>";
}

std::string overview(std::vector<Measured> const& paths)
{
    std::string text = R"(<table class="stack"><thead><tr><th scope="col">phase</th>)";
    for (auto const& path : paths)
        text += fmt::format(R"(<th scope="col">{}<br><code>{}</code>{}</th>)", escaped(path.path),
                            escaped(printable(path.program)), path.rings ? "" : "<br>rings off");
    text += "</tr></thead><tbody>\n";
    auto const most = most_instructions(paths);
    auto const row = [&](std::string_view head, std::string_view kind, bool bars, auto const& sums_of) {
        text += fmt::format(R"(<tr{}><th scope="row">{}</th>)", kind, head);
        for (auto const& path : paths)
            text += cell(path.path, sums_of(path), bars ? most : 0);
        text += "</tr>\n";
    };
    for (std::size_t i = 0; i < phase_count; ++i)
        row(name(static_cast<Phase>(i)), "", true, [&](Measured const& path) { return path.phases[i]; });
    row("total", " class=\"sum\"", false, [](Measured const& path) { return path.total(); });
    row("nested", "", false, [](Measured const& path) { return path.nested; });
    return text + "</tbody></table>\n";
}

std::string step_list(std::string_view phase, Sums const& sums)
{
    if (sums.steps.empty())
        return "";
    auto text = fmt::format("<h3>Micro-steps of {}</h3><ol>", phase);
    for (auto const step : sums.steps)
        text += fmt::format("<li><code>{}</code></li>", cpu::name(step));
    return text + "</ol>\n";
}

std::string result_text(Measured const& path)
{
    if (path.has_result)
        return fmt::format("result {}", path.result);
    return path.end.empty() ? "no result" : escaped(path.end);
}

// Facts drawn from the events, as a list.
std::string facts(Measured const& path, std::vector<Measured> const& compared)
{
    auto const missing = acts_missing(path, compared);
    if (missing.empty())
        return "";
    auto text = fmt::format("<h3>What {} does not do</h3><ul>", escaped(path.path));
    for (auto const* act : missing)
        text += fmt::format("<li>It does not {}.</li>", escaped(act->words));
    return text + "</ul>\n";
}

std::string details(Measured const& path, std::vector<Measured> const& compared)
{
    auto text = fmt::format("<section><h2>{}</h2><p>Program <code>{}</code>, vendor {}, {}{}.</p>\n",
                            escaped(path.path), escaped(printable(path.program)), escaped(path.vendor),
                            result_text(path), path.rings ? "" : "; rings off by <code>--no-rings</code>");
    text += facts(path, compared);
    for (std::size_t i = 0; i < phase_count; ++i)
        text += step_list(name(static_cast<Phase>(i)), path.phases[i]);
    text += step_list("nested events", path.nested);
    text += fmt::format("<dl><dt>Registers saved</dt><dd><code>{}</code></dd><dt>changed</dt>"
                        "<dd><code>{}</code></dd><dt>lost</dt><dd><code>{}</code></dd></dl></section>\n",
                        escaped(joined(path.registers.saved)), escaped(joined(path.registers.changed)),
                        escaped(joined(path.registers.lost)));
    return text;
}

std::string other_table(PageTable const& table)
{
    auto text = fmt::format("<section><h2>{}</h2><p>{}</p><div class=\"wide\"><table><thead><tr>",
                            escaped(table.title), escaped(table.note));
    for (auto const& head : table.heads)
        text += fmt::format(R"(<th scope="col">{}</th>)", escaped(head));
    text += "</tr></thead><tbody>";
    for (auto const& row : table.rows) {
        text += "<tr>";
        for (auto const& item : row)
            text += "<td>" + escaped(item) + "</td>";
        text += "</tr>";
    }
    return text + "</tbody></table></div></section>\n";
}

} // namespace

std::string comparison_page(std::string const& request, std::vector<Measured> const& paths,
                            std::span<PageTable const> others)
{
    auto const title = escaped(heading(request, paths));
    std::string text = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
)";
    text +=
        fmt::format("<title>{}</title><style>{}</style></head><body>\n<h1>{}</h1>\n", title, style, title);
    text += R"(<p class="key quiet">Counted in Ringside, exactly; the same every time. Bars: instructions in
<span class="bar"><i class="r3" style="width:100%"></i></span>ring 3
<span class="bar"><i class="r0" style="width:100%"></i></span>ring 0, one scale for all phases and paths.
<em>software</em>: memory that instructions access by their operands; <em>hardware</em>: gates, descriptors, the TSS,
pushes and pops of transitions; <em>walk</em>: page-table entries; <em>steps</em>: what the processor does inside a
transition, one by one. Page faults and interrupts inside are
<em>nested</em> and count nowhere else.</p>
)";
    text += overview(paths);
    for (auto const& table : others)
        text += other_table(table);
    for (auto const& path : paths)
        text += details(path, paths);
    return text + "</body></html>\n";
}

Outcome<void> write_page(std::string const& file, std::string const& text)
{
    if (auto const error = write_file(file, text))
        return Refusal{fmt::format("cannot write {}: {}", printable(file), std::strerror(error.value()))};
    return {};
}

} // namespace ringside::emu
