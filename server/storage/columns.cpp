#include "storage/columns.hpp"

#include "base/text.hpp"

#include <stdexcept>

namespace beihui::storage
{

std::string search_text(std::string_view text)
{
    std::string folded = to_half_width(to_nfc(text));
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return folded;
}

std::string like_pattern(std::string_view text)
{
    std::string pattern = "%";
    for (const char c : search_text(trim(text))) {
        if (c == '%' || c == '_' || c == '!')
            pattern += '!';
        pattern += c;
    }
    return pattern + '%';
}

std::string end_of_subtree(std::string_view path)
{
    if (path.empty() || path.front() != '/' || path.back() != '/')
        throw std::logic_error("an organisation path begins and ends with a slash");
    std::string end(path);
    end.back() = '0';  // the character behind '/'
    return end;
}

std::string joined(const std::vector<std::string>& list)
{
    if (list.empty())
        return {};
    std::string text = ",";
    for (const std::string& member : list)
        text += member + ',';
    return text;
}

std::vector<std::string> parted(std::string_view text)
{
    std::vector<std::string> list;
    for (const std::string_view member : split(text, ','))
        if (!member.empty())
            list.emplace_back(member);
    return list;
}

std::string pack_hashes(const std::vector<PackPin>& packs)
{
    std::string text;
    for (const PackPin& pin : packs)
        text += (text.empty() ? "" : " ") + pin.hash;
    return text;
}

std::string fact_column(std::string_view attribute)
{
    return "a_" + std::string(attribute);
}

std::optional<Date> stored_day(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional<Date>(Date::parse(text).value());
}

json::object stored_object(std::string_view text)
{
    return read_json(text).value().as_object();
}

}  // namespace beihui::storage
