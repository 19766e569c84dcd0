"""How good a report is, and how right single titles are told, judged against people's labels."""

from chuquan.evaluate.evaluation import Evaluation
from chuquan.evaluate.score import evaluate
from chuquan.evaluate.title_evaluation import TitleEvaluation
from chuquan.evaluate.titles import evaluate_titles, judge_titles

__all__ = ["Evaluation", "TitleEvaluation", "evaluate", "evaluate_titles", "judge_titles"]
