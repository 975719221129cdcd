"""Words around a number that tell whether it is a result, and what was measured."""

from typing import Final

from kg.extraction.tables.roles_cues import Cue

RESULT_CUES: Final = (
    Cue(
        "metric",
        "accuracy f1 f1-score f1-scores auc auroc auprc map miou iou dice psnr ssim lpips fid fvd bleu rouge-l "
        "rouge meteor cider precision recall specificity sensitivity perplexity ppl wer cer mae rmse mse mape ndcg "
        "mrr hit hits score scores scoring top-1 top-3 top-5 pass@1 ap ap50 map50 hota idf1 mota r2 correlation "
        "spearman pearson kappa cohen's elo rate rates em comet chrf gpt-score success win ate rpe chamfer "
        "distance epe f1-macro macro-f1 micro-f1 weighted-f1 macro ccc nll ece bpb",
    ),
    Cue(
        "cost",
        "latency throughput memory energy power speed time runtime cost costs flops gflops macs utilization "
        "bandwidth storage footprint overhead consumption fps usage compute computation efficiency inference "
        "convergence performance carbon emissions",
    ),
    Cue(
        "change",
        "improvement improvements gain gains speedup speedups speed-up speed-ups reduction reductions increase "
        "increases boost drop decrease decreases savings saving loss advantage degradation acceleration gap "
        "difference increment compression higher-than",
    ),
    Cue(
        "changes",
        "improves improve improved improving reduces reduce reduced reducing increased increasing boosts boosting "
        "boosted cuts cut cutting lowers lowering lowered accelerates accelerating raises raising saves decreased "
        "enhances drops dropped falls rises speeds shrinks enhance enhancing decreasing lifts surpass",
    ),
    Cue(
        "more",
        "faster higher lower better fewer less more smaller larger slower greater cheaper longer relative absolute",
    ),
    Cue(
        "reach",
        "achieves achieve achieving achieved attains attaining attained reaches reaching reached obtains obtaining "
        "obtained yields yielding delivers delivering delivered scored records recorded recording maintains "
        "maintaining retains retaining sustains",
    ),
    Cue(
        "beat",
        "outperforms outperforming outperform outperformed surpasses surpassing surpassed exceeds exceeding beats "
        "beating over than compared against versus vs baseline baselines state-of-the-art sota",
    ),
    Cue(
        "bound",
        "up nearly almost approximately about around roughly only just least most average under below within",
    ),
    Cue("with", "with of by at to from"),
    Cue("in", "in on for across"),
    Cue("respectively", "respectively"),
    Cue(
        "size",
        "parameters parameter params billion million trillion layers layer tokens token bits bit bit-width "
        "resolution context dimension size sizes length lengths batch epochs epoch steps step iterations iteration "
        "shots shot views frames width budget param",
    ),
    Cue(
        "count",
        "samples sample images image videos video participants patients subjects users people annotators experts "
        "students hours cases tasks task datasets dataset benchmarks benchmark models model languages language "
        "categories classes domains scenarios questions problems instances pairs examples documents articles "
        "papers sentences words trajectories episodes queries gpus gpu nodes cores clients agents devices chips "
        "scenes objects types environments points hospitals sites species",
    ),
    Cue(
        "holds",
        "comprising comprises containing contains consisting consists spanning spans covering covers including "
        "collected includes trained using use used analyzed annotated evaluate evaluated between range collection "
        "corpus conducted",
    ),
    Cue("math", "p alpha beta lambda epsilon sigma k n t r d l"),
    Cue("we", "we our"),
    Cue("and", "and or while"),
    Cue("not", "however despite although"),
    Cue("time", "years year months days day decades weeks century since january may june"),
    Cue("train", "training training-time pretraining fine-tuning train labeled labels annotation supervision data"),
)
"""Words around numbers, by class."""
