#include "system/federated.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "http/message.hpp"
#include "system/contract.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <regex>
#include <stdexcept>

namespace beihui::test
{
namespace
{

using namespace std::chrono_literals;
const std::filesystem::path home = BEIHUI_SOURCE_DIR;
constexpr std::string_view return_address =
    "https://beihui.test/api/v1/sign-in/{provider}/callback";

std::string shell_word(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// What a command of the shell prints. Throws when it fails.
std::string output_of(const std::string& command)
{
    FILE* const pipe = popen(command.c_str(), "r");
    if (!pipe)
        throw std::runtime_error("cannot run " + command);
    std::string output;
    char bytes[4096];
    for (std::size_t count = 0; (count = fread(bytes, 1, sizeof bytes, pipe)) > 0;)
        output.append(bytes, count);
    if (pclose(pipe) != 0)
        throw std::runtime_error("failed: " + command + "\n" + output);
    return output;
}

// One line from a file descriptor.
std::string line_from(int from)
{
    std::string line;
    for (char c = 0; read(from, &c, 1) == 1 && c != '\n';)
        line += c;
    return line;
}

std::string first_match(const std::string& text, const char* pattern)
{
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
}

}  // namespace

Providers::Providers()
{
    const std::string folder = folder_.path().string();
    // The packages of the pages hold the real provider: this installs them where they are missing.
    output_of(shell_word((home / "scripts" / "web").string()) + " 2>&1");
    output_of(
        shell_word((home / "tests/system/providers/make_certificates").string()) + " " +
        shell_word(folder) + " 2>&1"
    );
    int to_child[2];
    int from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    const std::string node = (home / "scripts" / "node").string();
    const std::string script = (home / "tests/system/providers/serve.mjs").string();
    const std::string log = folder + "/providers.log";
    const std::string back(return_address);
    process_ = fork();
    if (process_ == 0) {
        dup2(to_child[0], STDIN_FILENO);
        dup2(from_child[1], STDOUT_FILENO);
        if (freopen(log.c_str(), "w", stderr) == nullptr)
            _exit(126);
        execl(
            node.c_str(), node.c_str(), "node", script.c_str(), folder.c_str(), back.c_str(),
            nullptr
        );
        _exit(127);
    }
    close(to_child[0]);
    close(from_child[1]);
    input_ = to_child[1];  // it ends when this is closed, however we end
    const auto line = read_json(line_from(from_child[0]));
    close(from_child[0]);
    if (!line)
        throw std::runtime_error(
            "the providers did not start:\n" + read_file(log, 1 << 20).value()
        );
    addresses_ = *line;
}

Providers::~Providers()
{
    close(input_);
    int status = 0;
    waitpid(process_, &status, 0);
}

std::string Providers::address(std::string_view of) const
{
    return std::string(text_of(addresses_, of));
}

std::filesystem::path Providers::sign_in_file() const
{
    std::string text = "public_address: https://beihui.test\nproviders:\n";
    const auto add = [&](std::string_view id, std::string_view lines) {
        text += "  - id: " + std::string(id) +
                "\n    name: { zh: 统一身份认证, en: " + std::string(id) +
                " }\n    ca_file: ca.pem\n" + std::string(lines);
    };
    const auto oidc = [&](const std::string& issuer, std::string_view client) {
        return "    kind: oidc\n    issuer: " + issuer + "\n    client_id: " + std::string(client) +
               "\n";
    };
    add("real", oidc(address("real"), "beihui") + "    client_secret_file: real.secret\n");
    add("real-es", oidc(address("real"), "beihui:es") +
                       "    client_secret_file: real.secret\n    algorithm: ES256\n"
                       "    client_authentication: post\n");
    const std::string forging = "    client_secret_file: forging.secret\n";
    add("forging", oidc(address("forging"), "beihui") + forging);
    for (const char* const fault : {"slow", "huge", "other", "plain", "text", "missing"})
        add(fault, oidc(address("forging") + "/" + fault, "beihui") + forging);
    const auto cas = [](const std::string& server) {
        return "    kind: cas\n    server: " + server + "\n";
    };
    add("campus", cas(address("cas")));
    add("stranger", cas(address("stranger")));
    add("by-number", cas(address("cas")) + "    subject: employeeNumber\n");
    add("by-group", cas(address("cas")) + "    subject: groups\n");
    std::string other_name = address("cas");
    other_name.replace(other_name.find("localhost"), 9, "127.0.0.1");
    add("other-name", cas(other_name));
    add("down", cas("https://localhost:1/cas"));
    write_file(folder_.path() / "real.secret", "a secret & with=signs%\n").value();
    write_file(folder_.path() / "forging.secret", "not so secret\n").value();
    write_file(folder_.path() / "sign-in.yaml", text).value();
    return folder_.path() / "sign-in.yaml";
}

json::value Providers::ask(const std::string& target) const
{
    http::test::Client client(static_cast<std::uint16_t>(integer_of(addresses_, "control")));
    const auto answer = client.ask(
        "GET " + target +
        " HTTP/1.1\r\nHost: localhost\r\n"
        "Connection: close\r\n\r\n"
    );
    if (!answer || answer->status != 200)
        throw std::runtime_error("the providers do not answer " + target);
    return read_json(answer->body).value();
}

std::string Providers::ticket_for(std::string_view user) const
{
    return std::string(ask("/ticket?user=" + encoded(user)).as_string());
}

void Providers::rotate() const
{
    (void)ask("/rotate");
}

std::int64_t Providers::count(std::string_view of) const
{
    return integer_of(ask("/counts"), of);
}

std::string Providers::sign_in_at(const std::string& address, const std::string& user) const
{
    const std::string folder = folder_.path().string();
    const std::string curl =
        "curl -s -i --max-time 20 --noproxy '*' --cacert " + shell_word(folder + "/ca.pem") +
        " -b " + shell_word(folder + "/" + user) + " -c " + shell_word(folder + "/" + user) + " ";
    const std::string origin = first_match(address, "^(https://[^/]+)");
    std::string next = address;
    std::string form;
    for (int step = 0; step < 20; ++step) {
        if (next.starts_with("https://beihui.test/"))
            return next;
        const std::string got = output_of(curl + form + shell_word(next));
        form.clear();
        const std::string location = first_match(got, "\r\n[Ll]ocation: ([^\r]+)");
        if (!location.empty()) {
            next = location.starts_with('/') ? origin + location : location;
            continue;
        }
        // A page with a form: of oidc-provider, which says what it asks for, or of our CAS.
        const std::string prompt = first_match(got, "name=\"prompt\" value=\"(\\w+)\"");
        if (prompt.empty()) {
            next += "&username=" + user;
            continue;
        }
        next = first_match(got, "action=\"([^\"]+)\"");
        next = next.starts_with('/') ? origin + next : next;
        form = "-d prompt=" + prompt + " -d login=" + user + " -d password=any ";
    }
    throw std::runtime_error("the provider does not send anybody back from " + address);
}

std::map<std::string, std::string> query_of(std::string_view address)
{
    std::map<std::string, std::string> fields;
    const auto mark = std::min(address.find('?'), address.size());
    fields[""] = address.substr(0, mark);
    for (const std::string_view pair : split(address.substr(mark), '&')) {
        const std::string_view item = pair.starts_with('?') ? pair.substr(1) : pair;
        const auto equals = std::min(item.find('='), item.size());
        if (equals > 0 && equals < item.size())
            fields[std::string(item.substr(0, equals))] =
                http::decode_percent(item.substr(equals + 1), true).value();
    }
    return fields;
}

Reply Visitor::get(std::string_view target, const Fields& fields)
{
    std::string rest;
    for (const auto& [name, value] : fields)
        rest += name + ": " + value + "\r\n";
    std::string jar;
    for (const auto& [name, value] : cookies)
        jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    rest += jar.empty() ? "\r\n" : "Cookie: " + jar + "\r\n\r\n";
    return send("GET", target, rest);
}

Reply Visitor::post_form(std::string_view provider, std::string_view form)
{
    return send(
        "POST", "/api/v1/sign-in/" + std::string(provider) + "/callback",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
            std::to_string(form.size()) + "\r\n\r\n" + std::string(form)
    );
}

Reply Visitor::send(std::string_view method, std::string_view target, const std::string& rest)
{
    const std::string request = std::string(method) + " " + std::string(target) +
                                " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server_.port()) +
                                "\r\nConnection: close\r\n" + rest;
    http::test::Client client(server_.port());
    client.send(request, 20s);
    const auto answer = client.read(false, 60s);
    Reply reply;
    if (!answer) {
        ADD_FAILURE() << target << ": no answer";
        return reply;
    }
    reply.status = answer->status;
    reply.head = answer->head;
    reply.body = answer->body;
    const std::string type = answer->field("Content-Type");
    if (type.find("json") != std::string::npos)
        reply.json = read_json(reply.body).value();
    for (const std::string& fault : project_contract().check(
             {std::string(method), std::string(target), reply.status, type, reply.body}
         ))
        ADD_FAILURE() << method << " " << target << " " << reply.status << ": " << fault << "\n"
                      << reply.body;
    static const std::regex set("\r\nSet-Cookie: ([^=]+)=([^;\r]*)([^\r]*)");
    for (std::sregex_iterator one(reply.head.begin(), reply.head.end(), set), end; one != end;
         ++one) {
        if ((*one)[3].str().find("Max-Age=0") != std::string::npos)
            cookies.erase((*one)[1].str());
        else
            cookies[(*one)[1].str()] = (*one)[2].str();
    }
    return reply;
}

std::map<std::string, std::string> Visitor::begin(std::string_view provider, std::string_view to)
{
    std::string target = "/api/v1/sign-in/" + std::string(provider) + "/begin";
    if (!to.empty())
        target += "?to=" + encoded(to);
    const Reply reply = get(target);
    EXPECT_EQ(reply.status, 303) << target << " " << reply.body;
    auto told = query_of(reply.field("Location"));
    told["address"] = reply.field("Location");
    return told;
}

Reply Visitor::come_back(std::string_view provider, std::string_view query)
{
    return get("/api/v1/sign-in/" + std::string(provider) + "/callback?" + std::string(query));
}

Reply Visitor::with_ticket(std::string_view ticket, std::string_view provider)
{
    begin(provider);
    return come_back(provider, "ticket=" + encoded(ticket));
}

}  // namespace beihui::test
