"""Every figure, drawn from fixed seeds: ``make gallery`` shows them in a browser, a test compares them with before.

The net is small and random; its numbers come from Python's own generator, which is the same on every machine.
"""

import json
import random
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import torch

from figures.parameters import parameters_figure
from figures.transformer import BELOW, Scene, Token, transformer
from nets.count import parameters
from nets.decoding import Decoding, decode
from nets.trace import freeze
from nets.transformer import EncoderDecoder
from ui.gallery_attention import attention_pictures
from ui.gallery_block import block_pictures
from ui.gallery_cells import cells_pictures
from ui.gallery_compare import compare_pictures
from ui.gallery_compare_all import compare_all_pictures
from ui.gallery_compare_board import compare_board_pictures
from ui.gallery_compare_explain import compare_explain_pictures
from ui.gallery_compare_live import compare_live_pictures
from ui.gallery_embeddings import embeddings_pictures
from ui.gallery_home import home_pictures
from ui.gallery_positions import positions_pictures
from ui.gallery_schedule import schedule_picture
from ui.gallery_seq2seq import seq2seq_pictures
from ui.gallery_states import states_pictures
from ui.gallery_tasks import tasks_pictures
from ui.gallery_tokens import tokens_pictures
from ui.reading import words
from ui.words import look_up

WEB = Path(__file__).parent / "web"
TOKENS = ["<pad>", "<unk>", "<sos>", "<eos>", "The", "<b>", "$x$", "שלום", "e\u0301", "\u0301", "학", "생", "👩‍🔬", "."]
SOURCE = [4, 10, 11, 5, 7, 8, 6, 12, 13, 3]


def small_net() -> EncoderDecoder:
    """A random net for the tokens above."""
    net = EncoderDecoder(len(TOKENS), d_model=16, heads=4, d_ff=32, encoder_layers=2, decoder_layers=2).eval()
    dice = random.Random(0)
    with torch.no_grad():
        for parameter in net.parameters():
            numbers = [dice.gauss(0, 0.5) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return net


def token(i: int, place: int) -> Token:
    return Token(TOKENS[i], -1 if i < 4 else max(place - (i == 11), 0), i < 4)


def scene(net: EncoderDecoder, lang: str = "en") -> Scene:
    """What the net makes of the tokens above, by beam search."""
    with torch.inference_mode():
        source = torch.tensor([SOURCE])
        search = decode(net, source, Decoding("beam", beams=3, max_steps=8))
        written = search.tokens.tolist()
        target = [2, *written[:-1]]
        trace = net.trace(source, torch.tensor([target]))
    return Scene(
        text="The 학생<b>שלום $x$",
        source=[token(i, k) for k, i in enumerate(SOURCE)],
        target=[token(i, k) for k, i in enumerate(target)],
        written=[token(i, k) for k, i in enumerate(written)],
        written_ids=written,
        forced=1,
        translation=" ".join(TOKENS[i] for i in written),
        trace=freeze(trace),
        search=freeze(search),
        vocabulary=TOKENS,
        words=words(lang),
        ablated=("cross.1.2",),
        notice="A notice.",
        alarm="An alarm.",
    )


def live_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob; a name begins with the module of ui/web/ that draws it."""
    shown = scene(small_net(), lang)
    found = {f"transformer {below}": transformer(shown, "cross.2.1", below) for below in BELOW}
    found["transformer encoder"] = transformer(shown, "encoder.1.3", "block")
    return (
        found
        | home_pictures(lang)
        | cells_pictures(lang)
        | tasks_pictures(lang)
        | states_pictures(lang)
        | seq2seq_pictures(lang)
        | {"schedule": schedule_picture(lang)}
        | positions_pictures(small_net(), lang)
        | tokens_pictures(lang)
        | embeddings_pictures(lang)
        | attention_pictures(lang)
        | block_pictures(small_net(), lang)
        | compare_pictures(lang)
        | compare_all_pictures(lang)
        | compare_board_pictures(lang)
        | compare_live_pictures(lang)
        | compare_explain_pictures(lang)
    )


def plots(lang: str = "en") -> dict[str, object]:
    """Name to Plotly figure."""
    names = ("all", "embedding", "encoder", "decoder", "layer", "attn", "cross", "ffn", "norm")
    labels = {name: look_up(f"parameters.{name}", lang) for name in names}
    return {"parameters": parameters_figure(parameters(small_net()), labels)}


PAGE = """<!doctype html><meta charset="utf-8"><title>Gallery</title>
<style>
body {{ font-family: system-ui; margin: 1rem }} h2 {{ margin: 2rem 0 .5rem }}
iframe {{ width: 100%; height: 500px; border: 0 }}
</style>
<script type="module">
for (const name of {names}) {{
  const [section, title, live] = ["section", "h2", "div"].map((tag) => document.createElement(tag));
  title.textContent = name;
  live.className = "live";
  section.append(title, live);
  document.body.append(section);
  const data = new Uint8Array(await (await fetch("/blob/" + encodeURIComponent(name))).arrayBuffer());
  const draw = (await import(`/web/${{name.split(" ")[0]}}.js`)).default;
  draw({{ parentElement: section, data, setStateValue() {{}} }});
}}
</script><body>{plots}"""


def serve() -> None:
    """Show the gallery on a free port until interrupted."""
    blobs, pages = live_pictures(), {name: plot.to_html() for name, plot in plots().items()}
    frames = "".join(f'<h2>{name}</h2><iframe src="/plot/{name}"></iframe>' for name in pages)
    answers = {"/": PAGE.format(names=json.dumps(list(blobs)), plots=frames).encode()}
    answers |= {f"/blob/{name.replace(' ', '%20')}": blob for name, blob in blobs.items()}
    answers |= {f"/plot/{name}": page.encode() for name, page in pages.items()}

    class Gallery(SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=WEB.parent)

        def do_GET(self):
            if self.path not in answers:
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream" if "/blob/" in self.path else "text/html")
            self.end_headers()
            self.wfile.write(answers[self.path])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    print(f"The gallery is at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve()
