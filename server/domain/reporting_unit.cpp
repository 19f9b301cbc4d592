#include "domain/reporting_unit.hpp"

#include <algorithm>
#include <string>

namespace beihui
{

bool ReportingUnit::holds_on(Date day) const
{
    const std::string on = day.text();  // ISO days sort as texts
    return from <= on && (until.empty() || on < until);
}

// Codes of GB/T 2260. The days are those on which 海南 and 重庆 became provinces, and 香港 and 澳门
// special administrative regions. 66 is the code that the statistics of the ministry use for 兵团.
const std::vector<ReportingUnit>& reporting_units()
{
    static const std::vector<ReportingUnit> units = {
        {"11", "110000", "11", "北京", "Beijing"},
        {"12", "120000", "12", "天津", "Tianjin"},
        {"13", "130000", "13", "河北", "Hebei"},
        {"14", "140000", "14", "山西", "Shanxi"},
        {"15", "150000", "15", "内蒙古", "Inner Mongolia"},
        {"21", "210000", "21", "辽宁", "Liaoning"},
        {"2102", "210200", "21", "大连", "Dalian"},
        {"22", "220000", "22", "吉林", "Jilin"},
        {"23", "230000", "23", "黑龙江", "Heilongjiang"},
        {"31", "310000", "31", "上海", "Shanghai"},
        {"32", "320000", "32", "江苏", "Jiangsu"},
        {"33", "330000", "33", "浙江", "Zhejiang"},
        {"3302", "330200", "33", "宁波", "Ningbo"},
        {"34", "340000", "34", "安徽", "Anhui"},
        {"35", "350000", "35", "福建", "Fujian"},
        {"3502", "350200", "35", "厦门", "Xiamen"},
        {"36", "360000", "36", "江西", "Jiangxi"},
        {"37", "370000", "37", "山东", "Shandong"},
        {"3702", "370200", "37", "青岛", "Qingdao"},
        {"41", "410000", "41", "河南", "Henan"},
        {"42", "420000", "42", "湖北", "Hubei"},
        {"43", "430000", "43", "湖南", "Hunan"},
        {"44", "440000", "44", "广东", "Guangdong"},
        {"4403", "440300", "44", "深圳", "Shenzhen"},
        {"45", "450000", "45", "广西", "Guangxi"},
        {"46", "460000", "46", "海南", "Hainan", true, "1988-04-13"},
        {"50", "500000", "50", "重庆", "Chongqing", true, "1997-06-18"},
        {"51", "510000", "51", "四川", "Sichuan"},
        {"52", "520000", "52", "贵州", "Guizhou"},
        {"53", "530000", "53", "云南", "Yunnan"},
        {"54", "540000", "54", "西藏", "Tibet"},
        {"61", "610000", "61", "陕西", "Shaanxi"},
        {"62", "620000", "62", "甘肃", "Gansu"},
        {"63", "630000", "63", "青海", "Qinghai"},
        {"64", "640000", "64", "宁夏", "Ningxia"},
        {"65", "650000", "65", "新疆", "Xinjiang"},
        {"66", "", "65", "新疆生产建设兵团", "Xinjiang Production and Construction Corps"},
        {"71", "710000", "71", "台湾", "Taiwan", false},
        {"81", "810000", "81", "香港", "Hong Kong", false, "1997-07-01"},
        {"82", "820000", "82", "澳门", "Macao", false, "1999-12-20"},
    };
    return units;
}

const ReportingUnit* find_reporting_unit(std::string_view digits, Date day)
{
    if (digits.size() != 2 && digits.size() != 4 && digits.size() != 6)
        return nullptr;
    const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
    if (!std::ranges::all_of(digits, is_digit))
        return nullptr;
    const auto with_code = [&](std::string_view code) -> const ReportingUnit* {
        const auto& units = reporting_units();
        const auto found = std::ranges::find_if(units, [&](const ReportingUnit& unit) {
            return unit.code == code && unit.holds_on(day);
        });
        return found == units.end() ? nullptr : &*found;
    };
    // 330206, a district of 宁波, reports with 宁波.
    if (digits.size() > 2)
        if (const ReportingUnit* const city = with_code(digits.substr(0, 4)))
            return city;
    return digits.size() == 4 ? nullptr : with_code(digits.substr(0, 2));
}

}  // namespace beihui
