// What was measured as the JSON object of docs/formats. Next: table.cpp.
#include "emu/compare/report.hpp"

#include "emu/boot/program.hpp"
#include "emu/compare/acts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ringside::emu {

namespace {

using Json = nlohmann::ordered_json;

Json traffic_json(Traffic const& traffic)
{
    return {{"reads", traffic.reads},
            {"read_bytes", traffic.read_bytes},
            {"writes", traffic.writes},
            {"written_bytes", traffic.written_bytes}};
}

Json sums_json(Sums const& sums)
{
    Json object;
    object["instructions"] = {{"ring0", sums.ring0}, {"ring3", sums.ring3}};
    object["memory"] = {{"software", traffic_json(sums.software)},
                        {"hardware", traffic_json(sums.hardware)},
                        {"walk", traffic_json(sums.walk)}};
    object["cr3_writes"] = sums.cr3_writes;
    object["tlb_flushes"] = sums.tlb_flushes;
    object["stack_bytes"] = sums.stack_bytes;
    object["steps"] = Json::array();
    for (auto const step : sums.steps)
        object["steps"].push_back(std::string(cpu::name(step)));
    return object;
}

Json names_json(std::vector<Act const*> const& acts)
{
    auto list = Json::array();
    for (auto const* act : acts)
        list.push_back(std::string(act->name));
    return list;
}

Json path_json(Measured const& path, std::vector<Measured> const& compared)
{
    Json object;
    object["name"] = path.path;
    object["program"] = printable(path.program);
    object["vendor"] = path.vendor;
    object["rings"] = path.rings ? "on" : "off";
    if (!path.has_request)
        object["request"] = nullptr;
    object["result"] = path.has_result ? Json(path.result) : Json(nullptr);
    if (!path.end.empty())
        object["end"] = path.end;
    object["phases"] = Json::array();
    for (std::size_t i = 0; i < phase_count; ++i) {
        Json phase{{"name", std::string(name(static_cast<Phase>(i)))}};
        phase.update(sums_json(path.phases[i]));
        object["phases"].push_back(std::move(phase));
    }
    object["nested"] = sums_json(path.nested);
    object["total"] = sums_json(path.total());
    object["registers"] = {
        {"saved", path.registers.saved}, {"changed", path.registers.changed}, {"lost", path.registers.lost}};
    object["does"] = names_json(acts_of(path));
    object["does_not"] = names_json(acts_missing(path, compared));
    return object;
}

} // namespace

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "none" : text;
}

std::string heading(std::string const& request, std::vector<Measured> const& paths)
{
    std::vector<std::string> without;
    for (auto const& path : paths)
        if (!path.has_request)
            without.push_back(path.path);
    if (!without.empty() && without.size() == paths.size())
        return "no request: what it takes, phase by phase";
    auto const except =
        without.empty() ? std::string{} : fmt::format(" ({}: no request)", fmt::join(without, ", "));
    return fmt::format("{}{}: what one request takes, phase by phase", request, except);
}

// File names and models may hold any bytes; those that are no UTF-8 become U+FFFD.
std::string json_text(nlohmann::ordered_json const& object)
{
    return object.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string comparison_json(std::string const& request, std::vector<Measured> const& paths,
                            std::vector<Unavailable> const& unavailable)
{
    auto const asks =
        std::any_of(paths.begin(), paths.end(), [](auto const& path) { return path.has_request; });
    Json object{{"version", 1}, {"request", asks ? Json(request) : Json(nullptr)}, {"paths", Json::array()}};
    for (auto const& path : paths)
        object["paths"].push_back(path_json(path, paths));
    object["unavailable"] = Json::array();
    for (auto const& path : unavailable)
        object["unavailable"].push_back({{"name", path.path}, {"reason", path.reason}});
    return json_text(object);
}

} // namespace ringside::emu
