"""Words that name what was measured, how a change of it is called, and what stands beside it."""

from typing import Final, NamedTuple


class Wording(NamedTuple):
    """Words (lower case) that stand for ``meaning``."""

    meaning: str
    words: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


METRIC_WORDS: Final = _words(
    "accuracy accuracies f1 f1-score f1-scores auc aucs auroc auprc map miou iou dice dsc psnr ssim lpips fid "
    "fvd bleu rouge-l rouge meteor cider precision recall specificity sensitivity perplexity ppl wer cer mae "
    "rmse mse mape ndcg mrr score scores correlation kappa elo rate rates em ap ap50 map50 hota idf1 mota "
    "comet chrf success ate rpe error errors loss losses r2 throughput latency memory energy power speed time "
    "runtime cost costs flops gflops macs utilization bandwidth storage spearman footprint overhead "
    "consumption fps usage compute computation efficiency convergence performance emissions size parameters "
    "improvement improvements gain gains speedup speedups speed-up speed-ups reduction reductions increase "
    "increases boost drop decrease savings degradation acceleration gap compression agreement quality "
    "robustness coverage bitrate distance pearson similarity area delay generalization rank training inference "
    "params retention alignment reward regret iterations steps"
)
"""Nouns that end the name of a metric."""

MODIFIERS: Final = _words(
    "top-1 top-5 top-3 pass@1 average mean absolute relative overall macro micro weighted balanced zero-shot "
    "few-shot test validation end-to-end peak total computational inference training memory gpu model word "
    "character error win word-level exact match f1 area classification detection segmentation retrieval "
    "prediction energy token time"
)
"""Words that belong to the name of a metric before them."""

CHANGES: Final = (
    Wording(
        "reduction", _words("reduces reduce reducing reduced cuts cut cutting lowers lowering lowered decreases saves")
    ),
    Wording("improvement", _words("improves improve improving improved boosts boosting boosted raises lifts")),
    Wording("increase", _words("increases increase increasing increased")),
    Wording("speedup", _words("accelerates accelerate accelerating speeds")),
    Wording("drop", _words("drops drop falls degrades")),
)
"""What a verb makes of the metric that it governs."""

COMPARATIVES: Final = (
    Wording("speedup", _words("faster speed-up speedup speedups acceleration")),
    Wording("slowdown", _words("slower")),
    Wording("reduction", _words("fewer less smaller lower cheaper shorter")),
    Wording("increase", _words("higher more greater larger better longer")),
)
"""What a comparative after a number says of the metric that follows it."""

UNIT_METRICS: Final = (
    Wording("frame rate", frozenset(("fps", "frames per second"))),
    Wording("time", _words("ms s seconds second minutes hours ns us μs milliseconds")),
    Wording("memory", _words("gb mb kb gib mib")),
    Wording("power", _words("w mw kw")),
    Wording("energy", _words("j mj wh kwh")),
)
"""The metric that a unit stands for."""

TIME_WORDS: Final = _words("time latency runtime delay training inference")
"""Metrics that are measured in units of time."""

RIVAL_CUES: Final = _words(
    "than over against versus vs compared outperforms outperforming outperform outperformed surpasses "
    "surpassing surpass exceeds exceeding beats beating relative"
)
"""Words after which the other side of a comparison stands."""

PLACE_CUES: Final = _words("on for in across from at under with")
"""Words after which the data or device stands on which something was measured."""
