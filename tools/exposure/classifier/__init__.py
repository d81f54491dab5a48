"""The exposure classifier: probabilities of E0, E1, E2 for any task, learnt from labels, with no language model."""

from tools.exposure.classifier.model import Classifier

__all__ = ["Classifier"]
