#include "recording.hpp"

namespace beihui::recorder
{
namespace
{

void put(std::FILE* file, std::uint64_t number)
{
    std::fwrite(&number, sizeof number, 1, file);
}

void put(std::FILE* file, const std::string& text)
{
    put(file, text.size());
    std::fwrite(text.data(), 1, text.size(), file);
}

}  // namespace

void Recording::write() const
{
    const char* const path = std::getenv("BEIHUI_RECORDING");
    std::FILE* const file = path ? std::fopen(path, "wb") : nullptr;
    if (!file)
        return;
    put(file, texts_.size());
    for (const std::string& text : texts_)
        put(file, text);
    put(file, links.size());
    for (const auto& [address, link] : links) {
        put(file, link.runs.size());
        for (const Run& run : link.runs) {
            put(file, run.sql);
            put(file, run.steps);
            put(file, run.order);
            put(file, run.values.size());
            for (const Value& value : run.values) {
                std::fputc(value.kind, file);
                if (value.kind == 'i')
                    put(file, static_cast<std::uint64_t>(value.number));
                else if (value.kind != 'n')
                    put(file, value.text);
            }
        }
    }
    std::fclose(file);
}

namespace
{

__attribute__((destructor)) void write_at_end()
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    recording.write();
}

}  // namespace
}  // namespace beihui::recorder
