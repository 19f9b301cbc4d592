#pragma once

// What crosses the border between C++ and Lua. Only for the files of this folder.
#include "rules/lua/machine.hpp"

namespace beihui::rules::lua
{

// The userdata behind a view; the path follows it in the same block.
struct ViewBox
{
    const void* mark;  // &tags.view: that it is one
    const json::value* data;
    std::uint64_t epoch;  // of the call it was made for
    std::size_t path_size;
    int members;
    bool recorded;
    const json::value* maps;  // an object whose objects are maps; may be null
    bool is_map;

    std::string_view path() const { return {reinterpret_cast<const char*>(this + 1), path_size}; }
};

// One step from a view to what stands in it: a member, an element counted from 1, or, with neither,
// the view itself.
struct Step
{
    std::string_view name = {};
    std::size_t position = 0;

    // The empty name is a name too.
    bool is_within() const { return name.data() != nullptr; }
};

void open_views(lua_State* L);

// The view at `index`; null if something else is there. Raises for a view of an earlier call.
const ViewBox* view_at(lua_State* L, int index);
// Reports a read to the recorder, if the view is recorded.
void record_read(lua_State* L, const ViewBox& view, Step step, const json::value& read);
// The same of how many elements or names it has.
void record_size(lua_State* L, const ViewBox& view, std::size_t size);
// Tells the watcher what a call saw, without the recorder hearing of it.
void watch(lua_State* L, const ViewBox& view, Step step, Saw saw, const json::value& seen);

void push_value(lua_State* L, const Value& value);
void push_data(lua_State* L, const json::value& data);
void push_scalar(lua_State* L, const json::value& data);  // neither a list nor an object
void push_view(lua_State* L, const View& view);
// What a pack finds under a name or position of a view: a scalar, or a view of what is there.
void push_within(lua_State* L, const ViewBox& view, const json::value& found, Step step);

// The value at `index` as data, read raw: nothing of the pack runs. `what` names it in refusals.
struct Reading
{
    std::string_view code = code::result;
    bool fractions = false;
};
Result<json::value> read_data(lua_State* L, int index, Reading reading);
// The number of the last element if the keys are 1…n; -1 if there is another key.
lua_Integer list_length(lua_State* L, int table);

}  // namespace beihui::rules::lua
