#pragma once

// How a measure is read from its data form: used by measure*.cpp only.

#include "domain/fact.hpp"
#include "domain/measure.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

using ParameterLookUp = std::function<std::optional<json::value>(std::string_view)>;

// The faults of one measure, all of them, so that its author mends them in one go.
class MeasureFaults
{
public:
    explicit MeasureFaults(std::string_view place) : place_(place) {}

    void add(std::string code, Words detail, Words way_out);
    // The nearest of the known names, or else all of them, as the way out.
    void add_unknown(
        std::string code,
        Words detail,
        std::string_view typed,
        const std::vector<std::string>& known
    );
    // Every key of `data` must be a known one.
    void only(const json::object& data, const std::vector<std::string>& known);
    // A text out of a fixed list: `otherwise` without the key, the first of the list when it is
    // none of them.
    std::string one_of(
        const json::object& data,
        std::string_view key,
        const std::vector<std::string>& known,
        std::string_view otherwise
    );
    // The map under a key; none when it is not there.
    const json::object* member_object(const json::object& data, std::string_view key);

    const std::vector<Fault>& all() const { return faults_; }

private:
    std::string place_;
    std::vector<Fault> faults_;
};

// "where" and "where_param" of a measure, or of its "among".
std::vector<Condition> read_conditions(
    const json::object& data,
    const std::string& kind,
    const ParameterLookUp& parameter,
    MeasureFaults& faults
);

// "window" and "window_param".
struct WindowRead
{
    Measure::Window window;
    DaySpans days;
};
WindowRead read_window(
    const json::object& data,
    Measure::Window otherwise,
    const ParameterLookUp& parameter,
    MeasureFaults& faults
);

}  // namespace beihui
