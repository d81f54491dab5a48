"""Questions that the tools on chosen policies answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]

OPTIMAL: Examples = (
    ("What is the optimal tariff of China if nobody retaliates?", {"economy": "CHN", "instruments": "tariffs"}),
    (
        "Which production subsidies would the European Union choose on its own?",
        {"economy": "EU", "instruments": "subsidies"},
    ),
    (
        "Find the best uniform tariff for India, taking the others as given",
        {"economy": "IND", "instruments": "tariff-uniform"},
    ),
    (
        "How high would Japan's optimal export taxes be?",
        {"economy": "JPN", "instruments": "export-taxes"},
    ),
    (
        "What mix of tariffs and subsidies maximises real income in Brazil?",
        {"economy": "BRA", "instruments": "both"},
    ),
    (
        "What tariff on Chinese cars would be best for the European Union?",
        {"economy": "EU", "instruments": "tariffs", "partner": "CHN", "sector": "cars"},
    ),
    (
        "Optimal US tariffs by sector with a cap of 60 percent",
        {"economy": "USA", "instruments": "tariffs-mfn", "tariff_max": 60},
    ),
    (
        "If America could pick its industrial policy freely, which industries would it support?",
        {"economy": "USA", "instruments": "subsidies"},
    ),
    (
        "What unilateral tariff would China pick if it cared about the world's income?",
        {"economy": "CHN", "instruments": "tariffs", "objective": "world"},
    ),
    "How much can India gain from unilateral trade policy?",
    "Does the optimal tariff of the EU fall with the trade elasticity of a sector?",
    "Which sectors would Brazil protect most if it chose tariffs alone?",
    ("日本单独选择的最优关税是多少？", {"economy": "日本", "instruments": "tariffs"}),
    ("中国最优的产业补贴应该给哪些行业？", {"economy": "中国", "instruments": "subsidies"}),
    ("印度最优的统一关税税率是多少？", {"economy": "印度", "instruments": "tariff-uniform"}),
    (
        "美国同时选择关税和补贴时，最优政策是什么？",
        {"economy": "美国", "instruments": "both"},
    ),
    "如果别国不报复，欧盟的最优关税有多高？",
    "巴西单方面的最优出口税是什么样的？",
)

NASH: Examples = (
    (
        "What happens in a global tariff war where everybody plays?",
        {"economies": "all", "instruments": "tariffs"},
    ),
    (
        "Compute the Nash equilibrium of subsidies between the EU and China",
        {"economies": "EU, CHN", "instruments": "subsidies"},
    ),
    (
        "Solve the Nash game in tariffs and subsidies among all seven economies",
        {"economies": "all", "instruments": "both"},
    ),
    "Non-cooperative equilibrium of import duties",
    "What duties result where each government looks after itself alone?",
    (
        "How would a trade war between the US and Japan end if both choose one tariff for all goods?",
        {"economies": "USA, JPN", "instruments": "tariff-uniform"},
    ),
    (
        "Nash tariffs of Brazil, India and China by sector, the same for all partners",
        {"economies": "BRA, IND, CHN", "instruments": "tariffs-mfn"},
    ),
    (
        "Who loses most when all economies set their best-response tariffs?",
        {"economies": "all", "instruments": "tariffs"},
    ),
    (
        "A subsidy race in electronics between America and China: where does it end?",
        {"economies": "USA, CHN", "instruments": "subsidies", "sector": "electronics"},
    ),
    (
        "Trade war of the US and the EU with tariffs of at most 50 percent",
        {"economies": "USA, EU", "instruments": "tariffs", "tariff_max": 50},
    ),
    (
        "What are the equilibrium tariffs if every country retaliates optimally and there are no scale economies?",
        {"economies": "all", "instruments": "tariffs", "scale_economies": False},
    ),
    "How high would tariffs be in an all-out trade war?",
    ("What is the outcome if everybody fights with subsidies for industry?", {"instruments": "subsidies"}),
    "Do Nash subsidies go to sectors with strong economies of scale?",
    "What is the outcome of an industrial policy race among the big economies?",
    ("全球关税战的纳什均衡是什么？", {"economies": "all", "instruments": "tariffs"}),
    ("中美欧三方补贴竞赛的结果如何？", {"economies": "中国, 美国, 欧盟", "instruments": "subsidies"}),
    ("美国和日本打关税战，均衡关税有多高？", {"economies": "美国, 日本", "instruments": "tariffs"}),
    (
        "如果所有国家同时选择关税和补贴，均衡结果怎样？",
        {"economies": "all", "instruments": "both"},
    ),
    "关税战里谁的损失最大？",
    "印度和巴西互相最优反应的关税是多少？",
)

COOPERATIVE: Examples = (
    ("What would the economies of the world do if they set policies together?", {"economies": "all"}),
    (
        "How much would everyone gain from cooperating on subsidies?",
        {"economies": "all", "instruments": "subsidies"},
    ),
    (
        "Find the cooperative tariffs and subsidies with equal weights",
        {"economies": "all", "instruments": "both", "weights": "equal"},
    ),
    (
        "What would a joint industrial policy of the US and the EU look like?",
        {"economies": "USA, EU", "instruments": "subsidies"},
    ),
    (
        "Best trade agreement in which no country ends up worse off",
        {"economies": "all", "instruments": "both", "nobody_worse": True},
    ),
    (
        "Which tariffs maximise world income when set jointly?",
        {"economies": "all", "instruments": "tariffs"},
    ),
    (
        "What subsidies would China and Japan agree on?",
        {"economies": "CHN, JPN", "instruments": "subsidies"},
    ),
    "How large are the gains from international cooperation on industrial policy?",
    "What is the efficient set of subsidies for the world?",
    "If governments bargained over tariffs and subsidies, who would gain most?",
    ("如果各国合作制定关税和补贴，谁受益最多？", {"economies": "all", "instruments": "both"}),
    ("全球合作的产业补贴能带来多少收益？", {"economies": "all", "instruments": "subsidies"}),
    ("中国和欧盟联合制定补贴政策的最优方案是什么？", {"economies": "中国, 欧盟", "instruments": "subsidies"}),
    (
        "在没有国家受损的前提下，最好的合作政策是什么？",
        {"economies": "all", "instruments": "both", "nobody_worse": True},
    ),
    "各国协调政策时关税会是多少？",
    "国际合作比各自为政好多少？",
)

COMPARE: Examples = (
    ("Compare a tariff war, a subsidy war and cooperation", {"regimes": "tariff-war, subsidy-war, cooperation"}),
    ("Is a trade war worse than free trade?", {"regimes": "free-trade, tariff-war"}),
    (
        "Who is better off in a subsidy race than today?",
        {"regimes": "subsidy-war"},
    ),
    (
        "Are countries better off in a war with tariffs and subsidies than in one with tariffs only?",
        {"regimes": "tariff-war, dual-war"},
    ),
    ("Show all policy regimes side by side", {"regimes": "all"}),
    (
        "Compare free trade and cooperation for the US, China and Japan",
        {"economies": "USA, CHN, JPN", "regimes": "free-trade, cooperation"},
    ),
    (
        "Do all players lose from a war of subsidies between China and the EU?",
        {"economies": "CHN, EU", "regimes": "subsidy-war"},
    ),
    "Which regime gives the highest world income?",
    "How do welfare and tariffs differ between free trade, war and cooperation?",
    "Does everyone lose in a tariff war?",
    "Would industrial policy competition leave all countries poorer?",
    ("比较关税战、补贴战和合作的福利", {"regimes": "tariff-war, subsidy-war, cooperation"}),
    ("自由贸易和关税战相比，各国实际收入差多少？", {"regimes": "free-trade, tariff-war"}),
    ("补贴战中有没有国家受损？", {"regimes": "subsidy-war"}),
    ("列出所有政策情形下各国的福利", {"regimes": "all"}),
    "关税和补贴同时竞争会不会比单纯关税战更好？",
    "哪种政策制度对世界最有利？",
)

RETALIATION: Examples = (
    (
        "How should China answer the 2018 US tariffs with tariffs of its own?",
        {"scenario": "us-2018", "responders": "CHN", "instruments": "tariffs"},
    ),
    (
        "Which Chinese industries deserve subsidies given the US tariffs of 2018-19?",
        {"scenario": "us-2018", "responders": "CHN", "instruments": "subsidies"},
    ),
    (
        "If the US adds 25 points on all Chinese goods, what is China's best retaliation?",
        {
            "importer": "USA",
            "exporter": "CHN",
            "tariff_change": 25,
            "responders": "CHN",
            "response_partner": "USA",
            "instruments": "tariffs",
        },
    ),
    (
        "How would the EU respond to a 20 point US tariff on its cars?",
        {"importer": "USA", "exporter": "EU", "sector": "cars", "tariff_change": 20, "responders": "EU"},
    ),
    (
        "All countries retaliate optimally against a 10 point US tariff on everyone: what happens?",
        {"importer": "USA", "exporter": "all", "tariff_change": 10, "responders": "all"},
    ),
    (
        "With the US-China trade war in place, which subsidies would the US choose?",
        {"scenario": "us-china-2019", "responders": "USA", "instruments": "subsidies"},
    ),
    (
        "Best response of Japan in tariffs and subsidies to Chinese tariffs of 15 points",
        {"importer": "CHN", "exporter": "JPN", "tariff_change": 15, "responders": "JPN", "instruments": "both"},
    ),
    "Would it pay for China to strike back after the US tariffs of 2018?",
    "Does retaliating help the country that was hit by the tariffs?",
    "How does India hit back if the EU raises tariffs on its textiles by 30 points?",
    "What industrial policy should Beijing adopt in the face of American tariffs?",
    (
        "面对2018年美国关税，中国应该补贴哪些行业？",
        {"scenario": "us-2018", "responders": "中国", "instruments": "subsidies"},
    ),
    (
        "在中美贸易战的关税下，中国最优的报复关税是什么？",
        {"scenario": "us-2018", "responders": "中国", "instruments": "tariffs"},
    ),
    (
        "如果美国对欧盟所有商品加征20个百分点关税，欧盟怎样反制最好？",
        {
            "importer": "美国",
            "exporter": "欧盟",
            "tariff_change": 20,
            "responders": "欧盟",
            "instruments": "tariffs",
        },
    ),
    (
        "日本被中国加征10个百分点关税后的最优反应是什么？",
        {"importer": "中国", "exporter": "日本", "tariff_change": 10, "responders": "日本"},
    ),
    "报复能不能弥补被加征关税的损失？",
    "印度应当如何回应美国的关税？",
)

SENSITIVITY: Examples = (
    (
        "How sensitive are Nash subsidies to the scale elasticities?",
        {"policy": "nash", "instruments": "subsidies", "vary": "scale-elasticity"},
    ),
    (
        "Repeat the tariff war with trade elasticities 20 percent lower and higher",
        {"policy": "nash", "instruments": "tariffs", "vary": "trade-elasticity"},
    ),
    (
        "What if part of the subsidies leaks away?",
        {"policy": "nash", "instruments": "subsidies", "vary": "leakage"},
    ),
    (
        "Do subsidies still pay when they are badly targeted?",
        {"policy": "nash", "instruments": "subsidies", "vary": "noise"},
    ),
    (
        "How robust is the optimal US tariff to the trade elasticity?",
        {"policy": "optimal", "economies": "USA", "instruments": "tariffs", "vary": "trade-elasticity"},
    ),
    (
        "China's best subsidies when up to 40 percent of the money is wasted",
        {"policy": "optimal", "economies": "CHN", "instruments": "subsidies", "vary": "leakage", "high": 40},
    ),
    (
        "Is cooperation on subsidies robust to weaker economies of scale?",
        {"policy": "cooperative", "instruments": "subsidies", "vary": "scale-elasticity"},
    ),
    "At which leakage do the gains from industrial policy disappear?",
    "Run the subsidy war for several values of the scale elasticity",
    "How much do results depend on the elasticities?",
    "What if governments pick the wrong sectors to subsidise?",
    (
        "补贴有漏损时，补贴战的收益还剩多少？",
        {"policy": "nash", "instruments": "subsidies", "vary": "leakage"},
    ),
    (
        "纳什关税对贸易弹性有多敏感？",
        {"policy": "nash", "instruments": "tariffs", "vary": "trade-elasticity"},
    ),
    (
        "如果补贴给错了行业，结果会怎样？",
        {"policy": "nash", "instruments": "subsidies", "vary": "noise"},
    ),
    (
        "规模弹性变小时，美国的最优补贴怎么变？",
        {"policy": "optimal", "economies": "美国", "instruments": "subsidies", "vary": "scale-elasticity"},
    ),
    "结果对弹性参数稳健吗？",
    "政府执行补贴不到位会抵消收益吗？",
)
