#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::http
{

struct Route;

// Routes by the segments of their patterns, as a tree: a request is compared with the words on its own
// way only, however many routes there are. Filled once, then read by any number of threads.
class RouteTable
{
public:
    // The route must outlive the table.
    void add(const Route& route);

    struct Found
    {
        const Route* route = nullptr;
        // Which segments its pattern names, and how.
        const std::vector<std::pair<std::size_t, std::string>>* named = nullptr;
    };
    // The narrowest route for this method: literal words win over names, from the left.
    Found find(std::string_view method, const std::vector<std::string>& segments) const;
    // The methods of all routes of this path.
    std::vector<std::string> methods(const std::vector<std::string>& segments) const;

private:
    struct End
    {
        const Route* route;
        std::vector<std::pair<std::size_t, std::string>> named;
    };
    struct Node
    {
        std::map<std::string, Node, std::less<>> words;
        std::unique_ptr<Node> name;  // any one segment
        std::vector<End> ends;
    };

    template <class Hear>
    static bool visit(
        const Node& node,
        const std::vector<std::string>& segments,
        std::size_t depth,
        const Hear& hear
    );

    Node root_;
};

}  // namespace beihui::http
