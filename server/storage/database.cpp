#include "storage/database.hpp"

#include "base/text.hpp"
#include "storage/connection.hpp"
#include "storage/wall.hpp"

#include <future>

namespace beihui::storage
{

Error storage_failed(const std::string& why)
{
    const std::string shown = one_line(why, 300);
    return refuse(
        Refusal::unavailable, "storage_failed",
        "数据没有写入，请稍后再试；如一直如此，请联系系统管理员检查磁盘和数据库（" + shown + "）",
        "nothing was written; try again later, and if it stays so, ask the administrator to check"
        " disk and database (" +
            shown + ")"
    );
}

Error nul_in_text()
{
    return refuse(
        Refusal::invalid_input, "nul_in_text", "文本中有字符 U+0000，请删去后重新提交",
        "a text holds U+0000; remove it and send again"
    );
}

void OpenTxn::set_wall(const Wall* wall)
{
    if (wall == wall_)
        return;
    wall_ = wall;
    if (is_postgresql())
        tell_wall();
}

void OpenTxn::tell_wall()
{
    const std::string path = wall_ ? wall_->text() : "/";
    const std::string person = wall_ ? wall_->person() : "";
    const Query told(
        *this,
        "SELECT set_config('beihui.wall', :wall, true), set_config('beihui.person', :person, "
        "true)",
        "tt", {path, person}
    );
}

Result<void> WritingDatabase::write(const std::function<Result<void>(WriteTxn&)>& work)
{
    std::promise<Result<void>> promise;
    std::future<Result<void>> answer = promise.get_future();
    queue_.put({work, [&promise](Result<void> result, std::exception_ptr thrown) {
                    if (thrown)
                        promise.set_exception(thrown);
                    else
                        promise.set_value(std::move(result));
                }});
    return answer.get();
}

void WritingDatabase::write_later(
    std::function<Result<void>(WriteTxn&)> work,
    std::function<void(Result<void>)> done
)
{
    queue_.put(
        {std::move(work),
         [done = std::move(done)](Result<void> result, std::exception_ptr thrown) {
             if (!thrown)
                 return done(std::move(result));
             try {
                 std::rethrow_exception(thrown);
             } catch (const std::exception& fault) {
                 done(storage_failed(fault.what()));
             }
         }}
    );
}

std::unique_ptr<Connection> ConnectionPool::borrow()
{
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !free_.empty(); });
    // One that is open already, if there is one.
    const auto found =
        std::find_if(free_.begin(), free_.end(), [](const auto& c) { return c != nullptr; });
    const auto taken = found == free_.end() ? free_.end() - 1 : found;
    std::unique_ptr<Connection> connection = std::move(*taken);
    free_.erase(taken);
    return connection;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection)
{
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseSettings& settings)
{
    if (settings.master_key.size() != 32)
        return refuse(
            Refusal::invalid_input, "master_key_size", "主密钥必须是 32 字节，请检查密钥文件",
            "the master key must be 32 bytes; check the key file"
        );
    if (settings.address.starts_with("sqlite:"))
        return open_sqlite(settings);
    if (settings.address.starts_with("postgresql:"))
        return open_postgresql(settings);
    return refuse(
        Refusal::invalid_input, "database_address",
        "数据库地址“" + one_line(settings.address, 80) +
            "”无法识别：应以 sqlite: 或 postgresql: 开头",
        "the database address \"" + one_line(settings.address, 80) +
            "\" is not known: it begins with sqlite: or postgresql:"
    );
}

}  // namespace beihui::storage
