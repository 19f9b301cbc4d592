#include "cli/installation.hpp"

#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"

#include <cstdlib>
#include <thread>

namespace beihui::cli
{
namespace
{

constexpr std::size_t key_size = 32;
constexpr std::size_t most_calendar_bytes = 1 << 20;

// The key that wraps the keys of personal values: made at the first start, readable by us only.
Result<std::string> master_key(const std::filesystem::path& data)
{
    const std::filesystem::path file = data / "master.key";
    if (std::filesystem::exists(file)) {
        const auto text = read_file(file, 1024);
        if (!text)
            return text.error();
        const auto key = from_hex(std::string_view(*text).substr(0, key_size * 2));
        if (!key || key->size() != key_size)
            return refuse(
                Refusal::unavailable, "bad_master_key",
                file.string() + " 不是有效的主密钥；请恢复备份",
                file.string() + " is not a valid master key; restore it from the backup"
            );
        return *key;
    }
    const std::string key = random_bytes(key_size);
    if (auto written = write_file(file, hex(key) + "\n", 0600); !written)
        return written.error();
    return key;
}

}  // namespace

std::filesystem::path find_home()
{
    if (const char* const named = std::getenv("BEIHUI_HOME"))
        return named;
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    for (std::filesystem::path folder = program.parent_path();
         !failed && folder.has_relative_path(); folder = folder.parent_path())
        if (std::filesystem::is_directory(folder / "rules" / "calendars"))
            return folder;
    return "/usr/share/beihui";
}

Result<std::unique_ptr<Installation>> Installation::open(const Places& places, const Clock& clock)
{
    std::unique_ptr<Installation> installation(new Installation(places));
    auto world = rules::World::load(places.home / "rules");
    if (!world)
        return world.error();
    auto rulebook = acts::make_rulebook(std::move(*world), places.home / "workflows");
    if (!rulebook)
        return rulebook.error();
    std::error_code failed;
    std::filesystem::create_directories(places.data, failed);
    if (failed)
        return refuse(
            Refusal::unavailable, "no_data_folder",
            "不能建立数据目录 " + places.data.string() + "：" + failed.message(),
            "cannot make the data folder " + places.data.string() + ": " + failed.message()
        );
    storage::DatabaseSettings settings;
    settings.address = places.database.empty() ? "sqlite:" + (places.data / "beihui.db").string()
                                               : places.database;
    auto key = master_key(places.data);
    if (!key)
        return key.error();
    settings.master_key = *key;
    auto database = storage::Database::open(settings);
    if (!database)
        return database.error();
    installation->database_ = std::move(*database);
    const unsigned threads = std::max(2U, std::thread::hardware_concurrency());
    installation->workers_ = std::make_unique<boost::asio::thread_pool>(threads);
    installation->rulebook_ = std::make_unique<acts::LiveRulebook>(std::move(*rulebook));
    installation->context_ = std::make_unique<acts::Context>(acts::Context{
        *installation->database_,
        clock,
        *installation->rulebook_,
        *installation->workers_,
        {places.data / "trusted-keys", places.home / "rules" / "trusted-keys"},
    });
    const auto calendar =
        read_file(places.home / "rules" / "calendars" / "cn.yaml", most_calendar_bytes);
    if (!calendar)
        return calendar.error();
    if (auto kept = acts::keep_definitions(*installation->context_, *calendar); !kept)
        return kept.error();
    return installation;
}

}  // namespace beihui::cli
