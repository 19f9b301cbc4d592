#include "http/route_table.hpp"

#include "base/text.hpp"
#include "http/router.hpp"

namespace beihui::http
{
namespace
{

bool names_a_segment(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

void RouteTable::add(const Route& route)
{
    Node* node = &root_;
    End end{&route, {}};
    const std::string_view pattern = route.pattern;
    const auto segments =
        pattern == "/" ? std::vector<std::string_view>() : split(pattern.substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!names_a_segment(segments[i])) {
            node = &node->words[std::string(segments[i])];
            continue;
        }
        end.named.emplace_back(i, segments[i].substr(1, segments[i].size() - 2));
        if (!node->name)
            node->name = std::make_unique<Node>();
        node = node->name.get();
    }
    node->ends.push_back(std::move(end));
}

// Tells `hear` of every end that the segments lead to, the narrowest first, until it answers true.
template <class Hear>
bool RouteTable::visit(
    const Node& node,
    const std::vector<std::string>& segments,
    std::size_t depth,
    const Hear& hear
)
{
    if (depth == segments.size()) {
        for (const End& end : node.ends)
            if (hear(end))
                return true;
        return false;
    }
    const auto word = node.words.find(segments[depth]);
    if (word != node.words.end() && visit(word->second, segments, depth + 1, hear))
        return true;
    return node.name && visit(*node.name, segments, depth + 1, hear);
}

RouteTable::Found RouteTable::find(
    std::string_view method,
    const std::vector<std::string>& segments
) const
{
    Found found;
    visit(root_, segments, 0, [&](const End& end) {
        if (end.route->method != method)
            return false;
        found = {end.route, &end.named};
        return true;
    });
    return found;
}

std::vector<std::string> RouteTable::methods(const std::vector<std::string>& segments) const
{
    std::vector<std::string> methods;
    visit(root_, segments, 0, [&](const End& end) {
        methods.push_back(end.route->method);
        return false;
    });
    return methods;
}

}  // namespace beihui::http
