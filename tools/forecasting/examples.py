"""Questions that the forecasting tools answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]

FORECAST: Examples = (
    ("Forecast Chinese real GDP growth for the coming year", {"target": "china_gdp", "horizon": 4}),
    ("What will China's growth be in the next two quarters?", {"target": "china_gdp", "horizon": 2}),
    ("Where is US GDP growth heading over the next eight quarters?", {"target": "us_gdp", "horizon": 8}),
    ("Give me a fan chart of China's growth", {"target": "china_gdp"}),
    (
        "What would you have forecast for China at the end of 2019?",
        {"target": "china_gdp", "as_of": "2019-12", "horizon": 4},
    ),
    ("Predict Chinese growth with the LASSO and a random forest", {"models": "lasso, random forest"}),
    ("Project China's GDP three quarters ahead with econometric models only", {"horizon": 3, "models": "econometric"}),
    ("Forecast the US economy from what was known in June 2007", {"target": "us_gdp", "as_of": "2007-06"}),
    "How fast will the Chinese economy grow next year?",
    "Outlook for Chinese growth with an 80 percent interval",
    "What do the models say about growth in the coming quarters?",
    "Make a growth forecast for my own series",
    ("预测未来两个季度的中国经济增速", {"target": "china_gdp", "horizon": 2}),
    ("未来一年中国GDP增长会是多少？", {"target": "china_gdp", "horizon": 4}),
    ("预测美国未来四个季度的GDP增速", {"target": "us_gdp", "horizon": 4}),
    ("站在2019年底，对2020年中国经济增长的预测是多少？", {"target": "china_gdp", "as_of": "2019-12", "horizon": 4}),
    "下一年度中国经济增长的预测区间是多少？",
    "用随机森林和LASSO预测中国GDP",
    "明年的经济增速预计是多少",
)

BACKTEST: Examples = (
    ("Which model forecasts Chinese GDP growth best?", {"target": "china_gdp"}),
    ("Is the random forest better than an autoregression for China?", {"models": "random forest"}),
    (
        "Compare econometric and machine learning forecasts of China's growth before 2020",
        {"models": "default", "end": "2019Q4"},
    ),
    ("Run a horse race of all models for US GDP", {"target": "us_gdp", "models": "all"}),
    ("Backtest four quarters ahead with a rolling window of 60 quarters", {"horizon": "4", "window": "rolling"}),
    ("How accurate were nowcasts of Chinese growth since 2015?", {"horizon": "0", "start": "2015Q1"}),
    ("Test LASSO against AR with Diebold-Mariano", {"models": "lasso"}),
    ("Which models are in the model confidence set one to four quarters ahead?", {"horizon": "1-4"}),
    ("How do forecasts do at turning points compared with quiet times?", {"target": "china_gdp"}),
    "Did any model see the pandemic slump coming?",
    "Evaluate the forecasting models out of sample",
    "What is the RMSE of ridge regression relative to the AR benchmark?",
    "Do forecast combinations win over single models?",
    "How often did the 80 % intervals hold the outcome?",
    "Does the advantage of machine learning come from a few quarters only?",
    ("机器学习模型预测中国GDP真的比自回归更准吗？", {"target": "china_gdp", "models": "default"}),
    ("哪个模型对中国经济增速的预测最准？", {"target": "china_gdp"}),
    ("比较各模型在拐点和平稳期的预测误差", {"target": "china_gdp"}),
    ("用滚动窗口回测LASSO和岭回归", {"models": "lasso, ridge", "window": "rolling"}),
    ("对美国GDP做一次模型竞赛", {"target": "us_gdp"}),
    "组合预测是否优于单个模型？",
    "各模型的均方根误差是多少？",
)

NOWCAST: Examples = (
    ("How fast is the Chinese economy growing right now?", {"target": "china_gdp"}),
    ("Nowcast China's GDP growth in the current quarter", {"target": "china_gdp"}),
    ("What was the nowcast for China at the end of November 2022?", {"target": "china_gdp", "as_of": "2022-11"}),
    ("Nowcast US GDP as of October 2008", {"target": "us_gdp", "as_of": "2008-10"}),
    ("How did this month's data change the estimate of current growth?", {"target": "china_gdp"}),
    ("What did the April 2020 releases do to the nowcast?", {"as_of": "2020-04"}),
    ("Which new figures moved the nowcast of Chinese growth in May 2022?", {"as_of": "2022-05"}),
    "Give me a real-time estimate of this quarter's growth",
    "Current-quarter GDP estimate from monthly indicators",
    "Where does growth stand before the official figure comes out?",
    "Use the dynamic factor model to nowcast",
    "What do the latest PMI and trade figures imply for growth this quarter?",
    ("本季度中国经济增速大概是多少？", {"target": "china_gdp"}),
    ("对中国当季GDP做即时预测", {"target": "china_gdp"}),
    ("2022年11月底对当季GDP的即时预测是多少？", {"target": "china_gdp", "as_of": "2022-11"}),
    ("最新公布的数据对当季增速的估计有何影响？", {"target": "china_gdp"}),
    "目前的经济增速实时估计",
    "用动态因子模型做即时预测",
)

EXPLAIN: Examples = (
    ("Which indicators pushed the forecast of Chinese growth down in 2020?", {"period": "2020"}),
    ("Explain the random forest's forecast for 2021Q1", {"period": "2021Q1", "model": "random_forest"}),
    ("Why does the model expect slower growth?", {"target": "china_gdp"}),
    ("Show Shapley values of the LASSO nowcast by block", {"model": "lasso"}),
    ("What matters more for the forecast, prices or external demand?", {"target": "china_gdp"}),
    ("Are the drivers of the forecast stable over time?", {"target": "china_gdp"}),
    ("Which blocks of indicators explained the forecast for 2015?", {"period": "2015"}),
    ("What was behind the forecast of 2009Q1?", {"period": "2009Q1"}),
    ("2021年的预测主要由什么推动？", {"period": "2021"}),
    (
        "Explain the forecast of growth in the United States in 2008",
        {"target": "us_gdp", "period": "2008", "start": "2000Q1"},
    ),
    ("Permutation importance of the predictors one quarter ahead", {"horizon": 1}),
    "Which groups of series does the model rely on?",
    "Explain what is behind the latest growth forecast",
    "How much did money and credit contribute to the forecast?",
    "Decompose the growth forecast into its drivers",
    ("是什么因素推动了2020年的预测？", {"period": "2020"}),
    ("解释2021年第一季度的增速预测", {"period": "2021Q1"}),
    ("哪些指标对中国GDP预测最重要？", {"target": "china_gdp"}),
    ("外需和价格哪个对预测影响更大？", {"target": "china_gdp"}),
    "预测的驱动因素是否稳定？",
    "用Shapley值分解GDP预测",
)

EXPERTS: Examples = (
    ("I think China will grow 4.8 percent in 2026Q3, what do the models say?", {"judgement": "2026Q3=4.8"}),
    ("Compare my forecast of 5 % for 2026 with the models", {"judgement": "2026=5"}),
    ("Are the IMF's forecasts of China better than the models?", {"experts": "weo"}),
    ("Put the survey of professional forecasters against machine learning", {"experts": "survey"}),
    ("My judgement: 2026Q2 4.9, 2026Q3 4.7. Is it in line with the models?", {"judgement": "2026Q2=4.9, 2026Q3=4.7"}),
    ("I expect US growth of 2 % in 2015Q4; compare", {"target": "us_gdp", "judgement": "2015Q4=2"}),
    "Do experts beat the models at equal information?",
    "Compare expert forecasts with the tournament",
    "Were the forecasters in my file better than an AR?",
    "Is my growth forecast too optimistic compared with the models?",
    "How do professional forecasts of Chinese growth compare with machine learning?",
    "Set my own forecast beside the models'",
    ("我认为2026年第三季度中国增速为4.8%，模型怎么看？", {"judgement": "2026Q3=4.8"}),
    ("把我对2026年5%的预测和模型比较", {"judgement": "2026=5"}),
    ("专家预测比模型更准吗？", {"target": "china_gdp"}),
    ("国际货币基金组织的预测与模型相比如何？", {"experts": "weo"}),
    "我的预测是不是太乐观了？",
    "比较专家与机器学习的预测误差",
)
