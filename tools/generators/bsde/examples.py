"""Questions that the tools on BSDE-Gen answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]

GENERATE: Examples = (
    ("Draw 16 handwritten digits with BSDE-Gen", {"model": "bsde", "data": "digits", "n": 16}),
    ("Show me some generated digits", {"data": "digits"}),
    ("Make 50 digits by BSDE-Gen and rate them", {"model": "bsde", "data": "digits", "n": 50}),
    ("Produce 9 digits with BSDE-Gen. Are they realistic?", {"model": "bsde", "data": "digits", "n": 9}),
    ("Create 36 handwritten numbers with BSDE-Gen and check their quality", {"model": "bsde", "n": 36}),
    ("Generate 30 macro panels with BSDE-Gen and say if they are any good", {"data": "us-macro-panel", "n": 30}),
    ("Sample 100 new digit pictures and judge their quality", {"data": "digits", "n": 100}),
    ("Generate 49 samples of digits by flow matching", {"model": "flow", "data": "digits", "n": 49}),
    ("Draw 20 digits from the variational autoencoder", {"model": "vae", "data": "digits", "n": 20}),
    ("Make synthetic panels of US macro series", {"data": "us-macro-panel"}),
    (
        "Generate 200 artificial episodes of growth, inflation and unemployment",
        {"data": "us-macro-panel", "n": 200},
    ),
    ("What do samples of the plain net look like?", {"model": "mlp"}),
    ("Draw pictures of clothes with BSDE-Gen", {"data": "fashion-mnist"}),
    ("Give me 10 synthetic rows of my imported table my-table", {"data": "my-table", "n": 10}),
    ("Generate digits with a generative model", {"data": "digits"}),
    ("Create fake handwritten numbers with the stochastic differential equation model", {"data": "digits"}),
    ("Are the generated pictures copies of the training set?", {"data": "digits"}),
    ("How realistic are 64 new digits from a Gaussian fit?", {"model": "gaussian", "data": "digits", "n": 64}),
    "Sample from the generator",
    ("用 BSDE-Gen 画 36 个手写数字", {"model": "bsde", "data": "digits", "n": 36}),
    ("生成一些手写数字图片，质量怎么样？", {"data": "digits"}),
    ("用 BSDE-Gen 生成 12 张数字图片并评价", {"model": "bsde", "data": "digits", "n": 12}),
    ("用流匹配生成 20 个数字样本", {"model": "flow", "data": "digits", "n": 20}),
    ("生成合成的美国宏观面板数据", {"data": "us-macro-panel"}),
    ("抽取 50 个合成的增长与通胀情景", {"data": "us-macro-panel", "n": 50}),
    ("生成的图片是不是训练样本的复制？", {"data": "digits"}),
    "从生成模型里采样",
)

TRAIN: Examples = (
    ("Train BSDE-Gen on the digits for 20 seconds", {"data": "digits", "time_budget": 20}),
    ("Train a BSDE generator on US macro panels", {"data": "us-macro-panel"}),
    (
        "Train BSDE-Gen with a Brownian forward process on digits",
        {"data": "digits", "process": "brownian"},
    ),
    ("Fit the BSDE generator with f = 0 on digits", {"data": "digits", "driver": "zero"}),
    ("Train BSDE-Gen with the full matrix Z", {"rank": 0}),
    ("Train the generator with rank 8 for Z and 5 Euler steps", {"rank": 8, "steps": 5}),
    ("Train a generative model on my own table my-table for one minute", {"data": "my-table", "time_budget": 60}),
    ("Learn a generator of Fashion-MNIST", {"data": "fashion-mnist"}),
    ("Train the backward stochastic differential equation model with a learned driver", {"driver": "learned"}),
    ("How fast does the loss of BSDE-Gen fall in training?", {}),
    ("Retrain BSDE-Gen with 20 steps of the Euler scheme", {"steps": 20}),
    ("Train BSDE-Gen with the driver minus absolute Y", {"driver": "absolute"}),
    "Train a new generator",
    ("在手写数字上训练 BSDE-Gen，限时 30 秒", {"data": "digits", "time_budget": 30}),
    ("用布朗运动作前向过程训练 BSDE-Gen", {"process": "brownian"}),
    ("用我的数据 my-table 训练一个生成模型", {"data": "my-table"}),
    ("训练满秩 Z 的 BSDE 生成器", {"rank": 0}),
    ("在美国宏观面板上训练生成器", {"data": "us-macro-panel"}),
    ("把欧拉步数改成 5 重新训练 BSDE-Gen", {"steps": 5}),
    "训练一个生成器看看损失曲线",
)

EVALUATE: Examples = (
    ("Compare BSDE-Gen with flow matching and a VAE on digits", {"model": "bsde", "data": "digits"}),
    ("Does BSDE-Gen beat a plain network under the same loss?", {"model": "bsde"}),
    ("Evaluate BSDE-Gen on digits", {"model": "bsde", "data": "digits"}),
    ("What are the precision and recall of BSDE-Gen?", {"model": "bsde"}),
    ("Which generator is nearest to the unseen digits by MMD?", {"model": "bsde", "data": "digits"}),
    ("How do the generators compare on US macro panels?", {"model": "bsde", "data": "us-macro-panel"}),
    ("Does the BSDE structure add anything over a simple net?", {"model": "bsde"}),
    ("Does BSDE-Gen memorise its training data?", {"model": "bsde"}),
    ("Evaluate GAMMT beside one transformer", {"model": "gammt"}),
    ("How good is GAMMT on the Markov chains?", {"model": "gammt", "data": "markov"}),
    ("Is GAMMT better than a single transformer at equal processor time?", {"model": "gammt"}),
    ("Measure the maximum mean discrepancy of all generative models", {"model": "bsde"}),
    "Evaluate the generative model with all controls",
    ("评估 BSDE-Gen 在手写数字上的质量", {"model": "bsde", "data": "digits"}),
    ("BSDE-Gen 和流匹配、VAE 哪个好？", {"model": "bsde"}),
    ("BSDE 结构比普通网络多带来什么？", {"model": "bsde"}),
    ("评估 GAMMT", {"model": "gammt"}),
    ("各生成模型在美国宏观面板上的比较", {"model": "bsde", "data": "us-macro-panel"}),
    ("BSDE-Gen 的精确率和召回率是多少？", {"model": "bsde"}),
    "生成模型有没有记住训练集？",
)
