#include "cli/demo_firm_rows.hpp"

namespace beihui::cli::demo
{
namespace
{

constexpr const char* own = "民营企业";
constexpr const char* state = "国有企业";
constexpr const char* foreign = "外资企业";

constexpr const char* zhoushan = "舟山海洋装备产业园（演示）";
constexpr const char* ningbo = "宁波前湾智造园（演示）";
constexpr const char* hangzhou = "杭州城西科创园（演示）";
constexpr const char* none = "";

}  // namespace

const std::vector<FirmRow>& firm_rows()
{
    using enum Certified;
    static const std::vector<FirmRow> rows = {
        {"浙江澜屿重型装备集团股份有限公司", "大型", state, "装备制造", "宁波市", ningbo, never},
        {"杭州拾光里数字科技集团有限公司", "大型", own, "软件和信息服务", "杭州市", hangzhou, never
        },
        {"甬沪联运国际物流（浙江）有限公司", "大型", foreign, "现代物流", "宁波市", none, never},
        {"浙江沐禾绿色能源股份有限公司", "大型", own, "新能源", "嘉兴市", none, never},
        {"宁波砺芯微电子有限公司", "中型", own, "集成电路", "宁波市", ningbo, all_year},
        {"杭州听潮传感技术有限公司", "中型", own, "仪器仪表", "杭州市", hangzhou, all_year},
        {"舟山蔚蓝深海工程装备有限公司", "中型", own, "海洋装备", "舟山市", zhoushan, all_year},
        {"温州衡岳精密阀门制造有限公司", "中型", own, "通用设备", "温州市", none, all_year},
        {"绍兴锦川智能纺织机械有限公司", "中型", own, "专用设备", "绍兴市", none, all_year},
        {"台州骋远汽车零部件股份有限公司", "中型", own, "汽车零部件", "台州市", none, all_year},
        {"宁波甬岚新材料科技有限公司", "中型", own, "新材料", "宁波市", ningbo, till_may},
        {"嘉兴云麓生物医药有限公司", "中型", own, "生物医药", "嘉兴市", none, from_july},
        {"金华北斗智行电动工具有限公司", "中型", own, "电动工具", "金华市", none, never},
        {"杭州星阶机器人有限公司", "小型", own, "机器人", "杭州市", hangzhou, all_year},
        {"宁波海棠光学元件有限公司", "小型", own, "光学元件", "宁波市", ningbo, all_year},
        {"湖州竹里环保设备有限公司", "小型", own, "环保装备", "湖州市", none, all_year},
        {"丽水青瓷里新型陶瓷材料研究与应用（浙江）有限公司", "小型", own, "新材料", "丽水市", none,
         all_year},
        {"衢州白云岭氟硅材料有限公司", "小型", own, "化工新材料", "衢州市", none, all_year},
        {"杭州鹿鸣工业软件有限公司", "小型", own, "软件和信息服务", "杭州市", hangzhou, all_year},
        {"舟山听涛船用电气有限公司", "小型", own, "船舶电气", "舟山市", zhoushan, all_year},
        {"宁波三江口智能仓储系统集成与运营服务有限责任公司", "小型", own, "智能物流", "宁波市",
         none, all_year},
        {"温州雁荡激光装备有限公司", "小型", own, "激光装备", "温州市", none, all_year},
        {"绍兴会稽低空飞行器技术有限公司", "小型", own, "低空经济", "绍兴市", none, all_year},
        {"台州括苍模具有限公司", "小型", own, "模具", "台州市", none, till_may},
        {"嘉兴南湖畔检测技术服务有限公司", "小型", own, "检验检测", "嘉兴市", none, till_may},
        {"金华双溪口食品科技有限公司", "小型", own, "食品", "金华市", none, expired},
        {"杭州运河边文化数字传播有限公司", "小型", own, "数字内容", "杭州市", none, from_july},
        {"宁波东钱湖自动化工程有限公司", "小型", own, "自动化", "宁波市", none, never},
        {"湖州安吉岭家居制造有限公司", "小型", own, "家居制造", "湖州市", none, never},
        {"杭州知了声学科技有限公司", "微型", own, "声学", "杭州市", hangzhou, all_year},
        {"舟山嵊泗湾海洋生物制品有限公司", "微型", own, "海洋生物", "舟山市", zhoushan, expired},
        {"宁波雪窦山动漫有限公司", "微型", own, "数字内容", "宁波市", none, from_july},
        {"绍兴鉴湖水处理技术有限公司", "微型", own, "环保装备", "绍兴市", none, never},
        {"温州瓯江跨境电子商务有限公司", "微型", own, "跨境电商", "温州市", none, never},
        {"丽水云和木作玩具设计有限公司", "微型", own, "文教用品", "丽水市", none, never},
        {"杭州半亩田农业数据有限公司", "微型", own, "数字农业", "杭州市", none, never},
        {"台州大陈岛渔业装备有限公司", "微型", own, "渔业装备", "台州市", none, never},
        {"浙江省东海海洋勘测研究院（演示）", "不适用", "事业单位", "科学研究", "舟山市", none, never
        },
        {"杭州旧时光仪表厂有限公司", "小型", state, "仪器仪表", "杭州市", none, never},
        {"宁波老港埠船舶修造有限公司", "小型", state, "船舶修造", "宁波市", none, never},
    };
    return rows;
}

const std::vector<FirmRow>& scenario_firm_rows()
{
    using enum Certified;
    static const std::vector<FirmRow> rows = [] {
        std::vector<FirmRow> all;
        for (const char* const name :
             {"青禾（情景示例）五金有限公司", "白鹭（情景示例）包装有限公司",
              "松涛（情景示例）机电有限公司", "晨露（情景示例）食品有限公司",
              "远帆（情景示例）物流有限公司", "石榴（情景示例）服饰有限公司",
              "竹影（情景示例）家具有限公司", "棋盘（情景示例）软件有限公司",
              "流萤（情景示例）照明有限公司", "渡口（情景示例）供应链有限公司",
              "麦垄（情景示例）农业科技有限公司", "砚台（情景示例）文化有限公司",
              "潮汐（情景示例）水产有限公司", "屋檐（情景示例）建材有限公司",
              "铜铃（情景示例）电子有限公司", "桂子（情景示例）医疗器械有限公司",
              "南窗（情景示例）设计有限公司", "橘洲（情景示例）印务有限公司",
              "灯塔（情景示例）船具有限公司"})
            all.push_back({name, "小型", own, "综合", "杭州市", none, never});
        return all;
    }();
    return rows;
}

}  // namespace beihui::cli::demo
