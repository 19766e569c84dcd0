"""How good a report is, judged against episodes that people have labelled."""

from chuquan.evaluate.evaluation import Evaluation
from chuquan.evaluate.score import evaluate

__all__ = ["Evaluation", "evaluate"]
