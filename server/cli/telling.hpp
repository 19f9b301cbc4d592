#pragma once

#include "acts/webhook_sender.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace beihui::cli
{

// Looks every two seconds, while the server runs, whether other systems are to be told of something.
class Telling
{
public:
    explicit Telling(acts::WebhookSender& sender);
    ~Telling();
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;

private:
    void run(const std::stop_token& stop);

    acts::WebhookSender& sender_;
    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // ends first
};

}  // namespace beihui::cli
