"""Any model with heads of attention as one thing: ours by name, a Hugging Face checkpoint by its folder.

maps          what such a model is to everyone else: ``Source``, which gives ``Maps``
ours          our own nets as sources
checkpoints   checkpoints as sources
source        either, by name
measures      what one text says of every head
outputs       what a net says of a text, with and without some of its heads
"""
