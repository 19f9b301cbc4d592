#include "acts/imports/check_list.hpp"

#include "acts/imports/cell_value.hpp"
#include "acts/imports/known_already.hpp"
#include "acts/plan_act.hpp"
#include "base/text.hpp"
#include "workflows/form_check.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

// The last step of "#/data/uscc" or "#/data/rows/3/gate": the field that a fault is about.
std::string_view field_of(const Fault& fault)
{
    const std::string_view where = fault.where;
    const std::size_t slash = where.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : where.substr(slash + 1);
}

class Checking
{
public:
    Checking(
        const Context& context,
        storage::ReadTxn& txn,
        const accounts::Actor& actor,
        const ListKind& kind,
        const plugin::Sheet& sheet,
        const ListAsked& asked
    )
        : context_(context),
          txn_(txn),
          actor_(actor),
          kind_(kind),
          sheet_(sheet),
          asked_(asked),
          named_(txn, actor),
          known_(txn, actor, kind)
    {}

    Result<CheckedList> run()
    {
        auto layout = read_layout(kind_, sheet_, asked_.layout);
        if (!layout)
            return layout.error();
        list_.layout = std::move(*layout);
        find_missing();
        for (const std::size_t row : list_.layout.rows)
            list_.rows.push_back({row, ListRow::ready, {}, {}, {}, {}});
        if (!list_.missing.empty()) {
            for (ListRow& row : list_.rows)
                row.state = ListRow::faulty;
            return std::move(list_);
        }
        for (ListRow& row : list_.rows)
            read(row);
        for (ListRow& row : list_.rows)
            compare(row);
        if (auto ruled = kind_.opens ? ask_openings() : ask_counts(); !ruled)
            return ruled.error();
        std::ranges::stable_sort(list_.faults, {}, &ListFault::row);
        return std::move(list_);
    }

private:
    const std::string* fill_of(std::size_t column) const
    {
        const auto found = asked_.layout.fill.find(kind_.columns[column].id);
        return found == asked_.layout.fill.end() || found->second.empty() ? nullptr
                                                                          : &found->second;
    }
    std::optional<std::size_t> place_in_file(std::size_t column) const
    {
        const auto found = std::ranges::find(list_.layout.columns, std::optional(column));
        if (found == list_.layout.columns.end())
            return std::nullopt;
        return static_cast<std::size_t>(found - list_.layout.columns.begin());
    }

    void find_missing()
    {
        for (std::size_t column = 0; column < kind_.columns.size(); ++column)
            if (kind_.columns[column].required && !place_in_file(column) && !fill_of(column))
                list_.missing.push_back(column);
    }

    void fault(
        ListRow& row,
        std::optional<std::size_t> column,
        std::string code,
        Words detail,
        bool duplicate = false
    )
    {
        row.state = duplicate ? ListRow::duplicate : ListRow::faulty;
        list_.faults.push_back({row.row, column, duplicate, std::move(code), std::move(detail)});
    }
    void take_faults(ListRow& row, const Error& error, const workflows::Form& form)
    {
        const std::vector<Fault> why = error.faults;
        if (why.empty())
            return fault(row, std::nullopt, error.code, error.detail);
        for (const Fault& one : why) {
            const std::string id = form.id + "." + std::string(field_of(one));
            const auto column = kind_.find(id);
            Words detail = one.detail;
            if (!one.way_out.zh.empty()) {
                detail.zh += "；" + one.way_out.zh;
                detail.en += "; " + one.way_out.en;
            }
            fault(row, column ? place_in_file(*column) : std::nullopt, one.code, std::move(detail));
        }
    }

    void read(ListRow& row)
    {
        for (std::size_t column = 0; column < kind_.columns.size(); ++column) {
            const ListColumn& known = kind_.columns[column];
            const auto at = place_in_file(column);
            std::string text = at ? cell_text(sheet_, row.row, *at) : std::string();
            if (text.empty())
                if (const std::string* const fill = fill_of(column))
                    text = *fill;
            if (text.empty()) {
                if (!known.field)
                    fault(row, at, "field_required", {known.label.zh + "必填", "it is required"});
                continue;
            }
            if (!known.field) {
                read_event(row, at, text);
                continue;
            }
            const auto value = cell_value(*known.field, text, named_);
            if (!value) {
                const Error why = value.error();
                fault(row, at, why.code, why.detail);
                continue;
            }
            const bool first = known.id.starts_with(kind_.form->id + ".");
            (first ? row.data : row.more)[known.field->id] = *value;
        }
        check_forms(row);
    }

    void read_event(ListRow& row, std::optional<std::size_t> at, const std::string& text)
    {
        const auto event = named_.event(text);
        if (event) {
            row.event = event->id;
            events_.emplace(event->id, *event);
            return;
        }
        const Error why = event.error();
        fault(row, at, why.code, why.detail);
    }

    void check_forms(ListRow& row)
    {
        const auto no_key = [](const workflows::Field&, const json::value& value) {
            return value.is_string() ? std::string(value.get_string()) : std::string();
        };
        const auto check_rows = [&](const workflows::Form& form, const json::object& data) {
            const json::object sent{{"rows", json::array{data}}};
            if (const auto checked = workflows::check_rows(form, sent, {}, "#/data", no_key);
                !checked)
                take_faults(row, checked.error(), form);
        };
        if (kind_.form->rows) {
            check_rows(*kind_.form, row.data);
        } else if (const auto checked =
                       workflows::check_object(*kind_.form, row.data, {}, "#/data");
                   !checked) {
            take_faults(row, checked.error(), *kind_.form);
        } else {
            row.data = *checked;  // as it will be stored: codes and times compare
        }
        if (kind_.more && !row.more.empty())
            check_rows(*kind_.more, row.more);
    }

    // With an earlier row of the file, and with what is there.
    void compare(ListRow& row)
    {
        if (row.state != ListRow::ready)
            return;
        row.key = known_.key_of(row);
        if (row.key.empty())
            return;
        const auto [first, fresh] = keys_.emplace(row.key, row.row);
        const auto column = kind_.find(known_.telling_column());
        const auto at = column ? place_in_file(*column) : std::nullopt;
        if (!fresh) {
            const std::string line = std::to_string(first->second + 1);
            return fault(
                row, at, "duplicate_row", {"与第 " + line + " 行重复", "the same as row " + line},
                true
            );
        }
        if (auto known = known_.find(row))
            fault(row, at, "known_already", std::move(*known), true);
    }

    Result<void> ask_openings()
    {
        CaseWanted wanted;
        wanted.workflow = kind_.workflow->id;
        wanted.organisation = asked_.organisation;
        for (ListRow& row : list_.rows) {
            if (row.state != ListRow::ready)
                continue;
            ActWanted first;
            first.act = kind_.act;
            first.data = row.data;
            const auto plan = plan_opening(context_, txn_, actor_, wanted, first);
            if (plan)
                continue;
            const Error why = plan.error();
            if (why.kind == Refusal::not_allowed)
                return why;
            take_faults(row, why, *kind_.form);
        }
        return {};
    }

    // All counts of an event are written by one act.
    Result<void> ask_counts()
    {
        std::map<std::string, std::vector<ListRow*>> by_event;
        for (ListRow& row : list_.rows)
            if (row.state == ListRow::ready)
                by_event[row.event].push_back(&row);
        for (const auto& [event, rows] : by_event) {
            json::array sent;
            for (const ListRow* const row : rows)
                sent.emplace_back(row->data);
            ActWanted wanted;
            wanted.act = kind_.act;
            wanted.data = json::object{{"rows", std::move(sent)}};
            const auto plan = plan_act(context_, txn_, actor_, events_.at(event), wanted);
            if (plan)
                continue;
            const Error why = plan.error();
            for (ListRow* const row : rows)
                fault(*row, std::nullopt, why.code, why.detail);
        }
        return {};
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    const ListKind& kind_;
    const plugin::Sheet& sheet_;
    const ListAsked& asked_;
    NamedInCells named_;
    KnownAlready known_;
    CheckedList list_;
    std::map<std::string, std::size_t> keys_;
    std::map<std::string, Case> events_;
};

}  // namespace

std::size_t CheckedList::count(ListRow::State state) const
{
    return static_cast<std::size_t>(std::ranges::count(rows, state, &ListRow::state));
}

Result<CheckedList> check_list(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const ListAsked& asked
)
{
    return Checking(context, txn, actor, kind, sheet, asked).run();
}

Words place_of(const ListFault& fault, const CheckedList& checked)
{
    const std::string row = std::to_string(fault.row + 1);
    if (!fault.column)
        return {"第 " + row + " 行", "row " + row};
    const std::string column = column_name(*fault.column);
    const std::string heading = one_line(checked.layout.headings[*fault.column], 40);
    return {
        "第 " + row + " 行 " + column + " 列“" + heading + "”",
        "row " + row + ", column " + column + " (" + heading + ")"
    };
}

}  // namespace beihui::acts
