#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace beihui::test
{

// Another system that is told: a server on a free port of the loopback address, which keeps what it
// was sent and answers as it is told to.
class WebhookReceiver
{
public:
    struct Taken
    {
        std::map<std::string, std::string> fields;  // names in small letters
        std::string body;
        int answered = 0;

        std::string id() const { return fields.at("webhook-id"); }
    };

    WebhookReceiver();
    ~WebhookReceiver();
    WebhookReceiver(const WebhookReceiver&) = delete;
    WebhookReceiver& operator=(const WebhookReceiver&) = delete;

    // "http://127.0.0.1:40001/hook"; or by another name of this machine.
    std::string url(const std::string& host = "127.0.0.1") const;
    void answer_with(int status, std::string location = {});
    std::vector<Taken> taken() const;

private:
    void run();
    void serve(boost::asio::ip::tcp::socket socket);

    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    int status_ = 204;
    std::string location_;
    std::vector<Taken> taken_;
    std::thread thread_;
};

}  // namespace beihui::test
