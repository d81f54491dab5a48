"""Claims about asking a language model sums, with models whose answers are known."""

import re
from dataclasses import dataclass, field

import pytest

from tools.arithmetic import language_models
from tools.arithmetic.language_answer import language_answer
from tools.arithmetic.language_models import full_name, open_language_model, register_chat_model
from tools.arithmetic.questions import ask_all, digit_shares, read_number, residues, truncated
from tools.core import UserError, workspace


@dataclass
class Told:
    """Answers by a rule of the two operands."""

    rule: object
    name: str = "a model of the tests"
    identity: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def complete(self, system, shots, question):
        self.asked.append(question)
        a, b = map(int, re.findall(r"\d+", question)[:2])
        return self.rule(a, b)


@pytest.fixture
def no_chat_model(monkeypatch):
    monkeypatch.setattr(language_models, "_makers", {})
    monkeypatch.setattr(language_models, "_namers", {})


def ask(rule, operation="addition", modulus=100, longest=3, count=20):
    return ask_all(Told(rule), operation, modulus, longest, count, 1, lambda *_: True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", 42),
        ("The answer is 1,234.", 1234),
        ("12 + 30 = 42", 42),
        ("-7", -7),
        ("no idea", None),
        ("", None),
        ("9" * 100, None),
        ("答案是56。", 56),
    ],
)
def test_the_number_of_a_reply_is_read(text, number):
    assert read_number(text) == number


def test_a_model_that_adds_is_right_everywhere():
    asked = ask(lambda a, b: str(a + b))
    assert all(one.given == one.right for one in asked)
    assert [sum(one.length == n for one in asked) for n in (1, 2, 3)] == [20, 20, 20]
    answer = language_answer(asked, "addition", 0, "calculator", stopped=False)
    assert "No answer was wrong" in answer.headline
    assert answer.values["accuracy.3"].value == 100.0


def test_operands_have_the_length_they_are_counted_under():
    for one in ask(lambda a, b: "0", longest=5):
        assert len(str(one.a)) == len(str(one.b)) == one.length


def test_a_model_that_drops_high_digits_is_found_out():
    asked = ask(lambda a, b: str(a % 10 + b % 10))
    wrong = sum(one.given != one.right for one in asked)
    assert truncated(asked, "addition", 0, 1) == wrong > 30
    assert residues(asked)[0].fitting == wrong
    assert residues(asked)[2].fitting < wrong
    assert "last 1 digits, a residue class" in language_answer(asked, "addition", 0, "x", stopped=False).headline


def test_the_digit_that_fails_is_found():
    asked = ask(lambda a, b: str(a + b + (10 if (a + b) // 10 % 10 < 9 else -90)), longest=3)
    shares = digit_shares([one for one in asked if one.length == 3])
    assert shares[0] == 1.0
    assert shares[1] == 0.0


def test_modular_questions_are_asked_as_such():
    told = Told(lambda a, b: str((a * b) % 7))
    asked = ask_all(told, "modular_multiplication", 7, 2, 5, 1, lambda *_: True)
    assert all(one.given == one.right for one in asked)
    assert all(question.endswith("mod 7 =") for question in told.asked)


def test_a_stop_keeps_the_answers_so_far():
    asked = ask_all(Told(lambda a, b: "1"), "addition", 0, 3, 10, 1, lambda done, total, length: done < 4)
    assert len(asked) == 4
    assert language_answer(asked, "addition", 0, "x", stopped=True).partial


def test_a_silent_model_has_no_digit_right():
    answer = language_answer(ask(lambda a, b: "I cannot"), "multiplication", 0, "mute", stopped=False)
    assert answer.values["accuracy.1"].value == 0.0
    assert answer.tables["lengths"]["no number"].sum() == 60


def test_without_a_door_the_chat_model_is_not_there(no_chat_model):
    with pytest.raises(UserError, match="No chat model is set up here"):
        open_language_model("current")


def test_the_registered_chat_model_is_found_under_every_spelling(no_chat_model):
    model = Told(lambda a, b: "1")
    register_chat_model(lambda: model, lambda: "openai:toy")
    for name in ("current", "Current", "", "the current language model", "当前语言模型"):
        assert full_name(name) == "chat:openai:toy"
        assert open_language_model(name) is model
    assert open_language_model("chat:openai:toy") is model
    with pytest.raises(UserError, match="now openai:toy, not openai:other"):
        open_language_model("chat:openai:other")


@pytest.mark.parametrize("name", ["/etc", "../../etc", "C:\\models", "https://example.org/model", "gpt2"])
def test_a_local_model_is_a_name_never_a_path(name, no_chat_model):
    with pytest.raises(UserError, match="no local language model"):
        open_language_model(name)


def local_model(folder):
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    vocabulary = {word: at for at, word in enumerate(["<unk>", *map(str, range(30)), "+", "=", "*"])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>").save_pretrained(folder)
    config = GPT2Config(vocab_size=len(vocabulary), n_positions=128, n_embd=16, n_layer=1, n_head=2)
    GPT2LMHeadModel(config).save_pretrained(folder, safe_serialization=True)


def test_a_local_causal_model_is_asked(no_chat_model):
    folder = workspace().models / "causal" / "Tiny-GPT"
    folder.mkdir(parents=True)
    local_model(folder)
    model = open_language_model("tiny-gpt")
    assert model.name == "Tiny-GPT"
    assert isinstance(model.complete("Add.", (("1 + 2 =", "3"),), "3 + 4 ="), str)
    with pytest.raises(UserError, match=r"Did you mean Tiny-GPT"):
        open_language_model("tiny-gpd")


def test_a_local_model_with_pickled_weights_is_refused(no_chat_model):
    folder = workspace().models / "causal" / "old"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(UserError, match="Pickled weights") as error:
        open_language_model("old").complete("", (), "1 + 1 =")
    assert "pickle" in error.value.chinese
    (folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(UserError, match="cannot be read"):
        open_language_model("old").complete("", (), "1 + 1 =")
