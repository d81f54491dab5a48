"""Questions that the trade tools answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

POLICY: tuple[str | tuple[str, dict[str, Any]], ...] = (
    (
        "What if the United States puts a 10 percentage point higher tariff on cars from the EU?",
        {"importer": "USA", "exporter": "EU", "sector": "cars", "tariff_change": 10},
    ),
    (
        "How much do Chinese real incomes fall if America adds 30 points of tariff on all Chinese goods?",
        {"importer": "USA", "exporter": "CHN", "sector": "all", "tariff_change": 30},
    ),
    (
        "Simulate China and the US raising tariffs on each other by 20 points",
        {"importer": "USA", "exporter": "CHN", "tariff_change": 20, "retaliation": True},
    ),
    ("What were the welfare effects of NAFTA's tariff cuts?", {"scenario": "nafta-2005"}),
    ("What did the 2018 US tariffs on China do to welfare?", {"scenario": "us-2018"}),
    (
        "What did the US-China trade war cost both sides, retaliation included?",
        {"scenario": "us-china-2019"},
    ),
    (
        "Who gains if India abolishes its import tariffs on machinery?",
        {"importer": "IND", "exporter": "all", "sector": "machinery", "tariff_level": 0},
    ),
    (
        "What happens if China subsidises its car makers by 10 points?",
        {"subsidy_economy": "CHN", "sector": "cars", "subsidy_change": 10},
    ),
    (
        "Effect of a 15 percent EU tariff on Chinese electric vehicles",
        {"importer": "EU", "exporter": "CHN", "sector": "electric vehicles", "tariff_level": 15},
    ),
    (
        "Would a universal 10 point US tariff on all imports make Americans better off?",
        {"importer": "USA", "exporter": "all", "tariff_change": 10},
    ),
    (
        "China adds 20 points to its duties on American soybeans: who bears the cost?",
        {"importer": "CHN", "exporter": "USA", "sector": "soybeans", "tariff_change": 20},
    ),
    (
        "Brazil lowers its tariffs on chemicals from the United States by 5 points",
        {"importer": "BRA", "exporter": "USA", "sector": "chemicals", "tariff_change": -5},
    ),
    (
        "What if Europe puts up tariffs on Indian clothing by 18 points?",
        {"importer": "EU", "exporter": "IND", "sector": "clothing", "tariff_change": 18},
    ),
    "What if Japan raises its tariffs on Brazilian food by 7 points?",
    "Suppose India increases tariffs on American chemicals by 14 percentage points. Who wins and who loses?",
    "The EU raises tariffs on steel from China by 22 points: what does it do to each country's income?",
    "What if the US scraps its tariffs on textiles from India?",
    "What happens to trade flows when Brazil raises tariffs on Japanese machinery by 9 points?",
    "How do wages in Japan react to a US tariff on motor vehicles?",
    "What happens to steel output in Brazil if the US taxes its steel imports by 25 percent more?",
    "Which industries in China lose most from higher European tariffs?",
    "If everybody cut tariffs to zero, which economies would gain?",
    "How does a subsidy for semiconductors in the United States change trade with China?",
    "What would a chip subsidy in the EU do to employment by sector?",
    "Run the tariff simulation without scale economies for US tariffs on China of 25 points",
    "How much tariff revenue would the US collect from a 20 point tariff on the rest of the world?",
    (
        "如果美国对中国机械产品加征20个百分点关税，两国福利会怎样变化？",
        {"importer": "美国", "exporter": "中国", "sector": "机械", "tariff_change": 20},
    ),
    (
        "欧盟对中国汽车加征10个百分点关税会有什么影响？",
        {"importer": "欧盟", "exporter": "中国", "sector": "汽车", "tariff_change": 10},
    ),
    ("北美自由贸易协定的关税削减对墨西哥的福利影响是多少？", {"scenario": "nafta-2005"}),
    (
        "中国对美国大豆加征25%关税，谁的损失更大？",
        {"importer": "中国", "exporter": "美国", "sector": "大豆", "tariff_change": 25},
    ),
    "如果欧盟把对印度服装的关税提高15个百分点，会怎样？",
    "印度取消机械进口关税会怎样？",
    "日本把对巴西食品的关税提高7个百分点，谁受益？",
    (
        "中美两国互相加征10个百分点关税，会怎样？",
        {"importer": "中国", "exporter": "美国", "tariff_change": 10, "retaliation": True},
    ),
    (
        "印度给电子行业补贴8个百分点有什么影响？",
        {"subsidy_economy": "印度", "sector": "电子", "subsidy_change": 8},
    ),
    ("2018年美国对华关税使中国实际收入下降多少？", {"scenario": "us-2018"}),
    (
        "中国给芯片行业增加5个百分点的补贴，各国实际收入如何变化？",
        {"subsidy_economy": "中国", "sector": "芯片", "subsidy_change": 5},
    ),
    "如果印度把所有进口关税降到零，谁会受益？",
    "中美互相加征25个百分点关税，谁的损失更大？",
    "日本降低农产品关税对本国物价有什么影响？",
    "美国对所有国家加征10%关税会怎么样？",
)

ECONOMY: tuple[str | tuple[str, dict[str, Any]], ...] = (
    ("How open is China to trade?", {"economies": "CHN"}),
    ("Which economies are in the trade data and how large are they?", {"economies": "all"}),
    ("What is the trade elasticity of electronics?", {"sector": "electronics"}),
    ("What tariffs does India charge today?", {"economies": "IND"}),
    ("Show me the size of the US economy and its main trading partners", {"economies": "USA"}),
    ("Which sectors have the strongest economies of scale?", {"sector": "all"}),
    ("List the sectors of the trade data set with their elasticities", {"sector": "all"}),
    ("Compare the exports of Japan and the European Union", {"economies": "JPN, EU"}),
    ("What is Mexico's trade deficit in the 1993 data?", {"economies": "MEX", "dataset": "nafta1993"}),
    "How much does Brazil export and import?",
    "What share of US imports comes from China?",
    ("What is the average duty on imports into India?", {"economies": "IND"}),
    "How high are the import duties that Japan charges at present?",
    "Which elasticities does the model use for metals?",
    "化工行业用的弹性是多少？",
    "模型里机械行业的贸易弹性取值",
    ("贸易数据里有哪些国家和行业？", {"economies": "all"}),
    ("中国的出口规模有多大？", {"economies": "中国"}),
    ("美国对进口商品的平均关税是多少？", {"economies": "美国"}),
    ("汽车行业的贸易弹性是多少？", {"sector": "汽车"}),
    "欧盟的主要贸易伙伴是谁？",
    "哪个行业的规模经济最强？",
)
