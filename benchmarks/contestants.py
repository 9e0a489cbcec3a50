"""The same weights as two pages: ours, with the blob the app would send, and BertViz's own HTML."""

import base64
import json
from collections.abc import Sequence

import torch

import pretrained
from benchmarks import rival
from figures.transformer import Scene, Token, transformer
from nets.decoding import decode
from nets.trace import freeze
from nets.transformer import EncoderDecoder, EncoderDecoderTrace
from text.bpe import EOS, SOS
from ui.reading import words

SENTENCE = "I think that the man who lives here has a bird."


def translation() -> tuple[bytes, bytes]:
    """The shipped model on a sentence of 12 tokens: our page and BertViz's."""
    model = pretrained.load("translate-en-fr")
    source = torch.tensor([[*model.tokenizer.ids(SENTENCE), EOS]])
    with torch.inference_mode():
        target = torch.cat((torch.tensor([SOS]), decode(model.net, source).tokens[:-1]))[None]
        trace = model.net.trace(source, target)
    names = [[model.tokenizer.tokenizer.id_to_token(i) for i in ids[0].tolist()] for ids in (source, target)]
    kinds = dict(
        encoder_attention=[layer.attn.weights for layer in trace.encoder.layers],
        decoder_attention=[layer.attn.weights for layer in trace.decoder.layers],
        cross_attention=[layer.cross.weights for layer in trace.decoder.layers],
    )
    return our_page(trace, *names), rival.page(**kinds, encoder_tokens=names[0], decoder_tokens=names[1])


def large(tokens: int = 64) -> tuple[bytes, bytes]:
    """Random weights, 144 matrices of 64 x 64: to us as 12 heads in 4 layers of each kind, to BertViz as 12 layers of 12."""
    torch.manual_seed(0)
    net = EncoderDecoder(1000, d_model=384, heads=12, d_ff=384, encoder_layers=4, decoder_layers=4).eval()
    with torch.inference_mode():
        trace = net.trace(*torch.randint(4, 1000, (2, 1, tokens)))
    names = [f"token{number}" for number in range(tokens)]
    weights = [layer.attn.weights for layer in (*trace.encoder.layers, *trace.decoder.layers)]
    weights += [layer.cross.weights for layer in trace.decoder.layers]
    return our_page(trace, names, names), rival.page(attention=weights, tokens=names)


def our_page(trace: EncoderDecoderTrace, source: Sequence[str], target: Sequence[str]) -> bytes:
    """A page that draws a blob with the text "first"; its ``redraw()`` draws one with the text "second" in its place."""
    source, target = ([Token(text, number) for number, text in enumerate(side)] for side in (source, target))
    quantities = freeze(trace)
    blobs = [
        transformer(
            Scene(
                text=text, source=source, target=target, written=target, written_ids=[0] * len(target), forced=0,
                translation="", trace=quantities, search={}, vocabulary=range(10**6), words=words("en"),
            ),
            "encoder.1.1",
        )
        for text in ("first", "second")
    ]  # fmt: skip
    return PAGE.replace("BLOBS", json.dumps([base64.b64encode(blob).decode() for blob in blobs])).encode()


PAGE = """<!doctype html><meta charset=utf-8><div id=root><div class=live></div></div>
<script type=module>
import draw from "/web/transformer.js";
const [first, second] = BLOBS.map((blob) => Uint8Array.from(atob(blob), (letter) => letter.charCodeAt(0)));
const component = { parentElement: document.getElementById("root"), setStateValue() {}, setTriggerValue() {} };
draw({ ...component, data: first });
window.redraw = () => draw({ ...component, data: second });
</script>"""
