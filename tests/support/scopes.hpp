#pragma once

#include "domain/scope.hpp"

namespace beihui
{

// Scopes for tests of layers that know no policy.
struct ScopeForTests
{
    static Scope of(std::vector<Scope::Part> parts, std::string viewer = {})
    {
        return Scope(std::move(parts), std::move(viewer));
    }
    // A subtree, all kinds of case.
    static Scope below(std::string org_path) { return of({{std::move(org_path)}}); }
};

}  // namespace beihui
