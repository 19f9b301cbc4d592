#pragma once

#include "base/bytes.hpp"
#include "base/yaml.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace beihui
{

// The trees of YAML texts that were read before, in a file: a program that starts reads the same
// texts every time, and parsing them is slow. A tree is found by the SHA-256 of its text, so that
// nothing but these very bytes gives it; texts with faults are never kept.
//
// The file belongs to one build of the program and of yaml-cpp, is sealed with a secret, and may be
// deleted at any time: a file that is another build's, cut off or altered is as if it were not there,
// and a new one takes its place.
class KeptYaml
{
public:
    KeptYaml(std::filesystem::path file, std::string_view secret);
    KeptYaml(const KeptYaml&) = delete;
    KeptYaml& operator=(const KeptYaml&) = delete;

    // While it lives, Yaml::read on this thread takes trees from `kept` and adds those it parses.
    // What Yaml::read returns is the same with and without.
    class Use
    {
    public:
        explicit Use(KeptYaml& kept);
        ~Use();
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

    private:
        KeptYaml* before_;
    };
    static KeptYaml* in_use();  // on this thread; none: nullptr

    // For Yaml::read. Both are safe for many threads.
    std::optional<Yaml> find(std::string_view shown_as, std::string_view text);
    void keep(std::string_view text, const Yaml& tree);

    // Writes the file anew when a tree was added; those that nobody asked for are left out.
    Result<void> save();

private:
    std::filesystem::path file_;
    Hash key_{};
    std::string bytes_;                         // of the file
    std::map<Hash, std::string_view> entries_;  // in bytes_
    std::mutex mutex_;
    std::set<Hash> used_;
    std::map<Hash, std::string> added_;
};

}  // namespace beihui
