"""The same weights as two pages: ours, with the blob the app would send, and BertViz's own HTML."""

import base64
import json
from collections.abc import Sequence

import torch

from benchmarks import rival
from figures.transformer import Scene, Token, transformer
from nets.decoding import decode
from nets.quantity import Quantity
from nets.trace import freeze
from nets.transformer import EncoderDecoder, EncoderDecoderTrace
from pretrained import Model
from text.bpe import EOS, SOS
from ui.reading import words


def read(model: Model, sentence: str) -> tuple[EncoderDecoderTrace, list[list[str]]]:
    """Translate a sentence: everything on the way, and the tokens of the source and of the target."""
    source = torch.tensor([[*model.tokenizer.ids(sentence), EOS]])
    with torch.inference_mode():
        target = torch.cat((torch.tensor([SOS]), decode(model.net, source).tokens[:-1]))[None]
        trace = model.net.trace(source, target)
    return trace, [[model.tokenizer.tokenizer.id_to_token(i) for i in ids[0].tolist()] for ids in (source, target)]


def bertviz_page(trace: EncoderDecoderTrace, source: list[str], target: list[str]) -> bytes:
    """BertViz's view of all three kinds of attention."""
    return rival.page(
        encoder_attention=[layer.attn.weights for layer in trace.encoder.layers],
        decoder_attention=[layer.attn.weights for layer in trace.decoder.layers],
        cross_attention=[layer.cross.weights for layer in trace.decoder.layers],
        encoder_tokens=source,
        decoder_tokens=target,
    )


def large(tokens: int = 64) -> tuple[bytes, bytes]:
    """Random weights, 144 matrices of 64 x 64: to us 4 layers of 12 heads of each kind, to BertViz 12 layers of 12."""
    torch.manual_seed(0)
    net = EncoderDecoder(1000, d_model=384, heads=12, d_ff=384, encoder_layers=4, decoder_layers=4).eval()
    with torch.inference_mode():
        trace = net.trace(*torch.randint(4, 1000, (2, 1, tokens)))
    names = [f"token{number}" for number in range(tokens)]
    weights = [layer.attn.weights for layer in (*trace.encoder.layers, *trace.decoder.layers)]
    weights += [layer.cross.weights for layer in trace.decoder.layers]
    return our_page(trace, names, names), rival.page(attention=weights, tokens=names)


def our_page(trace: EncoderDecoderTrace, source: Sequence[str], target: Sequence[str]) -> bytes:
    """A page that draws a blob with the text "first"; its ``redraw("second")`` draws another in its place."""
    source, target = ([Token(text, number) for number, text in enumerate(side)] for side in (source, target))
    quantities = freeze(trace)
    blobs = {text: blob(text, quantities, source, target) for text in ("first", "second")}
    return PAGE.replace("BLOBS", json.dumps(blobs)).encode()


def blob(text: str, quantities: dict[str, Quantity], source: list[Token], target: list[Token]) -> str:
    """What the app would send, in base64."""
    scene = Scene(
        text=text, source=source, target=target, written=target, written_ids=[0] * len(target), forced=0,
        translation="", trace=quantities, search={}, vocabulary=range(10**6), words=words("en"),
    )  # fmt: skip
    return base64.b64encode(transformer(scene, "encoder.1.1")).decode()


PAGE = """<!doctype html><meta charset=utf-8><div id=root><div class=live></div></div>
<script type=module>
import draw from "/web/transformer.js";
const bytes = (blob) => Uint8Array.from(atob(blob), (letter) => letter.charCodeAt(0));
const blobs = Object.fromEntries(Object.entries(BLOBS).map(([text, blob]) => [text, bytes(blob)]));
const component = { parentElement: document.getElementById("root"), setStateValue() {}, setTriggerValue() {} };
window.redraw = (text) => draw({ ...component, data: blobs[text] });
redraw("first");
</script>"""
