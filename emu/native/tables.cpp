// Every table here says "native", and whose processor it was.
#include "emu/native/tables.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace ringside::emu {

namespace {

using Json = nlohmann::ordered_json;

// Paths for which the same is to be said share a sentence.
class Remarks
{
public:
    void add(std::string const& path, std::string const& sentence)
    {
        for (auto& [names, said] : held_)
            if (said == sentence) {
                names += ", " + path;
                return;
            }
        held_.emplace_back(path, sentence);
    }
    std::string text() const
    {
        std::string all;
        for (auto const& [names, said] : held_)
            all += fmt::format(" {}: {}.", names, said);
        return all;
    }

private:
    std::vector<std::pair<std::string, std::string>> held_;
};

} // namespace

PageTable native_table(std::vector<TimedPath> const& paths, Host const& host)
{
    auto const where = host.hypervisor.empty() ? std::string() : ", under the hypervisor " + host.hypervisor;
    PageTable table{
        "native: nanoseconds on this host",
        fmt::format(
            "The same programs under this host's kernel, on its {}{}; write goes to /dev/null. A sample is "
            "the "
            "mean of 32 requests in a row between two RDTSC, less that of an empty measurement, at {:.3f} "
            "ticks a nanosecond; the spread is from the lower to the upper quartile. Other work on the "
            "host shows in it.",
            host.processor, where, host.ticks_per_nanosecond),
        {"path (native)", "median", "spread", "least", "samples"},
        {}};
    Remarks remarks;
    auto const time = [&](double ticks) { return fmt::format("{:.1f}", ticks / host.ticks_per_nanosecond); };
    for (auto const& path : paths) {
        if (!path.timing.ok()) {
            table.rows.push_back({path.path, "none", "none", "none", "0"});
            remarks.add(path.path, path.timing.sentence());
            continue;
        }
        auto const& timing = path.timing.value();
        table.rows.push_back({path.path, time(timing.median),
                              time(timing.lower_quartile) + " - " + time(timing.upper_quartile),
                              time(timing.least), fmt::format("{}", timing.samples)});
        if (!path.warning.empty())
            remarks.add(path.path, "warning: " + path.warning);
    }
    table.note += remarks.text();
    return table;
}

Json native_json(std::vector<TimedPath> const& paths, Host const& host)
{
    Json object{{"label", "native"},
                {"unit", "ticks"},
                {"ticks_per_nanosecond", host.ticks_per_nanosecond},
                {"processor", host.processor},
                {"hypervisor", host.hypervisor},
                {"paths", Json::array()}};
    for (auto const& path : paths) {
        Json one{{"name", path.path}};
        if (path.timing.ok()) {
            auto const& timing = path.timing.value();
            one["samples"] = timing.samples;
            one["least"] = timing.least;
            one["lower_quartile"] = timing.lower_quartile;
            one["median"] = timing.median;
            one["upper_quartile"] = timing.upper_quartile;
            one["warning"] = path.warning;
        } else {
            one["reason"] = path.timing.sentence();
        }
        object["paths"].push_back(std::move(one));
    }
    return object;
}

} // namespace ringside::emu
