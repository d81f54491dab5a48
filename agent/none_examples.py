"""Questions that no tool answers: the router's class "none", English and Chinese."""

SMALL_TALK = (
    "hi", "hello there", "hey, how are you?", "good morning", "thanks a lot", "thank you, that was helpful", "ok", "great",
    "bye", "see you tomorrow", "who are you?", "what is your name?", "what can you do?", "how can you help me?",
    "are you a robot?", "who made you?", "which language model do you use?", "tell me a joke", "I am bored",
    "you are wrong", "that does not make sense", "can you repeat that?", "please speak Chinese", "what did I ask before?",
    "help", "how does this program work?", "what tools do you have?", "is my data kept private?", "sing me a song",
    "I like you", "no, never mind", "stop", "test", "asdfgh", "?", "what time is it?", "what day is today?",
    "你好", "早上好", "嗨，最近怎么样？", "谢谢你的帮助", "再见", "好的", "你是谁？", "你叫什么名字？", "你能做什么？",
    "你会哪些功能？", "怎么使用这个软件？", "你用的是什么模型？", "讲个笑话吧", "我很无聊", "你说错了", "请再说一遍", "请用英文回答",
    "现在几点了？", "今天星期几？", "帮助", "测试一下", "我刚才问了什么？", "不用了", "我的数据安全吗？",
)

GENERAL_KNOWLEDGE = (
    "What is the capital of Australia?", "Who wrote Hamlet?", "How tall is Mount Everest?", "When did World War II end?",
    "Why is the sky blue?", "How do vaccines work?", "What is the speed of light?", "Who painted the Mona Lisa?",
    "How many planets are in the solar system?", "What is photosynthesis?", "Recommend a good novel",
    "What should I cook for dinner tonight?", "How do I boil an egg?", "What is the best phone to buy?",
    "Where should I go on holiday in July?", "How do I lose weight?", "I have a headache, what should I take?",
    "Who won the football match last night?", "What is the weather in Paris?", "Will it rain tomorrow?",
    "Who is the president of France?", "What is the population of Brazil?", "Explain quantum mechanics simply",
    "What is the meaning of life?", "Write a poem about autumn", "Write a short story about a dragon",
    "Write an email to my boss asking for leave", "Write a cover letter for a job application",
    "Translate this sentence into French", "Correct the grammar of this paragraph", "Summarise this article for me",
    "What happened in the news today?", "How long does it take to fly to Tokyo?", "Tell me about the history of Rome",
    "How do I learn the piano?", "Which film should I watch?", "What is a black hole?", "How old is the universe?",
    "Draw me a picture of a cat", "Play some music", "Set an alarm for seven", "Book a flight to London",
    "What is the chemical formula of water?", "Who discovered penicillin?", "How does a car engine work?",
    "澳大利亚的首都是哪里？", "《红楼梦》是谁写的？", "珠穆朗玛峰有多高？", "天空为什么是蓝色的？", "光速是多少？", "太阳系有几颗行星？",
    "推荐一本好看的小说", "今晚吃什么好？", "红烧肉怎么做？", "七月去哪里旅游好？", "怎么减肥？", "我头疼该吃什么药？", "昨晚的球赛谁赢了？",
    "明天会下雨吗？", "北京今天天气怎么样？", "法国总统是谁？", "写一首关于秋天的诗", "帮我写一封请假邮件", "把这句话翻译成英文", "帮我润色这段文字",
    "今天有什么新闻？", "人生的意义是什么？", "给我讲讲唐朝的历史", "怎么学钢琴？", "黑洞是什么？", "推荐一部电影", "帮我订一张机票",
    "疫苗是怎么起作用的？", "水的化学式是什么？", "画一只猫",
)

CODING_AND_SUMS = (
    "Write a Python function that sorts a list", "How do I reverse a string in JavaScript?", "Fix this bug in my code",
    "What is a linked list?", "Explain recursion with an example", "How do I install numpy?", "Write a SQL query to join two tables",
    "What does this error message mean?", "How do I use git rebase?", "Make me a website", "What is Docker?",
    "Write a regular expression for email addresses", "Convert this JSON to CSV", "Run this script for me", "rm -rf /",
    "What is 2 + 2?", "Calculate 17 times 23", "What is 15 % of 80?", "Solve x^2 - 5x + 6 = 0", "What is the square root of 144?",
    "Convert 10 miles to kilometres", "How many seconds are in a day?", "What is the derivative of x squared?",
    "12345 + 67890", "What is seven times eight?", "100 / 4", "Is 97 a prime number?",
    "用 Python 写一个排序函数", "怎么反转一个字符串？", "帮我改一下代码里的错误", "什么是递归？", "怎么安装 numpy？", "写一条 SQL 查询语句", "这个报错是什么意思？",
    "2 加 2 等于几？", "17 乘 23 是多少？", "80 的百分之十五是多少？", "解方程 x^2-5x+6=0", "144 的平方根是多少？", "10 英里是多少公里？",
    "一天有多少秒？", "七乘八等于多少？", "帮我算一下 356 加 789", "做一个网页",
)

UNRELATED_ECONOMICS = (
    "Should I buy Apple shares?", "What will Bitcoin be worth next year?", "Which stock should I invest in?",
    "How do I save for retirement?", "Should I rent or buy a house?", "How do I file my tax return?",
    "What is the interest rate on my mortgage?", "What did the Fed decide yesterday?", "Explain the 2008 financial crisis",
    "What is inflation?", "What is GDP?", "Define comparative advantage", "What is a Nash equilibrium?", "Who was Adam Smith?",
    "What does Keynes say about unemployment?", "What is a tariff?", "Explain what a production subsidy is",
    "What is the difference between monetary and fiscal policy?", "Is capitalism good?", "Who won the Nobel prize in economics?",
    "What is the exchange rate of the euro today?", "How do I start a business?", "How do I ask for a pay rise?",
    "What is the minimum wage in California?", "Write an essay about globalisation", "What is quantitative easing?",
    "Explain the Phillips curve", "How does the stock market work?", "What is a recession?", "Was Ricardo right?",
    "How large is the US government debt?", "What are the WTO rules on safeguards?", "When did China join the WTO?",
    "Who is the trade minister of Japan?", "Should we abolish the central bank?",
    "我该买哪只股票？", "比特币明年会涨吗？", "怎么存养老钱？", "现在该买房还是租房？", "怎么报税？", "房贷利率是多少？", "美联储昨天做了什么决定？",
    "什么是通货膨胀？", "什么是 GDP？", "解释一下比较优势", "什么是纳什均衡？", "亚当·斯密是谁？", "什么是关税？", "货币政策和财政政策有什么区别？",
    "今天欧元汇率是多少？", "怎么创业？", "加州的最低工资是多少？", "写一篇关于全球化的文章", "什么是量化宽松？", "解释一下 2008 年金融危机", "股市是怎么运作的？",
    "中国什么时候加入世贸组织？", "诺贝尔经济学奖得主是谁？", "美国国债有多少？",
)

OF_FAMILY: dict[str, tuple[str, ...]] = {
    "forecasting": (
        "Forecast China's GDP growth next quarter", "Which model forecasts inflation best?", "Predict US unemployment for next year",
        "How accurate were GDP forecasts last year?", "Nowcast growth in the current quarter", "What will growth be in 2027?",
        "Compare a random forest with an AR model for GDP", "Will there be a recession next year?",
        "预测下个季度中国的经济增长", "哪个模型预测通胀最准？", "明年失业率会是多少？", "比较随机森林和自回归模型的预测", "当前季度的增长率是多少？",
    ),
    "exposure": (
        "Will AI take my job?", "Which occupations are most exposed to language models?", "How exposed are accountants to AI?",
        "Label the tasks of a nurse by AI exposure", "Which jobs are safe from automation?", "What share of US employment is exposed to LLMs?",
        "人工智能会取代会计吗？", "哪些职业受大模型影响最大？", "给护士的任务打上 AI 暴露标签", "哪些工作不会被自动化？", "程序员的 AI 暴露度是多少？",
    ),
    "arithmetic": (
        "Can a transformer learn to add numbers longer than it saw in training?", "Which positional encoding generalises best on addition?",
        "Train a small model on modular arithmetic", "Does the network generalise to more digits?", "Probe how a model multiplies",
        "Transformer 能学会比训练时更长的加法吗？", "哪种位置编码泛化最好？", "训练一个小模型做模运算", "神经网络怎么做乘法？",
    ),
    "generators": (
        "Generate handwritten digits with a diffusion model", "Compare a GAN with a diffusion model", "Sample images from a flow model",
        "Train a variational autoencoder on digits", "How good are the generated samples?",
        "用扩散模型生成手写数字", "比较 GAN 和扩散模型", "从流模型里采样图片", "生成的样本质量怎么样？",
    ),
}
"""Questions for a family's tools; they belong to "none" only while that family is not installed."""


def none_examples(families: set[str]) -> tuple[str, ...]:
    """Return the questions that no tool of the given families answers."""
    absent = [questions for family, questions in OF_FAMILY.items() if family not in families]
    return SMALL_TALK + GENERAL_KNOWLEDGE + CODING_AND_SUMS + UNRELATED_ECONOMICS + sum(absent, ())
