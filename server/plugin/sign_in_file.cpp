// Reading the file that says which other systems may vouch for people.
#include "base/files.hpp"
#include "base/text.hpp"
#include "plugin/identity_provider.hpp"
#include "plugin/web_address.hpp"

#include <algorithm>

namespace beihui::plugin
{
namespace
{

constexpr std::size_t most_secret_bytes = 4096;
constexpr std::size_t most_ca_bytes = 1 << 20;
constexpr std::size_t most_id_bytes = 32;

bool is_id(std::string_view text)
{
    return !text.empty() && text.size() <= most_id_bytes && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string read_id(const Yaml& node, Faults& faults)
{
    const Yaml& id = node.need("id", faults);
    const std::string text = id.text(faults, "id");
    if (id.is_scalar() && !is_id(text))
        faults.add(
            id.place(), "sign_in_id", "id 只用小写字母、数字和连字符，1 至 32 个",
            "an id is 1 to 32 small letters, digits and hyphens"
        );
    return text;
}

Words read_name(const Yaml& node, Faults& faults)
{
    const Yaml& name = node.need("name", faults);
    name.only({"zh", "en"}, faults);
    return {
        name.need("zh", faults).text(faults, "name.zh"),
        name.need("en", faults).text(faults, "name.en")
    };
}

// The file itself, so that one that cannot be read is told at the start and not at a sign-in.
std::string read_ca_file(const Yaml& node, const std::filesystem::path& folder, Faults& faults)
{
    const Yaml* const named = node.find("ca_file");
    if (!named)
        return {};
    const std::filesystem::path file = folder / named->text(faults, "ca_file");
    const auto pem = read_file(file, most_ca_bytes);
    if (!pem || pem->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
        faults.add(
            named->place(), "sign_in_ca_file", "“" + file.string() + "”不是可读的 PEM 证书文件",
            "\"" + file.string() + "\" is no certificate file (PEM) that can be read"
        );
    return file.string();
}

class Reader
{
public:
    Reader(
        const std::filesystem::path& file,
        const IdentityProviderKinds& kinds,
        const WebClient& web,
        const Clock& clock
    )
        : folder_(file.parent_path()), kinds_(kinds), web_(web), clock_(clock)
    {}

    Result<SignInSettings> read(const Yaml& root)
    {
        SignInSettings settings;
        root.only({"public_address", "providers"}, faults_);
        settings.public_address = read_address(root, "public_address", faults_);
        const Yaml& list = root.need("providers", faults_);
        if (list.place().line != 0 && !list.is_list())
            faults_.add(list.place(), "RP1004", "providers 应为列表", "providers must be a list");
        for (const Yaml& node : list.items())
            read_provider(node, settings);
        if (faults_.none())
            return settings;
        return refuse(
            Refusal::invalid_input, "sign_in_faults", "登录配置文件有误",
            "the sign-in file has faults", faults_.all()
        );
    }

private:
    void read_provider(const Yaml& node, SignInSettings& settings)
    {
        if (!node.is_map()) {
            faults_.add(node.place(), "RP1004", "应为键和值", "this must be keys with values");
            return;
        }
        const std::string id = read_id(node, faults_);
        for (const auto& other : settings.providers)
            if (other->id() == id)
                faults_.add(
                    node.place(), "sign_in_id_twice", "id“" + id + "”用了两次",
                    "the id \"" + id + "\" stands twice"
                );
        ProviderTerms terms{
            .id = id,
            .name = read_name(node, faults_),
            .return_address = settings.public_address + "/api/v1/sign-in/" + id + "/callback",
            .ca_file = read_ca_file(node, folder_, faults_),
            .folder = folder_,
            .web = web_,
            .clock = clock_,
        };
        const Yaml& kind = node.need("kind", faults_);
        const std::string asked = kind.text(faults_, "kind");
        if (!kind.is_scalar())
            return;
        const MakeProvider* const make = kinds_.find(asked);
        if (!make) {
            std::string known;
            for (const std::string& name : kinds_.names())
                known += (known.empty() ? "" : ", ") + name;
            faults_.add(
                kind.place(), "sign_in_kind", "没有这种登录方式“" + one_line(asked, 40) + "”",
                "there is no kind \"" + one_line(asked, 40) + "\"", "可用：" + known,
                "there are: " + known
            );
            return;
        }
        if (auto provider = (*make)(node, std::move(terms), faults_))
            settings.providers.push_back(std::move(provider));
    }

    Faults faults_;
    std::filesystem::path folder_;
    const IdentityProviderKinds& kinds_;
    const WebClient& web_;
    const Clock& clock_;
};

}  // namespace

const std::vector<std::string>& common_provider_keys()
{
    static const std::vector<std::string> keys{"id", "kind", "name", "ca_file"};
    return keys;
}

std::string read_address(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml& node = map.need(key, faults);
    std::string address = node.text(faults, key);
    if (!node.is_scalar())
        return {};
    if (!is_safe_address(address)) {
        const std::string name(key);
        faults.add(
            node.place(), "sign_in_address",
            name + " 应为 https:// 开头的地址，不带用户名、? 和 #；http:// 只能指向本机",
            name + " must be an https:// address without user name, ? and #; http:// is for this "
                   "machine only"
        );
    } else if (address.ends_with('/')) {
        const std::string without = address.substr(0, address.find_last_not_of('/') + 1);
        faults.add(
            node.place(), "sign_in_slash", std::string(key) + " 末尾不要斜杠",
            std::string(key) + " has a slash at its end", "写作 " + without, "write " + without
        );
    }
    return address;
}

std::string read_secret(
    const Yaml& map,
    std::string_view key,
    const std::filesystem::path& folder,
    Faults& faults
)
{
    const Yaml& node = map.need(key, faults);
    const std::filesystem::path file = folder / node.text(faults, key);
    if (!node.is_scalar())
        return {};
    const auto text = read_file(file, most_secret_bytes);
    const std::string secret(text ? trim(*text) : std::string_view());
    if (secret.empty() || secret.find('\n') != std::string::npos)
        faults.add(
            node.place(), "sign_in_secret", "“" + file.string() + "”应为可读的文件，内容是一行密钥",
            "\"" + file.string() + "\" must be a file that can be read, with the secret in one line"
        );
    return secret;
}

Result<SignInSettings> read_sign_in_file(
    const std::filesystem::path& file,
    const IdentityProviderKinds& kinds,
    const WebClient& web,
    const Clock& clock
)
{
    const auto root = Yaml::read_file(file, file.string());
    if (!root)
        return root.error();
    return Reader(file, kinds, web, clock).read(*root);
}

}  // namespace beihui::plugin
