#include "plugins/web/curl_client.hpp"

#include "plugin/reachable.hpp"
#include "plugin/web_address.hpp"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace beihui::web
{
namespace
{

constexpr long most_ms = 5000;
constexpr long most_connect_ms = 3000;
constexpr std::size_t most_answer_bytes = 64 * 1024;
constexpr std::size_t most_head_bytes = 32 * 1024;

struct EasyDeleter
{
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter
{
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Received
{
    std::string body;
    std::size_t head_bytes = 0;
    bool too_large = false;
    const plugin::Reachable* reachable = nullptr;
    bool address_refused = false;
};

// Both are called by libcurl; a number other than size * count ends the transfer.
std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into)
{
    auto& received = *static_cast<Received*>(into);
    if (received.body.size() + size * count > most_answer_bytes) {
        received.too_large = true;
        return 0;
    }
    received.body.append(bytes, size * count);
    return size * count;
}

std::size_t count_head(char* /*bytes*/, std::size_t size, std::size_t count, void* into)
{
    auto& received = *static_cast<Received*>(into);
    received.head_bytes += size * count;
    if (received.head_bytes > most_head_bytes) {
        received.too_large = true;
        return 0;
    }
    return size * count;
}

// The address of a socket; none of another family.
std::optional<boost::asio::ip::address> address_of(const curl_sockaddr& to)
{
    namespace ip = boost::asio::ip;
    if (to.family == AF_INET && to.addrlen >= sizeof(sockaddr_in)) {
        sockaddr_in v4{};
        std::memcpy(&v4, &to.addr, sizeof v4);
        return ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (to.family == AF_INET6 && to.addrlen >= sizeof(sockaddr_in6)) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &to.addr, sizeof v6);
        ip::address_v6::bytes_type bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return ip::address_v6(bytes);
    }
    return std::nullopt;
}

// Called by libcurl for each address that it is about to connect to, after the name was resolved.
curl_socket_t open_socket(void* into, curlsocktype /*purpose*/, curl_sockaddr* to)
{
    auto& received = *static_cast<Received*>(into);
    const auto address = address_of(*to);
    if (!address || !received.reachable->allows(*address)) {
        received.address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

Error web_refused(std::string code, std::string zh, std::string en)
{
    return refuse(Refusal::unavailable, std::move(code), std::move(zh), std::move(en));
}

Error refusal_of(CURLcode code, const Received& received)
{
    if (received.too_large || code == CURLE_FILESIZE_EXCEEDED)
        return web_refused(
            "web_too_large", "对方的答复超过 64 KiB", "the answer is larger than 64 KiB"
        );
    if (received.address_refused)
        return web_refused(
            "web_address_refused", "对方的域名指向本机或内部网络的地址，没有连接",
            "its name leads to an address of this machine or of an internal network"
        );
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return web_refused(
            "web_too_slow", "对方 5 秒内没有答复完", "the answer was not there after 5 seconds"
        );
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CONNECT_ERROR:
        return web_refused(
            "web_not_trusted", "对方的 TLS 证书不可信或与主机名不符（ca_file 指定所信任的根证书）",
            "the server's TLS certificate is not trusted or is for another host (ca_file names the "
            "authority)"
        );
    default:
        return web_refused(
            "web_unreachable", std::string("无法连接对方：") + curl_easy_strerror(code),
            std::string("it cannot be reached: ") + curl_easy_strerror(code)
        );
    }
}

class CurlClient final : public plugin::WebClient
{
public:
    CurlClient()
    {
        // Once in the life of a program and before other threads use it.
        static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (started != CURLE_OK)
            throw std::runtime_error("libcurl cannot start");
    }

    Result<plugin::WebAnswer> send(const plugin::WebRequest& request) const override
    {
        if (!plugin::is_safe_address(std::string_view(request.url).substr(0, request.url.find('?'))
            ))
            return web_refused(
                "web_unreachable", "对方的地址不是 https://", "its address is not https://"
            );
        const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
        if (!easy)
            throw std::runtime_error("libcurl: out of memory");
        const std::string form = plugin::form_text(request.form);
        curl_slist* list = nullptr;
        for (const auto& [name, value] : request.headers)
            list = curl_slist_append(list, (name + ": " + value).c_str());
        const std::unique_ptr<curl_slist, ListDeleter> headers(list);

        Received received;
        set_terms(easy.get(), request, received);
        curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
        if (!request.form.empty()) {
            curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
            curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, form.c_str());
        } else if (!request.body.empty()) {
            curl_easy_setopt(
                easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size())
            );
            curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, request.body.c_str());
        }
        if (request.reachable) {
            received.reachable = request.reachable;
            curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, open_socket);
            curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, &received);
        }
        const CURLcode code = curl_easy_perform(easy.get());
        if (code != CURLE_OK)
            return refusal_of(code, received);
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        return plugin::WebAnswer{static_cast<int>(status), std::move(received.body)};
    }

private:
    static void set_terms(CURL* easy, const plugin::WebRequest& request, Received& received)
    {
        curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, most_ms);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, most_connect_ms);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        if (!request.ca_file.empty()) {
            // Only these: not the authorities of the system besides.
            curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_file.c_str());
            curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
        }
        curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, static_cast<long>(most_answer_bytes));
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, count_head);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
    }
};

}  // namespace

std::unique_ptr<const plugin::WebClient> make_client()
{
    return std::make_unique<const CurlClient>();
}

}  // namespace beihui::web
