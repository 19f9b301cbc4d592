#include "plugins/xlsx/sheet_reader.hpp"

#include "plugins/xlsx/zip_archive.hpp"

#include <expat.h>

#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace beihui::xlsx
{
namespace
{

using plugin::Sheet;

using Attributes = std::map<std::string, std::string, std::less<>>;

// Names without their prefixes: programs name the same namespace differently.
std::string local_name(std::string_view name)
{
    const std::size_t colon = name.rfind(':');
    return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

std::string value_of(const Attributes& attributes, std::string_view name)
{
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string() : found->second;
}

Error not_xml()
{
    return plugin::sheet_unreadable("文件内容已损坏", "its contents are damaged");
}

// Reads one part of XML, element by element. An element type declaration is refused: no workbook has
// one, and entities are what a bomb is made of.
class Reading
{
public:
    virtual ~Reading() = default;
    virtual void begin(const std::string& name, const Attributes& attributes) = 0;
    virtual void text(std::string_view) {}
    virtual void end(const std::string&) {}
    bool too_large = false;

    Result<void> run(std::string_view xml)
    {
        const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
            XML_ParserCreate(nullptr), &XML_ParserFree
        );
        if (!parser)
            return not_xml();
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, &Reading::on_begin, &Reading::on_end);
        XML_SetCharacterDataHandler(parser_, &Reading::on_text);
        XML_SetStartDoctypeDeclHandler(parser_, &Reading::on_doctype);
        const XML_Status status =
            XML_Parse(parser_, xml.data(), static_cast<int>(xml.size()), XML_TRUE);
        if (too_large)
            return plugin::sheet_too_large();
        if (status != XML_STATUS_OK)
            return not_xml();
        return {};
    }

protected:
    void stop() { XML_StopParser(parser_, XML_FALSE); }

private:
    static void on_begin(void* self, const XML_Char* name, const XML_Char** pairs)
    {
        Attributes attributes;
        for (; *pairs != nullptr; pairs += 2)
            attributes.emplace(local_name(pairs[0]), pairs[1]);
        static_cast<Reading*>(self)->begin(local_name(name), attributes);
    }
    static void on_end(void* self, const XML_Char* name)
    {
        static_cast<Reading*>(self)->end(local_name(name));
    }
    static void on_text(void* self, const XML_Char* text, int size)
    {
        static_cast<Reading*>(self)->text({text, static_cast<std::size_t>(size)});
    }
    static void on_doctype(
        void* self,
        const XML_Char* /*name*/,
        const XML_Char* /*system*/,
        const XML_Char* /*id*/,
        int /*internal*/
    )
    {
        static_cast<Reading*>(self)->stop();
    }

    XML_Parser parser_ = nullptr;
};

// The first element of that name, and one attribute of it.
class FirstOf final : public Reading
{
public:
    using Fits = std::function<bool(const std::string&, const Attributes&)>;

    FirstOf(Fits fits, std::string attribute)
        : fits_(std::move(fits)), attribute_(std::move(attribute))
    {}
    void begin(const std::string& name, const Attributes& attributes) override
    {
        if (found.empty() && fits_(name, attributes))
            found = value_of(attributes, attribute_);
    }

    std::string found;

private:
    Fits fits_;
    std::string attribute_;
};

class SharedTexts final : public Reading
{
public:
    static constexpr std::size_t most_texts = 1'000'000;

    void begin(const std::string& name, const Attributes& /*attributes*/) override
    {
        if (name == "si" && texts.size() == most_texts) {
            too_large = true;
            stop();
        } else if (name == "si") {
            texts.emplace_back();
        }
        in_text_ = name == "t";
        if (name == "rPh")  // how it is pronounced
            aside_ = true;
    }
    void text(std::string_view part) override
    {
        if (!in_text_ || aside_ || texts.empty())
            return;
        texts.back() += part;
        if (texts.back().size() > plugin::most_cell_bytes) {
            too_large = true;
            stop();
        }
    }
    void end(const std::string& name) override
    {
        if (name == "t")
            in_text_ = false;
        if (name == "rPh")
            aside_ = false;
    }

    std::vector<std::string> texts;

private:
    bool in_text_ = false;
    bool aside_ = false;
};

// "BC" of "BC12" as 54; 0 when there are no letters.
std::size_t column_of(std::string_view reference)
{
    std::size_t column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || column > plugin::most_sheet_columns)
            break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    }
    return column;
}

std::size_t number_of(std::string_view text)
{
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// 4.133010335E9 is what Excel makes of the code 4133010335.
std::string plain_number(const std::string& text)
{
    if (text.find_first_of(".eE") == std::string::npos)
        return text;
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr double most_exact = 9'007'199'254'740'992;
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() ||
        std::abs(value) > most_exact || value != std::floor(value))
        return text;
    return std::to_string(static_cast<long long>(value));
}

class Cells final : public Reading
{
public:
    explicit Cells(const std::vector<std::string>& shared) : shared_(shared) {}

    void begin(const std::string& name, const Attributes& attributes) override
    {
        if (name == "row")
            begin_row(number_of(value_of(attributes, "r")));
        else if (name == "c")
            begin_cell(attributes);
        else if (name == "v" || name == "t")
            in_value_ = in_cell_;
        else if (name == "rPh")
            aside_ = true;
    }
    void text(std::string_view part) override
    {
        if (!in_value_ || aside_)
            return;
        value_ += part;
        if (value_.size() > plugin::most_cell_bytes)
            give_up();
    }
    void end(const std::string& name) override
    {
        if (name == "v" || name == "t")
            in_value_ = false;
        else if (name == "rPh")
            aside_ = false;
        else if (name == "c")
            end_cell();
    }

    Sheet sheet;

private:
    void give_up()
    {
        too_large = true;
        stop();
    }
    // Rows that are left out of the file are empty ones.
    void begin_row(std::size_t number)
    {
        const std::size_t wanted = number == 0 ? sheet.rows.size() + 1 : number;
        if (wanted > plugin::most_sheet_rows)
            return give_up();
        if (wanted > sheet.rows.size())
            sheet.rows.resize(wanted);
        row_ = wanted - 1;
        column_ = 0;
    }
    void begin_cell(const Attributes& attributes)
    {
        const std::size_t named = column_of(value_of(attributes, "r"));
        column_ = named > 0 ? named : column_ + 1;
        type_ = value_of(attributes, "t");
        value_.clear();
        in_cell_ = true;
    }
    void end_cell()
    {
        in_cell_ = false;
        if (value_.empty() || sheet.rows.empty())
            return;
        if (column_ > plugin::most_sheet_columns)
            return give_up();
        if (type_ == "s") {
            const std::size_t which = number_of(value_);
            value_ = which < shared_.size() ? shared_[which] : std::string();
        } else if (type_.empty() || type_ == "n") {
            value_ = plain_number(value_);
        }
        Sheet::Row& row = sheet.rows[row_];
        if (row.size() < column_)
            row.resize(column_);
        row[column_ - 1] = std::move(value_);
    }

    const std::vector<std::string>& shared_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
    std::string type_;
    std::string value_;
    bool in_cell_ = false;
    bool in_value_ = false;
    bool aside_ = false;
};

Result<void> read_part(const ZipArchive& archive, std::string_view name, Reading& reading)
{
    const auto xml = archive.unpack(name);
    if (!xml)
        return xml.error();
    return reading.run(*xml);
}

// Where the first sheet of the workbook lies in the archive.
Result<std::string> first_sheet(const ZipArchive& archive)
{
    FirstOf sheet([](const std::string& name, const Attributes&) { return name == "sheet"; }, "id");
    if (auto read = read_part(archive, "xl/workbook.xml", sheet); !read)
        return read.error();
    FirstOf target(
        [&](const std::string& name, const Attributes& attributes) {
            return name == "Relationship" && value_of(attributes, "Id") == sheet.found;
        },
        "Target"
    );
    if (auto read = read_part(archive, "xl/_rels/workbook.xml.rels", target); !read)
        return read.error();
    return target.found.starts_with('/') ? target.found.substr(1) : "xl/" + target.found;
}

}  // namespace

Result<Sheet> read_sheet(std::string_view bytes)
{
    const auto archive = ZipArchive::open(bytes);
    if (!archive)
        return archive.error();
    const auto place = first_sheet(*archive);
    if (!place)
        return place.error();
    SharedTexts shared;
    if (archive->has("xl/sharedStrings.xml"))
        if (auto read = read_part(*archive, "xl/sharedStrings.xml", shared); !read)
            return read.error();
    Cells cells(shared.texts);
    if (auto read = read_part(*archive, *place, cells); !read)
        return read.error();
    return std::move(cells.sheet);
}

}  // namespace beihui::xlsx
