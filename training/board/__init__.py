"""The score board of a model's heads over a corpus: ``python -m training heads NAME --text FILE``.

The model, ours or a Hugging Face checkpoint, is a source of attention maps (``models``), measured text by text.

tally        sums over texts, which can be added, kept and resumed; means and intervals from them
relations    the same for grammar: does a head find the word that a word depends on?
job          the file in pieces, one after the other or on the machines of a Ray cluster
"""
