#include "plugins/cas/service_answer.hpp"

#include "base/text.hpp"
#include "plugin/identity_provider.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>
#include <mutex>
#include <optional>

namespace beihui::cas
{
namespace
{

using plugin::answer_refused;

constexpr std::string_view cas_namespace = "http://www.yale.edu/tp/cas";
constexpr std::string_view saml_namespace = "urn:oasis:names:tc:SAML:2.0:protocol";
constexpr std::size_t most_text_bytes = 1024;
constexpr std::size_t most_attributes = 200;

struct DocumentDeleter
{
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, DocumentDeleter>;

std::string_view text_of(const xmlChar* text)
{
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

bool is_named(
    const xmlNode* node,
    std::string_view name,
    std::string_view of_namespace = cas_namespace
)
{
    return node->type == XML_ELEMENT_NODE && text_of(node->name) == name && node->ns &&
           text_of(node->ns->href) == of_namespace;
}

// Asked before any parser sees the text: nothing in it is ever expanded or fetched.
bool has_definitions(std::string_view xml)
{
    return xml.find("<!DOCTYPE") != std::string_view::npos ||
           xml.find("<!ENTITY") != std::string_view::npos;
}

// The text of an element that holds nothing else: a comment in the middle of a name must not make
// one reader see another name than the next.
std::optional<std::string> plain_text(const xmlNode* element)
{
    std::string text;
    for (const xmlNode* node = element->children; node; node = node->next) {
        if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE)
            return std::nullopt;
        text += text_of(node->content);
    }
    text = trim(text);
    if (text.size() > most_text_bytes)
        return std::nullopt;
    return text;
}

std::vector<const xmlNode*> elements_of(const xmlNode* parent)
{
    std::vector<const xmlNode*> elements;
    for (const xmlNode* node = parent->children; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            elements.push_back(node);
    return elements;
}

// How often the element stands anywhere in the document, whatever its namespace.
std::size_t count_named(const xmlNode* parent, std::string_view name)
{
    std::size_t count = 0;
    for (const xmlNode* const element : elements_of(parent))
        count += (text_of(element->name) == name ? 1 : 0) + count_named(element, name);
    return count;
}

Error bad_form()
{
    return answer_refused("answer_form", {"CAS 的答复读不懂", "the answer of CAS cannot be read"});
}

Result<ServiceAnswer> read_success(const xmlNode* success)
{
    ServiceAnswer answer;
    std::size_t users = 0;
    for (const xmlNode* const element : elements_of(success)) {
        if (is_named(element, "user")) {
            const auto text = plain_text(element);
            if (!text || text->empty())
                return bad_form();
            answer.user = *text;
            ++users;
        } else if (is_named(element, "proxies")) {
            if (!elements_of(element).empty())
                return answer_refused(
                    "answer_proxied", {"票据经过代理，不予接受", "the ticket came through a proxy"}
                );
        } else if (is_named(element, "attributes")) {
            for (const xmlNode* const attribute : elements_of(element)) {
                // What is no text is nothing that we could use; a server may have it for others.
                const auto text = plain_text(attribute);
                if (text && answer.attributes.size() < most_attributes)
                    answer.attributes.emplace_back(text_of(attribute->name), *text);
            }
        }
    }
    if (users != 1)
        return bad_form();
    return answer;
}

Document parse(std::string_view xml)
{
    // libxml2 sets itself up at its first use, which is not safe for threads.
    static std::once_flag prepared;
    std::call_once(prepared, xmlInitParser);
    constexpr int strictly = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                             XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA;
    return Document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8", strictly)
    );
}

}  // namespace

Result<ServiceAnswer> read_service_answer(std::string_view xml)
{
    if (!is_utf8(xml))
        return bad_form();
    if (has_definitions(xml))
        return answer_refused(
            "answer_doctype", {"CAS 的答复含 DOCTYPE", "the answer of CAS has a DOCTYPE"}
        );
    const Document document = parse(xml);
    const xmlNode* const root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (!root || document->intSubset || !is_named(root, "serviceResponse"))
        return bad_form();
    const auto elements = elements_of(root);
    if (count_named(root, "authenticationSuccess") > 1 || elements.size() > 1)
        return answer_refused(
            "answer_count", {"CAS 的答复不止一个结果", "the answer of CAS has more than one result"}
        );
    if (elements.empty())
        return bad_form();
    if (is_named(elements.front(), "authenticationFailure"))
        return answer_refused(
            "ticket_refused",
            {"CAS 不承认这张票据（已用过、已过期或属于别的系统）",
             "CAS does not know the ticket: it was used, has expired or is of another service"}
        );
    if (!is_named(elements.front(), "authenticationSuccess"))
        return bad_form();
    return read_success(elements.front());
}

std::string ticket_of_logout(std::string_view xml)
{
    if (!is_utf8(xml) || has_definitions(xml))
        return {};
    const Document document = parse(xml);
    const xmlNode* const root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (!root || document->intSubset || !is_named(root, "LogoutRequest", saml_namespace))
        return {};
    std::string ticket;
    for (const xmlNode* const element : elements_of(root))
        if (is_named(element, "SessionIndex", saml_namespace)) {
            if (!ticket.empty())
                return {};
            ticket = plain_text(element).value_or(std::string());
        }
    return ticket;
}

}  // namespace beihui::cas
