#pragma once

// A server of its own, and a policy officer who has it look at drafts.

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "system/publication.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <string>

namespace beihui::test
{

class DraftTools : public testing::Test
{
protected:
    DraftTools() { server.tools().within = temporary.path(); }
    ~DraftTools() override
    {
        EXPECT_TRUE(list_folder(temporary.path()).value().empty()) << "a folder was left behind";
        EXPECT_LE(waitpid(-1, nullptr, WNOHANG), 0) << "a process was left behind";
    }

    Person& policy() { return campus.person("policy", campus.province, {"policy_officer"}); }

    static json::object body_of(const rules::PackFiles& files)
    {
        json::object sent;
        for (const auto& [path, bytes] : files)
            sent[path] = base64(bytes);
        return {{"pack", SmallPack().id}, {"files", std::move(sent)}};
    }
    Reply ask(const std::string& tool, const json::object& body)
    {
        return policy().post("/api/v1/packs/" + tool, body);
    }
    Reply ask(const std::string& tool, const SmallPack& pack = {})
    {
        return ask(tool, body_of(pack.files()));
    }
    // A file of an answer that gives files; empty when it is not there.
    static std::string file_in(const Reply& reply, std::string_view path)
    {
        const json::value* const files = reply.at("files");
        return files ? from_base64(text_of(*files, path)).value_or("") : "";
    }

    TemporaryFolder folder;
    TemporaryFolder temporary;
    TestServer server{"sqlite:" + (folder.path() / "beihui.db").string()};
    Campus campus{server};
};

// The small circular with one more file, or another one in the place of its own.
inline rules::PackFiles with(const std::string& file, const std::string& text)
{
    rules::PackFiles files = SmallPack().files();
    std::erase_if(files, [&](const auto& each) { return each.first == file; });
    files.emplace_back(file, text);
    std::ranges::sort(files);
    return files;
}

}  // namespace beihui::test
