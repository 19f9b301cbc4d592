#include "rules/signature.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "base/text.hpp"

namespace beihui::rules
{
namespace
{

constexpr std::string_view first_line = "beihui-pack-signature 1";
constexpr std::size_t most_key_bytes = 4096;

// A signature of something else cannot be passed off as one of a pack.
std::string signed_bytes(const PackFiles& files)
{
    return std::string(first_line) + '\n' + file_list(files);
}

Error refused(std::string_view code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = signature_file;
    fault.code = code;
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    return refuse(Refusal::invalid_input, fault.code, fault.detail.zh, fault.detail.en, {fault});
}

// What stands behind `label` at the beginning of `text`, up to the end of the line; `text` then
// begins at the next line.
std::string_view take_line(std::string_view& text, std::string_view label)
{
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(label))
        return {};
    const std::string_view value = text.substr(label.size(), end - label.size());
    text.remove_prefix(end + 1);
    return value;
}

// The public key with this fingerprint; empty when none of the folders has it.
Result<std::string> find_key(
    std::string_view fingerprint,
    const std::vector<std::filesystem::path>& trusted
)
{
    for (const std::filesystem::path& folder : trusted) {
        std::error_code missing;
        if (!std::filesystem::is_directory(folder, missing))
            continue;
        const auto files = list_folder(folder);
        if (!files)
            return files.error();
        for (const std::filesystem::path& file : *files) {
            if (file.extension() != ".pub")
                continue;
            const auto pem = read_file(file, most_key_bytes);
            if (!pem)
                return pem.error();
            const auto own = fingerprint_of_key(*pem);
            if (own && *own == fingerprint)
                return *pem;
        }
    }
    return std::string();
}

}  // namespace

std::string PackSignature::text() const
{
    return std::string(first_line) + "\nkey " + key + "\nsignature " + base64(bytes) + "\n";
}

Result<PackSignature> PackSignature::parse(std::string_view text)
{
    std::string_view rest = text;
    const bool begins = rest.starts_with(first_line);
    take_line(rest, first_line);
    const std::string_view key = take_line(rest, "key ");
    const auto fingerprint = from_hex(key);
    const auto bytes = from_base64(take_line(rest, "signature "));
    const bool whole = fingerprint && fingerprint->size() == sizeof(Hash) && bytes && rest.empty();
    if (!begins || !whole)
        return refused(
            "RP3005", {"pack.sig 不是规则包签名", "pack.sig is no signature of a pack"},
            {"用 beihui pack sign 重新签名", "sign again with beihui pack sign"}
        );
    return PackSignature{std::string(key), *bytes};
}

Result<PackSignature> sign_pack(const PackFiles& files, std::string_view private_pem)
{
    const auto fingerprint = fingerprint_of_key(private_pem);
    if (!fingerprint)
        return fingerprint.error();
    const auto bytes = sign_bytes(private_pem, signed_bytes(files));
    if (!bytes)
        return bytes.error();
    return PackSignature{*fingerprint, *bytes};
}

Result<PackSignature> check_signature(
    const PackFiles& files,
    std::string_view text,
    const std::vector<std::filesystem::path>& trusted
)
{
    if (trim(text).empty())
        return refused(
            "RP3004", {"规则包没有签名", "the pack is not signed"},
            {"用 beihui pack sign 签名后再发布", "sign it with beihui pack sign, then publish"}
        );
    auto signature = PackSignature::parse(text);
    if (!signature)
        return signature.error();
    const auto key = find_key(signature->key, trusted);
    if (!key)
        return key.error();
    const std::string shown = signature->key.substr(0, 16);
    if (key->empty())
        return refused(
            "RP3006",
            {"签名所用的密钥 " + shown + "… 不在受信之列",
             "the key " + shown + "… of the signature is not trusted here"},
            {"请管理员核对指纹后把公钥放进 trusted-keys/",
             "have an administrator compare the fingerprint and put the public key into "
             "trusted-keys/"}
        );
    if (!signature_holds(*key, signed_bytes(files), signature->bytes))
        return refused(
            "RP3007",
            {"签名与文件不符：签名后有文件改动过", "the signature is not of these files: one was "
                                                   "changed after signing"},
            {"核对改动后重新签名", "check what changed, then sign again"}
        );
    return signature;
}

}  // namespace beihui::rules
