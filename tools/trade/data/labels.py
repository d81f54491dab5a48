"""Names of economies and sectors in English and Chinese, with the spellings people use."""

from __future__ import annotations

from tools.trade.economy import Label

_ECONOMIES = """
ARG|Argentina|Argentine, 阿根廷
AUS|Australia|Australian, 澳大利亚, 澳洲
AUT|Austria|Austrian, 奥地利, EU, European Union, Europe, 欧盟
BRA|Brazil|Brazilian, Brasil, 巴西
CAN|Canada|Canadian, 加拿大, NAFTA, North America, 北美
CHL|Chile|Chilean, 智利
CHN|China|Chinese, PRC, CN, mainland China, 中国, 中
DEU|Germany|German, 德国, EU, European Union, Europe, 欧盟
DNK|Denmark|Danish, 丹麦, EU, European Union, Europe, 欧盟
ESP|Spain|Spanish, 西班牙, EU, European Union, Europe, 欧盟
EU|European Union|European, Europe, EU28, EU27, Eurozone, 欧盟, 欧洲
FIN|Finland|Finnish, 芬兰, EU, European Union, Europe, 欧盟
FRA|France|French, 法国, EU, European Union, Europe, 欧盟
GBR|United Kingdom|UK, Britain, Great Britain, British, 英国, EU, European Union, Europe, 欧盟
GRC|Greece|Greek, 希腊, EU, European Union, Europe, 欧盟
HUN|Hungary|Hungarian, 匈牙利
IDN|Indonesia|Indonesian, 印度尼西亚, 印尼
IND|India|Indian, 印度
IRL|Ireland|Irish, 爱尔兰, EU, European Union, Europe, 欧盟
ITA|Italy|Italian, 意大利, EU, European Union, Europe, 欧盟
JPN|Japan|Japanese, 日本
KOR|Korea|South Korea, Korean, 韩国
MEX|Mexico|Mexican, 墨西哥, NAFTA, North America, 北美
NLD|Netherlands|Dutch, Holland, 荷兰, EU, European Union, Europe, 欧盟
NOR|Norway|Norwegian, 挪威
NZL|New Zealand|新西兰
PRT|Portugal|Portuguese, 葡萄牙, EU, European Union, Europe, 欧盟
ROW|Rest of the world|rest of world, other countries, others, 其他国家, 世界其他地区, 其他地区
SWE|Sweden|Swedish, 瑞典, EU, European Union, Europe, 欧盟
TUR|Turkey|Turkish, Türkiye, 土耳其
USA|United States|US, U.S., America, American, United States of America, 美国, 美, NAFTA, North America, 北美
ZAF|South Africa|South African, 南非
"""

_WORLD2017_SECTORS = """
D01T02|Agriculture, hunting, forestry|agriculture, farming, farm, crops, soybeans, 农业, 农产品, 大豆, primary
D03|Fishing and aquaculture|fish, fisheries, 渔业, primary
D05T06|Mining, energy producing|oil, oil and gas, crude oil, coal, energy, 石油, 能源, 煤炭, mining, 采矿业, primary
D07T08|Mining, non-energy producing|ores, rare earths, 矿产, 稀土, mining, 采矿业, primary
D09|Mining support services|mining, 采矿业, primary
D10T12|Food, beverages, tobacco|food, beverages, 食品, manufacturing, manufactures, 制造业
D13T15|Textiles, apparel, leather|textiles, textile, apparel, clothing, clothes, garments, shoes, leather, 纺织, 纺织品, 服装, manufacturing, manufactures, 制造业
D16|Wood and cork|wood, timber, lumber, 木材, manufacturing, manufactures, 制造业
D17T18|Paper and printing|paper, 造纸, manufacturing, manufactures, 制造业
D19|Coke and refined petroleum|petroleum, refining, fuels, 石油炼制, 成品油, manufacturing, manufactures, 制造业
D20|Chemicals|chemical, 化工, 化学品, manufacturing, manufactures, 制造业
D21|Pharmaceuticals|pharma, drugs, medicines, 医药, 药品, 制药, manufacturing, manufactures, 制造业
D22|Rubber and plastics|rubber, plastics, plastic, 橡胶, 塑料, manufacturing, manufactures, 制造业
D23|Other non-metallic minerals|cement, glass, ceramics, 水泥, 玻璃, manufacturing, manufactures, 制造业
D24|Basic metals|steel, iron, aluminium, aluminum, iron and steel, steel and aluminium, 钢铁, 铝, 金属, manufacturing, manufactures, 制造业
D25|Fabricated metal products|metal products, 金属制品, manufacturing, manufactures, 制造业
D26|Computer, electronic, optical|electronics, electronic, computers, semiconductors, chips, phones, optical, 电子, 电子产品, 计算机, 芯片, 半导体, manufacturing, manufactures, 制造业
D27|Electrical equipment|electrical, batteries, appliances, 电气设备, 电器, 电池, manufacturing, manufactures, 制造业
D28|Machinery n.e.c.|machinery, machines, 机械, 机械设备, manufacturing, manufactures, 制造业
D29|Motor vehicles|cars, car, autos, auto, automobiles, automotive, vehicles, electric vehicles, EVs, 汽车, 电动汽车, 新能源汽车, manufacturing, manufactures, 制造业
D30|Other transport equipment|aircraft, ships, planes, shipbuilding, 飞机, 船舶, manufacturing, manufactures, 制造业
D31T33|Manufacturing n.e.c.; repair|furniture, toys, other manufacturing, 家具, 玩具, manufacturing, manufactures, 制造业
D35|Electricity, gas|electricity, utilities, power, 电力, services, 服务业
D36T39|Water, sewerage, waste|water, 供水, services, 服务业
D41T43|Construction|building, 建筑业, 建筑, services, 服务业
D45T47|Wholesale and retail trade|retail, wholesale, 零售, 批发, services, 服务业
D49|Land transport|road, rail, 陆运, services, 服务业
D50|Water transport|shipping, 航运, services, 服务业
D51|Air transport|airlines, aviation, 航空, services, 服务业
D52|Warehousing and transport support|logistics, warehousing, 物流, 仓储, services, 服务业
D53|Postal and courier|post, postal, 邮政, 快递, services, 服务业
D55T56|Accommodation and food service|hotels, restaurants, tourism, 酒店, 餐饮, services, 服务业
D58T60|Publishing, audiovisual, broadcasting|media, publishing, 出版, 媒体, services, 服务业
D61|Telecommunications|telecom, telecoms, 电信, services, 服务业
D62T63|IT and information services|software, IT, 软件, 信息技术, services, 服务业
D64T66|Finance and insurance|finance, banking, insurance, 金融, 保险, services, 服务业
D68|Real estate|housing, 房地产, services, 服务业
D69T75|Professional, scientific, technical|business services, consulting, 专业服务, services, 服务业
D77T82|Administrative and support|administrative, 行政服务, services, 服务业
D84|Public administration|government, defence, 公共管理, services, 服务业
D85|Education|schools, 教育, services, 服务业
D86T88|Health and social work|health, healthcare, 医疗, 卫生, services, 服务业
D90T93|Arts, entertainment, recreation|arts, entertainment, 娱乐, services, 服务业
D94T96|Other service activities|other services, 其他服务, services, 服务业
"""

_COARSE_SECTORS = """
PRIMARY|Agriculture and mining|agriculture, farming, mining, energy, oil, oil and gas, soybeans, food crops, fishing, primary, 农业, 矿业, 采矿业, 能源, 石油
MATERIALS|Food, textiles, chemicals, metals|food, textiles, textile, clothing, apparel, chemicals, steel, metals, aluminium, aluminum, iron and steel, plastics, paper, wood, pharmaceuticals, furniture, toys, petroleum, basic metals, 食品, 纺织, 服装, 化工, 钢铁, 金属, 医药, manufacturing, manufactures, 制造业
MACHINERY|Electronics, machinery, vehicles|electronics, electronic, computers, semiconductors, chips, phones, electrical, electrical equipment, machinery, cars, car, autos, automobiles, motor vehicles, vehicles, aircraft, electric vehicles, EVs, 电子, 电子产品, 芯片, 半导体, 机械, 汽车, 电动汽车, 电气设备, manufacturing, manufactures, 制造业
SERVICES|Services|service, finance, construction, transport, education, health, software, telecom, 服务, 服务业, 金融, 教育, 建筑业
"""

_NAFTA_SECTORS = """
Agriculture|Agriculture|farming, crops, 农业
Mining|Mining|oil, energy, 采矿业, 矿业
Food|Food|beverages, 食品, manufacturing, manufactures, 制造业
Textile|Textiles|textile, clothing, apparel, 纺织, 服装, manufacturing, manufactures, 制造业
Wood|Wood|timber, 木材, manufacturing, manufactures, 制造业
Paper|Paper|造纸, manufacturing, manufactures, 制造业
Petroleum|Petroleum|refining, fuels, 成品油, manufacturing, manufactures, 制造业
Chemicals|Chemicals|chemical, pharmaceuticals, 化工, manufacturing, manufactures, 制造业
Plastic|Plastics|plastic, rubber, 塑料, manufacturing, manufactures, 制造业
Minerals|Non-metallic minerals|minerals, cement, glass, 水泥, manufacturing, manufactures, 制造业
Basic metals|Basic metals|steel, iron, aluminium, aluminum, 钢铁, manufacturing, manufactures, 制造业
Metal products|Metal products|fabricated metals, 金属制品, manufacturing, manufactures, 制造业
Machinery n.e.c|Machinery n.e.c.|machinery, machines, 机械, manufacturing, manufactures, 制造业
Office|Office machinery|office, computers, electronics, 电子, 计算机, manufacturing, manufactures, 制造业
Electrical|Electrical machinery|electrical, 电气设备, 电器, manufacturing, manufactures, 制造业
Communication|Communication equipment|communication, radio, television, electronics, 电子, manufacturing, manufactures, 制造业
Medical|Medical and optical instruments|medical, optical, 医疗器械, manufacturing, manufactures, 制造业
Auto|Motor vehicles|cars, car, autos, auto, automobiles, vehicles, 汽车, manufacturing, manufactures, 制造业
Other Transport|Other transport equipment|aircraft, ships, 飞机, manufacturing, manufactures, 制造业
Other|Other manufacturing|furniture, toys, 家具, manufacturing, manufactures, 制造业
Electricity|Electricity|utilities, 电力, services, 服务业
Construction|Construction|建筑业, services, 服务业
Retail|Retail and wholesale|retail, wholesale, 零售, services, 服务业
Hotels|Hotels and restaurants|hotels, 酒店, services, 服务业
Land Transport|Land transport|陆运, services, 服务业
Water Transport|Water transport|shipping, 航运, services, 服务业
Air Transport|Air transport|airlines, 航空, services, 服务业
Aux Transport|Transport support|logistics, 物流, services, 服务业
Post|Post and telecommunications|post, telecom, 邮政, 电信, services, 服务业
Finance|Finance|banking, 金融, services, 服务业
Real State|Real estate|housing, 房地产, services, 服务业
Renting Mach|Renting of machinery|renting, services, 服务业
Computer|Computer services|software, IT, 软件, services, 服务业
R&D|Research and development|research, 研发, services, 服务业
Other Business|Other business services|business services, services, 服务业
Public|Public administration|government, 公共管理, services, 服务业
Education|Education|教育, services, 服务业
Health|Health|healthcare, 医疗, services, 服务业
Other services|Other services|其他服务, services, 服务业
Private|Private households|households, services, 服务业
"""


def _parse(block: str) -> tuple[Label, ...]:
    labels = []
    for line in block.strip().splitlines():
        code, name, spellings = line.split("|")
        labels.append(Label(code, name, tuple(spelling.strip() for spelling in spellings.split(","))))
    return tuple(labels)


ECONOMIES = {label.code: label for label in _parse(_ECONOMIES)}
WORLD2017_SECTORS = _parse(_WORLD2017_SECTORS)
COARSE_SECTORS = _parse(_COARSE_SECTORS)
NAFTA_SECTORS = _parse(_NAFTA_SECTORS)


def known_economy(code: str) -> Label:
    """Return the label of an economy by its code or English name; an unknown code becomes a label of itself."""
    if code in ECONOMIES:
        return ECONOMIES[code]
    for label in ECONOMIES.values():
        names = (label.code.casefold(), label.name.casefold(), *(spelling.casefold() for spelling in label.spellings[:3]))
        if code.casefold() in names:
            return label
    return Label(code, code)
