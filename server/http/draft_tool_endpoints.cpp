// The tools for whoever writes a pack, over a draft: lint, test, cover, edges, fmt, stubs, diff, new.
// Each is the command line's own tool, and its answer is what that prints with --format json.
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/api.hpp"
#include "http/child.hpp"
#include "http/draft_folder.hpp"
#include "rules/pack_files.hpp"

#include <algorithm>
#include <array>
#include <csignal>

namespace beihui::http
{
namespace
{

// One run, from the body of its request to the answer.
struct Run
{
    std::string tool;
    std::unique_ptr<DraftFolder> folder;
    std::vector<std::string> command;  // "pack lint …"
    std::string content_type = "application/json";
};

struct Tool
{
    std::string_view name;  // as on the command line and in the path
    Result<json::object> (*read)(const Request& request);
    Result<void> (*prepare)(const Api& api, const json::object& body, Run& run);
};

// How many run at this moment.
class Seat
{
public:
    Seat(std::atomic<int>& taken, int most) : taken_(taken), mine_(taken.fetch_add(1) < most) {}
    ~Seat() { --taken_; }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    bool is_mine() const { return mine_; }

private:
    std::atomic<int>& taken_;
    const bool mine_;
};

Error no_pack()
{
    return refuse(Refusal::not_found, "pack_not_found", "没有这个规则包", "there is no such pack");
}

Error bad_files(std::string zh, std::string en)
{
    return refuse(Refusal::invalid_input, "RP3078", std::move(zh), std::move(en));
}

// A name of a folder below rules/, as rules::copy_pack asks for.
Result<std::string> read_id(const json::object& body)
{
    const std::string id(text_of(body, "pack"));
    const bool plain = std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (id.empty() || id.size() > 64 || !plain)
        return refuse(
            Refusal::invalid_input, "RP3051",
            "规则包编号“" + one_line(id, 60) + "”只能用小写字母、数字、- 和 _",
            "the id \"" + one_line(id, 60) + "\" may have small letters, digits, - and _ only"
        );
    return id;
}

// A path that another one takes for a folder cannot be written.
Result<void> check_tree(const rules::PackFiles& files)
{
    for (const auto& [path, bytes] : files)
        for (std::size_t slash = path.find('/'); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            const std::string above = path.substr(0, slash);
            const auto same = [&](const auto& file) { return file.first == above; };
            if (std::ranges::any_of(files, same))
                return bad_files(
                    "“" + above + "”既是文件，又是文件夹",
                    "\"" + above + "\" is both a file and a folder"
                );
        }
    return {};
}

// Writes the draft where a pack lies. Returns the folder.
Result<std::string> write_draft(const json::object& body, const DraftFolder& folder)
{
    const auto id = read_id(body);
    if (!id)
        return id.error();
    const auto files = read_draft_files(body);
    if (!files)
        return files.error();
    if (const auto good = rules::check_pack_files(*id, *files); !good)
        return refuse(
            Refusal::invalid_input, "RP3082", "草稿有错误：" + good.error().detail.zh,
            "the draft has faults: " + good.error().detail.en, good.error().faults
        );
    if (const auto good = check_tree(*files); !good)
        return good.error();
    return folder.write("rules/" + *id, *files).string();
}

// The packs in force, which the draft may stand over or whose rules its scenarios ask, but for the
// one whose place it takes.
void write_others(const Api& api, std::string_view than, const DraftFolder& folder)
{
    const auto rules = api.context.rules();
    for (const auto& pack : rules->world->packs())
        if (pack->id != than)
            folder.write("rules/" + pack->id, pack->files);
}

Result<json::object> read_draft(const Request& request)
{
    return read_body(
        request, {{.name = "pack", .required = true},
                  {.name = "files", .kind = BodyMember::object, .required = true}}
    );
}

Result<void> prepare_draft(const Api& api, const json::object& body, Run& run)
{
    const auto folder = write_draft(body, *run.folder);
    if (!folder)
        return folder.error();
    write_others(api, text_of(body, "pack"), *run.folder);
    run.command = {"pack", run.tool, "--format", "json", *folder};
    return {};
}

Result<json::object> read_new(const Request& request)
{
    return read_body(
        request, {{.name = "pack", .required = true}, {.name = "from", .required = true}}
    );
}

// A new pack from one that is in force.
Result<void> prepare_new(const Api& api, const json::object& body, Run& run)
{
    const auto id = read_id(body);
    if (!id)
        return id.error();
    const auto rules = api.context.rules();
    const rules::Pack* const from = rules->world->find(text_of(body, "from"));
    if (!from)
        return no_pack();
    const auto folder = run.folder->write("rules/" + from->id, from->files);
    run.command = {"pack", "new", *id, "--from", folder.string(), "--format", "json"};
    return {};
}

Result<json::object> read_diff(const Request& request)
{
    return read_body(
        request, {{.name = "pack", .required = true},
                  {.name = "files", .kind = BodyMember::object},
                  {.name = "than", .required = true},
                  {.name = "format"}}
    );
}

// Without files, `pack` is one that is in force itself.
Result<void> prepare_diff(const Api& api, const json::object& body, Run& run)
{
    const std::string_view format = text_of(body, "format", "json");
    if (format != "json" && format != "html")
        return bad_member("format", {"写 json 或 html", "write json or html"});
    const auto rules = api.context.rules();
    const rules::Pack* const older = rules->world->find(text_of(body, "than"));
    const rules::Pack* const newer = rules->world->find(text_of(body, "pack"));
    const json::value* const files = member(body, "files");
    const bool is_draft = files && !files->is_null();
    if (!older || (!is_draft && !newer))
        return no_pack();
    // A draft mostly has the id of the pack that it is compared with.
    const auto before = run.folder->write("older/rules/" + older->id, older->files);
    std::string after;
    if (is_draft) {
        const auto folder = write_draft(body, *run.folder);
        if (!folder)
            return folder.error();
        after = *folder;
    } else {
        after = run.folder->write("rules/" + newer->id, newer->files).string();
    }
    run.command = {"pack", "diff", before.string(), after, "--format", std::string(format)};
    if (format == "html")
        run.content_type = "text/html; charset=utf-8";
    return {};
}

constexpr std::array<Tool, 8> tools{{
    {"lint", read_draft, prepare_draft},
    {"test", read_draft, prepare_draft},
    {"cover", read_draft, prepare_draft},
    {"edges", read_draft, prepare_draft},
    {"fmt", read_draft, prepare_draft},
    {"stubs", read_draft, prepare_draft},
    {"new", read_new, prepare_new},
    {"diff", read_diff, prepare_diff},
}};

Error busy()
{
    return refuse(
        Refusal::unavailable, "RP3093", "服务器上正在检查别的草稿，请稍后再试",
        "the server is at work on other drafts; try again later"
    );
}

Response ended_early(const Tool& tool, const ChildEnd& end, const Request& request)
{
    const bool by_signal = end.how == ChildEnd::signalled;
    if (end.how == ChildEnd::too_long || end.how == ChildEnd::left ||
        (by_signal && end.code == SIGXCPU))
        return problem(
            refuse(
                Refusal::invalid_input, "RP3090", "草稿在时限内没有跑完，已经停止",
                "the draft did not end in time and was stopped"
            ),
            request
        );
    if ((end.how == ChildEnd::exited && end.code == out_of_memory) ||
        (by_signal && end.code == SIGXFSZ))
        return problem(
            refuse(
                Refusal::invalid_input, "RP3091", "草稿占用的内存或磁盘过多，已经停止",
                "the draft needed too much memory or disk and was stopped"
            ),
            request
        );
    if (end.how == ChildEnd::too_much)
        return problem(
            refuse(
                Refusal::invalid_input, "RP3092", "草稿的结果过大，已经停止",
                "what the draft gave is too large; it was stopped"
            ),
            request
        );
    log(LogLevel::error, "draft", "a tool did not run to its end",
        {{"trace_id", request.id},
         {"tool", tool.name},
         {"signal", by_signal ? end.code : 0},
         {"exit", by_signal ? 0 : end.code}});
    return problem(
        500, "RP3094",
        {"检查草稿的程序意外结束；请把编号告诉管理员",
         "the tool ended unexpectedly; tell the administrator the number"},
        request
    );
}

boost::asio::awaitable<Response> answer(
    const Api& api,
    const Request& request,
    const Tool& tool,
    std::shared_ptr<std::atomic<int>> running
)
{
    const accounts::Actor& actor = actor_of(request);
    if (const auto allowed = accounts::may(actor, {"policy_officer"}, actor.org_path); !allowed)
        co_return problem(allowed.error(), request);
    const auto body = tool.read(request);
    if (!body)
        co_return problem(body.error(), request);
    const Seat seat(*running, api.tools.at_once);
    if (!seat.is_mine())
        co_return problem(busy(), request);
    Run run;
    run.tool = tool.name;
    auto prepare = [&]() -> Result<void> {
        run.folder = std::make_unique<DraftFolder>(api.tools);
        return tool.prepare(api, *body, run);
    };
    const auto prepared = co_await acts::on_worker(api.context, prepare);
    ChildEnd end;
    if (prepared) {
        ChildAsked asked;
        asked.program = api.tools.program;
        asked.arguments = api.tools.most.words();
        asked.arguments.insert(asked.arguments.begin(), "confined");
        std::ranges::copy(run.command, std::back_inserter(asked.arguments));
        asked.environment = {"TMPDIR=" + run.folder->temporary().string()};
        asked.folder = run.folder->path();
        asked.time = api.tools.time;
        asked.most_output = api.tools.most_output;
        asked.gone = request.gone;
        end = co_await run_child(std::move(asked));
    }
    auto remove = [&] {
        run.folder.reset();
        return true;
    };
    (void)co_await acts::on_worker(api.context, remove);
    if (!prepared)
        co_return problem(prepared.error(), request);
    constexpr int found_faults = 1;
    if (end.how != ChildEnd::exited || end.code < 0 || end.code > found_faults || end.out.empty())
        co_return ended_early(tool, end, request);
    Response response;
    response.content_type = end.code == found_faults ? "application/json" : run.content_type;
    response.body = std::move(end.out);
    co_return response;
}

}  // namespace

Result<rules::PackFiles> read_draft_files(const json::object& body)
{
    rules::PackFiles files;
    for (const auto& [path, value] : body.at("files").as_object()) {
        auto bytes =
            value.is_string() ? from_base64(value.as_string()) : std::optional<std::string>();
        if (!bytes)
            return bad_files(
                "文件“" + one_line(path, 80) + "”不是 Base64",
                "the file \"" + one_line(path, 80) + "\" is no Base64"
            );
        files.emplace_back(path, std::move(*bytes));
    }
    std::ranges::sort(files);
    return files;
}

void add_draft_tool_endpoints(Router& router, const Api& api)
{
    const auto running = std::make_shared<std::atomic<int>>(0);
    for (const Tool& tool : tools)
        router.add({
            .method = "POST",
            .pattern = "/api/v1/packs/" + std::string(tool.name),
            .handle = [&api, &tool, running](const Request& request
                      ) { return answer(api, request, tool, running); },
            .access = accounts::Action::try_drafts,
            .body_limit = upload_body,
            .watches_client = true,
        });
}

}  // namespace beihui::http
