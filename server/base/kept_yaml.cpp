#include "base/kept_yaml.hpp"

#include "base/files.hpp"
#include "base/yaml_builder.hpp"

#include <elf.h>
#include <link.h>

#include <algorithm>

namespace beihui
{
namespace
{

constexpr std::size_t most_file_bytes = 64 << 20;
constexpr std::size_t hash_size = sizeof(Hash);
constexpr std::size_t length_size = 4;
// Goes up whenever a tree is written down in another way.
constexpr std::string_view form = "beihui kept yaml 1";

thread_local KeptYaml* used_here = nullptr;

std::string_view build_id_in(std::string_view notes)
{
    const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
    while (notes.size() >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) about;
        std::copy_n(notes.data(), sizeof about, reinterpret_cast<char*>(&about));
        const std::size_t name = sizeof about;
        const std::size_t id = name + padded(about.n_namesz);
        const std::size_t end = id + padded(about.n_descsz);
        if (end > notes.size())
            break;
        if (about.n_type == NT_GNU_BUILD_ID &&
            notes.substr(name, about.n_namesz) == std::string_view("GNU\0", 4))
            return notes.substr(id, about.n_descsz);
        notes.remove_prefix(end);
    }
    return {};
}

// The build ids of this program and of the libraries that read YAML, as the linker wrote them.
// Empty when one of them has none.
struct Builds
{
    std::string ids;
    bool complete = true;
};

int add_build(dl_phdr_info* object, std::size_t, void* found)
{
    Builds& builds = *static_cast<Builds*>(found);
    const std::string_view name = object->dlpi_name ? object->dlpi_name : "";
    const bool is_program = name.empty() && builds.ids.empty();
    if (!is_program && name.find("yaml-cpp") == std::string_view::npos)
        return 0;
    std::string_view id;
    for (std::size_t i = 0; i < object->dlpi_phnum && id.empty(); ++i) {
        const auto& part = object->dlpi_phdr[i];
        if (part.p_type == PT_NOTE)
            id = build_id_in(
                {reinterpret_cast<const char*>(object->dlpi_addr + part.p_vaddr), part.p_memsz}
            );
    }
    builds.complete = builds.complete && !id.empty();
    builds.ids += id;
    return 0;
}

const std::string& builds()
{
    static const std::string known = [] {
        Builds found;
        ::dl_iterate_phdr(add_build, &found);
        return found.complete ? found.ids : std::string();
    }();
    return known;
}

void put_number(std::string& to, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        to += static_cast<char>(number | 0x80);
    to += static_cast<char>(number);
}

void put_tree(std::string& to, const Yaml& node)
{
    to += static_cast<char>(static_cast<unsigned>(node.kind()) | (node.quoted() ? 4U : 0U));
    put_number(to, static_cast<std::uint64_t>(node.place().line));
    put_number(to, static_cast<std::uint64_t>(node.place().column));
    if (node.is_scalar()) {
        put_number(to, node.raw().size());
        to += node.raw();
    } else if (node.is_list()) {
        put_number(to, node.items().size());
        for (const Yaml& item : node.items())
            put_tree(to, item);
    } else if (node.is_map()) {
        put_number(to, node.members().size());
        for (const auto& [name, value] : node.members()) {
            put_tree(to, name);
            put_tree(to, value);
        }
    }
}

// Reads a tree back. It was sealed; all the same nothing it finds makes this read past the end or go
// deeper than a text may.
class TreeReader
{
public:
    TreeReader(std::string_view shown_as, std::string_view bytes) : file_(shown_as), rest_(bytes) {}

    std::optional<Yaml> run()
    {
        Yaml root = node(0);
        if (!good_ || !rest_.empty())
            return std::nullopt;
        return root;
    }

private:
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 63; shift += 7) {
            if (rest_.empty())
                break;
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        good_ = false;
        return 0;
    }

    // How many bytes or nodes follow: each takes a byte at least.
    std::size_t count()
    {
        const std::uint64_t value = number();
        good_ = good_ && value <= rest_.size();
        return good_ ? static_cast<std::size_t>(value) : 0;
    }

    Yaml node(std::size_t depth)
    {
        YamlBuilder::Node made;
        good_ = good_ && !rest_.empty() && depth <= most_yaml_levels;
        if (!good_)
            return {};
        const auto head = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        made.kind = static_cast<Yaml::Kind>(head & 3U);
        made.quoted = (head & 4U) != 0;
        made.place = {file_, static_cast<int>(number()), static_cast<int>(number())};
        if (made.kind == Yaml::Kind::scalar) {
            const std::size_t size = count();
            made.text = rest_.substr(0, size);
            rest_.remove_prefix(size);
        } else if (made.kind == Yaml::Kind::list) {
            const std::size_t size = count();
            made.items.reserve(size);
            while (good_ && made.items.size() < size)
                made.items.push_back(node(depth + 1));
        } else if (made.kind == Yaml::Kind::map) {
            const std::size_t size = count();
            made.members.reserve(size);
            while (good_ && made.members.size() < size) {
                Yaml name = node(depth + 1);
                made.members.emplace_back(std::move(name), node(depth + 1));
            }
        }
        return YamlBuilder::made(std::move(made));
    }

    std::string file_;
    std::string_view rest_;
    bool good_ = true;
};

Hash seal_of(const Hash& key, std::string_view content)
{
    return hmac_sha256(bytes_of(key), content);
}

Hash take_hash(std::string_view& bytes)
{
    Hash hash{};
    std::copy_n(bytes.begin(), hash_size, hash.begin());
    bytes.remove_prefix(hash_size);
    return hash;
}

}  // namespace

// The file: a seal over the rest; then for each tree the hash of its text, its length (four bytes,
// lowest first) and the tree.
KeptYaml::KeptYaml(std::filesystem::path file, std::string_view secret) : file_(std::move(file))
{
    if (builds().empty())
        return;
    key_ = hmac_sha256(secret, std::string(form) + '\0' + builds());
    auto bytes = read_file(file_, most_file_bytes);
    if (!bytes || bytes->size() < hash_size)
        return;
    bytes_ = std::move(*bytes);
    std::string_view rest = bytes_;
    const Hash seal = take_hash(rest);
    if (!equal_secrets(bytes_of(seal), bytes_of(seal_of(key_, rest))))
        return;
    while (rest.size() >= hash_size + length_size) {
        const Hash hash = take_hash(rest);
        std::size_t size = 0;
        for (std::size_t i = 0; i < length_size; ++i)
            size |= static_cast<std::size_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
        rest.remove_prefix(length_size);
        entries_.emplace(hash, rest.substr(0, size));
        rest.remove_prefix(std::min(size, rest.size()));
    }
}

KeptYaml::Use::Use(KeptYaml& kept) : before_(std::exchange(used_here, &kept)) {}

KeptYaml::Use::~Use()
{
    used_here = before_;
}

KeptYaml* KeptYaml::in_use()
{
    return used_here;
}

std::optional<Yaml> KeptYaml::find(std::string_view shown_as, std::string_view text)
{
    if (entries_.empty())
        return std::nullopt;
    const Hash hash = sha256(text);
    const auto entry = entries_.find(hash);
    if (entry == entries_.end())
        return std::nullopt;
    {
        const std::lock_guard lock(mutex_);
        used_.insert(hash);
    }
    return TreeReader(shown_as, entry->second).run();
}

void KeptYaml::keep(std::string_view text, const Yaml& tree)
{
    std::string written;
    put_tree(written, tree);
    const Hash hash = sha256(text);
    const std::lock_guard lock(mutex_);
    added_.insert_or_assign(hash, std::move(written));
}

Result<void> KeptYaml::save()
{
    const std::lock_guard lock(mutex_);
    if (added_.empty() || builds().empty())
        return {};
    for (const Hash& hash : used_)
        added_.try_emplace(hash, entries_.at(hash));
    std::string content;
    for (const auto& [hash, tree] : added_) {
        content += bytes_of(hash);
        for (std::size_t i = 0; i < length_size; ++i)
            content += static_cast<char>(tree.size() >> (8 * i));
        content += tree;
    }
    const Hash seal = seal_of(key_, content);
    return write_file(file_, std::string(bytes_of(seal)) + content, 0600);
}

}  // namespace beihui
