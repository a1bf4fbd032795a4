"""Recognition: fields written by hand, matched to the facts they ask for. `wordings` what a catalogue's words say,
`labels` how a printed label is read, `scores` how well they agree, `roles` whose fact it is, `walk` down the form.
"""

from eformc.reasoning.recognition.walk import recognise
from eformc.reasoning.recognition.wordings import Wordings, wordings_of

__all__ = ["Wordings", "recognise", "wordings_of"]
