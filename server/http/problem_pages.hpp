#pragma once

#include "http/session.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace beihui::http
{

// What a problem code means, for people: Chinese first.
struct ProblemPage
{
    std::string_view code;
    std::string_view zh;
    std::string_view en;
};
std::span<const ProblemPage> sign_in_pages();
std::span<const ProblemPage> federated_pages();
std::span<const ProblemPage> agenda_pages();
std::span<const ProblemPage> import_pages();
std::span<const ProblemPage> door_pages();
std::span<const ProblemPage> demonstration_pages();
std::span<const ProblemPage> shared_pages();
std::span<const ProblemPage> verification_pages();
std::span<const ProblemPage> webhook_pages();

// What a problem code means and what to do about it, Chinese first; none for an unknown code.
std::optional<std::string> problem_page(std::string_view code);

// Counts answers for /metrics; called from any I/O thread.
void count_answer(const Answered& answered);
// The counters as Prometheus text.
std::string request_metrics();

}  // namespace beihui::http
