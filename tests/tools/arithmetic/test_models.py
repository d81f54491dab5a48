"""Claims about the stacked transformer: it is that of x-transformers, members are strangers, relative is relative."""

import pytest
import torch
from torch import nn

from tools.arithmetic.encodings import ENCODINGS, alibi_slopes, resolve_encoding
from tools.arithmetic.models import BIAS_REACH, Cache, Decoder, Shape
from tools.arithmetic.tasks import VOCABULARY, Task
from tools.core import UnknownName

TASK = Task("addition", 2, 3, units_first=True)
LENGTH = TASK.length


def decoder(encoding, seeds=(1,), **shape) -> Decoder:
    model = Decoder(TASK, Shape(encoding, **shape), seeds).eval()
    if encoding == "relative_bias":
        # One table for all layers, as x-transformers has it.
        table = torch.randn(len(seeds), 1, model.shape.heads, LENGTH, generator=torch.Generator().manual_seed(9)) / 4
        model.biases.data.copy_(table.expand_as(model.biases))
    return model


def random_tokens(members=1, cases=5, seed=0) -> torch.Tensor:
    return torch.randint(0, VOCABULARY, (members, cases, LENGTH), generator=torch.Generator().manual_seed(seed))


def reference(model: Decoder, encoding: str) -> nn.Module:
    """Build x-transformers' decoder with the same weights."""
    from x_transformers import Decoder as Layers
    from x_transformers import TransformerWrapper

    shape = model.shape
    options = {
        "rope": {"rotary_pos_emb": True},
        "alibi": {"alibi_pos_bias": True, "alibi_num_heads": shape.heads},
        "relative_bias": {"rel_pos_bias": True, "rel_pos_num_buckets": 2 * LENGTH, "rel_pos_max_distance": 4 * LENGTH},
    }.get(encoding, {})
    layers = Layers(
        dim=shape.dim, depth=shape.layers, heads=shape.heads, attn_dim_head=shape.dim // shape.heads, **options
    )
    if encoding == "rope":
        layers.rotary_pos_emb = type(layers.rotary_pos_emb)(shape.dim // shape.heads)
    absolute = encoding in ("learned", "sinusoidal")
    wrapper = TransformerWrapper(
        num_tokens=VOCABULARY, max_seq_len=LENGTH, attn_layers=layers, use_abs_pos_emb=absolute
    ).eval()
    with torch.no_grad():
        _copy(model, wrapper, encoding)
    return wrapper


def _copy(model: Decoder, wrapper: nn.Module, encoding: str) -> None:
    dim = model.shape.dim
    wrapper.token_emb.emb.weight.copy_(model.tokens[0])
    wrapper.to_logits.weight.copy_(model.logits[0].T)
    if encoding == "learned":
        wrapper.pos_emb.emb.weight.copy_(model.positions[0] / wrapper.pos_emb.scale)
    if encoding == "sinusoidal":
        wrapper.pos_emb.emb.weight.copy_(model.scale[0] * model.waves / wrapper.pos_emb.scale)
    blocks = wrapper.attn_layers.layers
    for at, layer in enumerate(model.layers):
        attention, feed = blocks[2 * at][1], blocks[2 * at + 1][1]
        attention.to_q.weight.copy_(layer.query[0].T)
        attention.to_k.weight.copy_(layer.key_value[0, :, :dim].T)
        attention.to_v.weight.copy_(layer.key_value[0, :, dim:].T)
        attention.to_out.weight.copy_(layer.out[0].T)
        linear = [module for module in feed.modules() if isinstance(module, nn.Linear)]
        for module, weight, bias in zip(linear, (layer.up, layer.down), (layer.up_bias, layer.down_bias), strict=True):
            module.weight.copy_(weight[0].T)
            module.bias.copy_(bias[0, 0])
    if encoding == "relative_bias":
        bias = wrapper.attn_layers.rel_pos
        bias.relative_attention_bias.weight[:LENGTH].copy_(BIAS_REACH * model.biases[0, 0].T / bias.scale)


@pytest.mark.parametrize("encoding", ["learned", "sinusoidal", "rope", "alibi", "relative_bias", "nope"])
def test_the_model_is_that_of_x_transformers(encoding):
    model = decoder(encoding)
    tokens = random_tokens()
    with torch.no_grad():
        ours = model(tokens, outputs=LENGTH)[0]
        theirs = reference(model, encoding)(tokens[0])
    torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_member_computes_what_it_would_alone(encoding):
    model = decoder(encoding, seeds=(1, 2, 3))
    tokens = random_tokens(members=3)
    with torch.no_grad():
        together = model(tokens, outputs=4)
        alone = model.member(1)(tokens[1:2], outputs=4)
    torch.testing.assert_close(together[1:2], alone, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(together[0], together[1])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_computing_the_last_layer_only_where_it_is_read_changes_nothing(encoding):
    model, tokens = decoder(encoding), random_tokens()
    with torch.no_grad():
        torch.testing.assert_close(
            model(tokens, outputs=LENGTH)[:, :, -3:], model(tokens, outputs=3), atol=1e-5, rtol=1e-4
        )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_reading_on_from_a_cache_equals_reading_anew(encoding):
    model, tokens = decoder(encoding), random_tokens()
    with torch.no_grad():
        cache = Cache()
        model(tokens[:, :, :6], outputs=1, cache=cache)
        model(tokens[:, :, 6:7], outputs=1, cache=cache)
        on = model(tokens[:, :, 7:9], outputs=1, cache=cache)
        torch.testing.assert_close(on, model(tokens[:, :, :9], outputs=1), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_position_sees_what_comes_after_it(encoding):
    model, tokens = decoder(encoding), random_tokens()
    changed = tokens.clone()
    changed[:, :, -1] = (changed[:, :, -1] + 1) % VOCABULARY
    with torch.no_grad():
        before, after = (model(one, outputs=LENGTH)[:, :, :-1] for one in (tokens, changed))
    torch.testing.assert_close(before, after)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_relative_encodings_are_shift_invariant(encoding):
    # Attention among the same tokens, written two places later: relative encodings give the same scores.
    model = decoder(encoding, layers=1)
    tokens = random_tokens()
    late = torch.cat([tokens[:, :, :2], tokens[:, :, :6]], dim=2)
    with torch.no_grad():
        first, second = (_last_scores(model, read, 6) for read in (tokens[:, :, :6], late))
    same = torch.allclose(first, second, atol=1e-5)
    assert same == (encoding in ("rope", "alibi", "relative_bias", "nope"))


def _last_scores(model: Decoder, tokens: torch.Tensor, seen: int) -> torch.Tensor:
    """Return the first layer's attention scores of the last token to the last `seen` tokens, before the softmax."""
    found = []
    original = torch.softmax

    def spy(scores, dim):
        found.append(scores[..., -1, -seen:].clone())
        return original(scores, dim)

    torch.softmax = spy
    try:
        model(tokens, outputs=tokens.shape[2])
    finally:
        torch.softmax = original
    return found[0]


def test_a_seed_starts_as_it_would_alone():
    together, alone = decoder("learned", seeds=(1, 2)), decoder("learned", seeds=(2,))
    for name, value in together.state_dict().items():
        torch.testing.assert_close(value[1:2], alone.state_dict()[name])


def test_alibi_penalties_halve_as_published():
    assert alibi_slopes(8) == [2.0**-k for k in range(1, 9)]  # Press et al. 2022: 1/2 to 1/256 for eight heads.


def test_the_prototype_size_has_about_a_hundred_thousand_parameters():
    model = Decoder(Task("addition", 3, 6), Shape("learned"), (1,))
    assert 95_000 < sum(parameter.numel() for parameter in model.parameters()) < 110_000


@pytest.mark.parametrize(
    ("name", "meant"),
    [("RoPE", "rope"), ("No positions", "nope"), ("相对位置", "relative_bias"), ("T5 bias", "relative_bias")],
)
def test_encodings_are_named_as_people_write_them(name, meant):
    assert resolve_encoding(name) == meant


def test_an_unknown_encoding_gets_close_matches():
    with pytest.raises(UnknownName, match=r"positional encoding called 'sinusodal'.*sinusoidal"):
        resolve_encoding("sinusodal")
