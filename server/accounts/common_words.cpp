#include "accounts/passwords.hpp"

namespace beihui::accounts
{

// Sounds of numbers (5201314: 我爱你一生一世), pinyin, rows of keys, names that many have, and words of
// this trade. Whoever chooses one of them with a year behind it chooses what is tried first.
const std::vector<const char*>& common_chinese_words()
{
    static const std::vector<const char*> words = {
        "beihui",        "备会",        "woaini",    "woaini1314",   "woaiwojia",  "5201314",
        "1314520",       "1314521",     "520520",    "521521",       "13145200",   "5211314",
        "7758521",       "7758258",     "woshishei", "woaiwoziji",   "wobuzhidao", "wodemima",
        "mima",          "mimamima",    "woshiwo",   "nishishei",    "zhangwei",   "wangwei",
        "wangfang",      "liwei",       "lina",      "zhangmin",     "lijing",     "wangjing",
        "zhanglei",      "wangmin",     "liming",    "xiaoming",     "zhongguo",   "zhonghua",
        "beijing",       "shanghai",    "guangzhou", "shenzhen",     "hangzhou",   "nanjing",
        "wuhan",         "chengdu",     "tianjin",   "asdasd",       "asd123",     "qwe123",
        "qweasd",        "qweasdzxc",   "qazwsx",    "qazwsxedc",    "1qaz2wsx",   "1q2w3e4r",
        "zaq12wsx",      "abc123",      "abcd1234",  "aa123456",     "a123456",    "q123456",
        "w123456",       "z123456",     "s123456",   "qq123456",     "wang123456", "zhang123",
        "li123456",      "123456a",     "123456aa",  "123456abc",    "123456qq",   "12345678a",
        "123123",        "112233",      "147258369", "159357",       "159753",     "110110",
        "110120119",     "119119",      "666666",    "888888",       "168168",     "518518",
        "131425",        "123321",      "woaini520", "woaini521",    "aini1314",   "xiaoxiao",
        "dandan",        "tiantian",    "meimei",    "baobao",       "wangyi",     "tencent",
        "taobao",        "alipay",      "weixin",    "laoshi",       "xuesheng",   "daxue",
        "xuexiao",       "xueyuan",     "jiaoyu",    "jiaoyuting",   "jiaoyuju",   "jiuye",
        "jiuyeban",      "jiuyezhidao", "biyesheng", "xueshengchu",  "zhaosheng",  "zhaopin",
        "guanli",        "guanliyuan",  "xitong",    "gongzuo",      "bangong",    "admin",
        "administrator", "root",        "system",    "manager",      "test",       "guest",
        "user",          "welcome",     "changeme",  "letmein",      "default",    "password",
        "passw0rd",      "密码",        "口令",      "我的密码",     "管理员",     "系统管理员",
        "测试",          "就业",        "就业办",    "就业指导中心", "招聘",       "招聘会",
        "学校",          "大学",        "学院",      "教育厅",       "我爱你",     "你好",
        "中国",          "北京",        "上海",
    };
    return words;
}

}  // namespace beihui::accounts
