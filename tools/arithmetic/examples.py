"""Questions that the arithmetic tools answer, English and Chinese: they train the router and fill the docs."""

from __future__ import annotations

from typing import Any

Examples = tuple[str | tuple[str, dict[str, Any]], ...]

PROBE: Examples = (
    ("Can a transformer trained on 3-digit addition add 5-digit numbers?", {"operation": "addition"}),
    (
        "Test a small model that learned to add with relative position biases on longer numbers",
        {"operation": "addition", "encoding": "relative_bias"},
    ),
    ("Does a network that learned multiplication multiply longer numbers?", {"operation": "multiplication"}),
    (
        "Probe a model that learned addition modulo 101",
        {"operation": "modular_addition", "modulus": 101},
    ),
    (
        "Train a tiny transformer on sums with rotary positions and show its accuracy by length",
        {"operation": "addition", "encoding": "rope", "source": "train"},
    ),
    (
        "How accurate is a model on modular multiplication with modulus 100?",
        {"operation": "modular_multiplication", "modulus": 100},
    ),
    (
        "Train a model to add two-digit numbers within 60 seconds",
        {"operation": "addition", "digits": 2, "source": "train", "time_budget": 60},
    ),
    ("Length generalisation of a toy adder", {"operation": "addition"}),
    ("Does the small model answer the residue class on longer sums?", {"operation": "addition"}),
    ("Which digit of the sum goes wrong first when the numbers get longer?", {"operation": "addition"}),
    (
        "Train an adder with ALiBi on four digits, with three seeds",
        {"operation": "addition", "encoding": "alibi", "digits": 4, "source": "train", "preset": "full"},
    ),
    "Show me the error map of the trained adder over pairs of operands",
    "Out-of-distribution accuracy of a transformer on addition",
    "Why does my little transformer fail on sums longer than it was trained on?",
    "How far beyond its training length does an arithmetic model stay right?",
    ("在三位数加法上训练的模型能算五位数吗？", {"operation": "addition"}),
    ("训练一个小模型学习乘法，看看它能不能推广到更长的数", {"operation": "multiplication"}),
    ("测试模101加法模型在更长数字上的表现", {"operation": "modular_addition", "modulus": 101}),
    ("用相对位置偏置的加法模型能推广多远？", {"operation": "addition", "encoding": "相对位置偏置"}),
    ("小型变换器在更长的加法上哪一位先出错？", {"operation": "addition"}),
    "算术模型的分布外准确率是多少？",
    "训练一个两位数加法的小模型",
)

PREDICT: Examples = (
    (
        "What does theory predict for addition modulo 150 when trained on 2 digits?",
        {"operation": "modular_addition", "modulus": 150, "digits": 2},
    ),
    (
        "Predict the out-of-distribution accuracy of modular multiplication with p = 51",
        {"operation": "modular_multiplication", "modulus": 51},
    ),
    (
        "In theory, should addition with relative positions generalise?",
        {"operation": "addition", "digits": 3, "positions": "relative"},
    ),
    (
        "Does theory say that a model can multiply numbers longer than those it saw?",
        {"operation": "multiplication", "digits": 3},
    ),
    (
        "Which accuracy follows for p = 200 from base compatibility, trained on two digits and tested on four?",
        {"operation": "modular_addition", "modulus": 200, "digits": 2, "test_digits": 4},
    ),
    (
        "Theoretical generalisation of addition modulo 64 after training on 6 digits",
        {"operation": "modular_addition", "modulus": 64, "digits": 6},
    ),
    ("Explain translation invariance of addition for length generalisation", {"operation": "addition", "digits": 3}),
    (
        "Without training anything: what share of longer modular sums comes out right for p = 7?",
        {"operation": "modular_addition", "modulus": 7},
    ),
    ("What is the theoretical accuracy beyond the training length for modulus 99?", {"modulus": 99}),
    (
        "Is modulo 250 compatible with base ten when the model saw 3 digits?",
        {"operation": "modular_addition", "modulus": 250, "digits": 3},
    ),
    "Give the theory of when modular arithmetic generalises to longer inputs",
    "Predict by theory whether absolute positions let a network add longer numbers",
    "Why must the modulus divide a power of ten?",
    (
        "理论上，在两位数上训练的模150加法对三位数的正确率是多少？",
        {"operation": "modular_addition", "modulus": 150, "digits": 2, "test_digits": 3},
    ),
    ("理论预测模51乘法能否推广？", {"operation": "modular_multiplication", "modulus": 51}),
    ("根据理论，乘法能推广到更长的数字吗？", {"operation": "multiplication"}),
    ("模数必须整除10的幂，这是为什么？", {"operation": "modular_addition"}),
    ("加法的平移不变性说明什么？", {"operation": "addition", "positions": "relative"}),
    "不训练模型，能预测模7加法的推广正确率吗？",
    "用理论预测泛化",
)

ENCODINGS: Examples = (
    ("Compare rotary and relative-bias positions for adding longer numbers", {"encodings": "rope, relative_bias"}),
    ("Is ALiBi better than no positional encoding for sums?", {"encodings": "alibi, nope"}),
    ("Which position embedding should an adder use to go beyond its training length?", {"encodings": "all"}),
    (
        "Do RoPE and ALiBi extrapolate in addition if they are trained four times as long?",
        {"encodings": "rope, alibi", "training_budget": "4x"},
    ),
    ("Rank all positional encodings by length generalisation on addition", {"encodings": "all"}),
    (
        "Train learned and sinusoidal positions from scratch on addition and compare them",
        {"encodings": "learned, sinusoidal", "source": "train"},
    ),
    ("Does abacus encoding help transformers add?", {"encodings": "abacus"}),
    ("Absolute against relative positions: which one carries addition to more digits?", {}),
    (
        "Compare encodings on multiplication, two digits",
        {"operation": "multiplication", "digits": 2, "encodings": "learned, relative_bias", "source": "train"},
    ),
    "How do positional encodings differ in arithmetic?",
    "Are rotary embeddings enough for adding long numbers?",
    "T5 bias or sinusoids for a calculator transformer?",
    ("比较旋转位置编码和相对位置偏置在加法上的推广能力", {"encodings": "旋转, 相对位置偏置"}),
    ("ALiBi 和无位置编码哪个更适合加法？", {"encodings": "alibi, 无位置编码"}),
    ("各种位置编码对加法长度泛化的影响", {"encodings": "all"}),
    ("训练四倍时间后，RoPE 能推广加法吗？", {"encodings": "rope", "training_budget": "4x"}),
    "绝对位置和相对位置，哪种更能推广到长数字？",
    "位置编码对比：加法",
)

MODULI: Examples = (
    ("Compare modulo 50 with modulo 51 for a model trained on two digits", {"moduli": "50, 51"}),
    ("Which moduli can a transformer extend to longer numbers?", {}),
    ("Does measured accuracy follow theory for p = 100, 150 and 200?", {"moduli": "100, 150, 200"}),
    (
        "Put modular multiplication modulo 100 and modulo 10 side by side",
        {"moduli": "100, 10", "operation": "modular_multiplication"},
    ),
    ("Accuracy on three-digit modular sums for several moduli beside theory", {"moduli": "50, 100, 101, 150, 200"}),
    ("Train models for modulo 20 and modulo 21 and compare them", {"moduli": "20, 21", "source": "train"}),
    ("Why is one modulus easy and its neighbour impossible for longer inputs?", {"moduli": "100, 101"}),
    ("What happens with modulus 1000 when only two digits were trained?", {"moduli": "100, 1000"}),
    ("Modular addition: 150 against 200 at four digits", {"moduli": "150, 200", "test_digits": 4}),
    "Is p = 100 special in modular arithmetic for neural networks?",
    "How does the choice of modulus change length generalisation?",
    "Round moduli against odd ones: do networks generalise differently?",
    "Why do models handle a modulus of 50 but fail at 51?",
    ("比较模50和模51的推广能力", {"moduli": "50, 51"}),
    ("为什么模型能推广模50却不能推广模51？", {"moduli": "50, 51"}),
    ("模数100、150、200的实测与理论对比", {"moduli": "100, 150, 200"}),
    ("哪些模数可以推广到更长的数字？", {}),
    "不同模数对模加法泛化的影响",
    "模1000的情况如何？只训练了两位数",
)

INSPECT: Examples = (
    ("Can carries be read off the hidden states of the adder?", {"operation": "addition"}),
    (
        "Run linear probes on the model that learned addition modulo 101",
        {"operation": "modular_addition", "modulus": 101},
    ),
    ("Show a PCA of the adder's representations over training", {"operation": "addition"}),
    ("Is the units digit of the sum linearly decodable?", {"operation": "addition"}),
    ("Look inside the multiplication model: what do its states hold?", {"operation": "multiplication"}),
    (
        "Inspect the representations of a model with relative biases",
        {"operation": "addition", "encoding": "relative_bias"},
    ),
    ("At which layer does the carry appear?", {"operation": "addition"}),
    ("How do the internal states of the model take shape during training?", {"operation": "addition"}),
    "What do the activations of an arithmetic transformer encode?",
    "Principal components of the hidden states, coloured by digit",
    "Do the inner representations know whether the sum exceeds the modulus?",
    "Probe the residual stream for digits",
    ("加法模型的隐藏状态里能读出进位吗？", {"operation": "addition"}),
    ("对模101加法模型做线性探针分析", {"operation": "modular_addition", "modulus": 101}),
    ("画出训练过程中表示的主成分", {"operation": "addition"}),
    ("看看乘法模型内部学到了什么", {"operation": "multiplication"}),
    "进位信息在哪一层出现？",
    "模型的内部表示编码了哪些数字？",
)

LANGUAGE: Examples = (
    ("How good is the chat model at adding long numbers?", {"operation": "addition", "test_digits": 6}),
    ("Test the language model's multiplication up to three digits", {"operation": "multiplication", "test_digits": 3}),
    ("Can this language model do sums by itself?", {"operation": "addition"}),
    (
        "Ask the current model products of two-digit numbers and count the errors",
        {"operation": "multiplication", "test_digits": 2},
    ),
    (
        "Which digits does the language model get wrong when it multiplies?",
        {"operation": "multiplication"},
    ),
    (
        "Quiz the LLM on addition modulo 101",
        {"operation": "modular_addition", "modulus": 101},
    ),
    ("Probe the local model tiny-llama on addition", {"operation": "addition", "language_model": "tiny-llama"}),
    ("How reliable is your own mental arithmetic?", {"operation": "addition"}),
    ("Benchmark the chat model on five-digit addition with 20 questions each", {"test_digits": 5, "questions": 20}),
    "Should I trust this model with arithmetic?",
    "Up to how many digits can the LLM that you use add correctly?",
    "Do the language model's wrong products fit a residue class?",
    ("当前的语言模型加法算得准吗？", {"operation": "addition"}),
    ("测试语言模型三位数乘法的正确率", {"operation": "multiplication", "test_digits": 3}),
    ("聊天模型做长加法会在哪一位出错？", {"operation": "addition", "test_digits": 6}),
    ("让大模型算模101加法", {"operation": "modular_addition", "modulus": 101}),
    "这个语言模型自己会算乘法吗？",
    "你用的大模型心算能力怎么样？",
)
