#include "system/webhook_receiver.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cctype>
#include <istream>

namespace beihui::test
{
namespace
{

namespace asio = boost::asio;
using asio::ip::tcp;

}  // namespace

WebhookReceiver::WebhookReceiver()
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { run(); })
{}

WebhookReceiver::~WebhookReceiver()
{
    stopping_ = true;
    boost::system::error_code ignored;
    tcp::socket wakes(context_);
    wakes.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
    thread_.join();
}

std::string WebhookReceiver::url(const std::string& host) const
{
    return "http://" + host + ":" + std::to_string(port_) + "/hook";
}

void WebhookReceiver::answer_with(int status, std::string location)
{
    const std::lock_guard lock(mutex_);
    status_ = status;
    location_ = std::move(location);
}

std::vector<WebhookReceiver::Taken> WebhookReceiver::taken() const
{
    const std::lock_guard lock(mutex_);
    return taken_;
}

void WebhookReceiver::run()
{
    while (!stopping_) {
        boost::system::error_code failed;
        tcp::socket socket(context_);
        acceptor_.accept(socket, failed);
        if (!failed && !stopping_)
            serve(std::move(socket));
    }
}

void WebhookReceiver::serve(tcp::socket socket)
{
    boost::system::error_code failed;
    asio::streambuf buffer;
    asio::read_until(socket, buffer, "\r\n\r\n", failed);
    if (failed)
        return;
    Taken one;
    std::istream head(&buffer);
    std::string line;
    std::getline(head, line);  // POST /hook HTTP/1.1
    while (std::getline(head, line) && line != "\r") {
        const std::size_t colon = line.find(':');
        std::string name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        one.fields[name] = line.substr(colon + 2, line.size() - colon - 3);
    }
    const std::size_t size = std::stoul(one.fields["content-length"]);
    if (buffer.size() < size)
        asio::read(socket, buffer, asio::transfer_exactly(size - buffer.size()), failed);
    one.body.resize(size);
    head.read(one.body.data(), static_cast<std::streamsize>(size));
    std::string answer;
    {
        const std::lock_guard lock(mutex_);
        one.answered = status_;
        taken_.push_back(std::move(one));
        answer = "HTTP/1.1 " + std::to_string(status_) + " Told\r\nContent-Length: 0\r\n";
        if (!location_.empty())
            answer += "Location: " + location_ + "\r\n";
    }
    asio::write(socket, asio::buffer(answer + "Connection: close\r\n\r\n"), failed);
}

}  // namespace beihui::test
