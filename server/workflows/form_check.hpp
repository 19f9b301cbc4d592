#pragma once

#include "base/json.hpp"
#include "domain/case.hpp"
#include "workflows/definition.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::workflows
{

// Checks what was sent for an object form, and merges it over what is stored: sent fields replace,
// null clears, absent ones stay, a field's fallback fills it at the first time.
//
//   sent     {"title": "…", "expected": 800}
//   stored   the form as it stands; personal values in it are references and count as present
//   pointer  where `sent` stands in the request: "#/data"
//
// Returns the merged object; values normalised (text NFC and trimmed, 统一社会信用代码 upper case,
// instants as Beijing time). Refuses (invalid_input, "form_faults") with a fault for each field:
// unknown (with the nearest right name), wrong type, out of range, not among the choices, required.
Result<json::object> check_object(
    const Form& form,
    const json::value& sent,
    const json::object& stored,
    std::string_view pointer
);

struct CheckedRows
{
    std::vector<std::pair<std::string, json::object>> written;  // key → merged row
    std::vector<std::string> removed;                           // keys
};

// The same for a rows form: {"rows": [{…}, …], "remove": ["key", …]}.
// `key_of` turns the value of the key field into the row's key (a graduate's number becomes a
// person key). Rows of a form without a key field get the next free numbers; a sent "key" member
// names the row to change.
Result<CheckedRows> check_rows(
    const Form& form,
    const json::value& sent,
    const std::vector<CaseRow>& stored,
    std::string_view pointer,
    const std::function<std::string(const Field&, const json::value&)>& key_of
);

// The form as JSON Schema (2020-12), for the API and the pages.
json::object json_schema(const Form& form);

// A workflow as the API shows it: see docs/openapi.yaml, schema Workflow.
json::object to_json(const Workflow& workflow);

}  // namespace beihui::workflows
