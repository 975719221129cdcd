"""Cue words: which words of an abstract tell what the paper does with the things that it names."""

from typing import Final, NamedTuple


class Cue(NamedTuple):
    """A class of words (lower case) that give the same hint; a word belongs to one class only."""

    id: str
    words: str


CUES: Final = (
    Cue("markup", "\\ { } $ * **"),
    Cue("quote", "\" ' ` “ ” ’"),
    Cue("dash", "- – —"),
    Cue(
        "propose",
        "propose proposes proposed proposing introduce introduces introduced introducing present presents",
    ),
    Cue("present", "presented presenting unveil unveils contribute contributes"),
    Cue(
        "make",
        "develop develops developed developing design designs designed devise devised devises formulate formulates",
    ),
    Cue(
        "build",
        "build builds construct constructs constructed create creates created creating curate curated establish",
    ),
    Cue(
        "release",
        "release releases released releasing collect collected collecting open-source open-sourced describe",
    ),
    Cue("named", "called named dubbed termed coined denoted namely"),
    Cue("new", "novel new first newly unified innovative"),
    Cue("our", "our"),
    Cue("we", "we"),
    Cue("this", "this"),
    Cue("paper", "paper work study article report thesis"),
    Cue("it", "it its which"),
    Cue("that", "that"),
    Cue("evaluate", "evaluate evaluates evaluated evaluating evaluation evaluations assess assessed assessing"),
    Cue("experiment", "experiments experiment experimental experimentally empirical empirically"),
    Cue("test", "test tested testing tests validate validated validates validation benchmarked benchmarking"),
    Cue("show", "show shows showing shown demonstrate demonstrates demonstrated demonstrating results result"),
    Cue("find", "reveal reveals find finds found findings observe indicate indicates suggest suggests"),
    Cue(
        "achieve",
        "achieve achieves achieved achieving attain attains attaining reach reaches reaching yield yields obtain",
    ),
    Cue(
        "deliver",
        "deliver delivers delivering obtains provide provides providing enables enable enabling offers offer",
    ),
    Cue(
        "improve",
        "improve improves improved improving reduce reduces reduced reducing enhance enhances boost boosts",
    ),
    Cue("gain", "improvement improvements gain gains speedup speedups reduction reductions increase increases"),
    Cue(
        "beat",
        "outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing exceed exceeds "
        "beats beat beating outdoes",
    ),
    Cue("better", "exceeding superior better higher lower faster fewer less more best"),
    Cue("compare", "compared compare compares comparing comparison comparisons relative"),
    Cue("against", "versus vs against"),
    Cue("match", "comparable competitive matching match matches rivals rival rivaling par"),
    Cue("baseline", "baseline baselines alternatives alternative counterpart counterparts competitors"),
    Cue("sota", "state-of-the-art sota strong strongest leading advanced"),
    Cue("than", "than"),
    Cue("over", "over"),
    Cue("unlike", "unlike whereas instead rather contrast contrary"),
    Cue("without", "without no not need"),
    Cue("replace", "replacing replace replaces replaced eliminating"),
    Cue("old", "existing traditional conventional prior previous classical standard vanilla naive original"),
    Cue("common", "typical typically common commonly widely popular dominant current often well-known mainstream"),
    Cue(
        "limit",
        "suffer suffers struggle struggles fail fails limited limitation limitations lack lacks overlook ignore",
    ),
    Cue(
        "hard",
        "remain remains expensive costly challenge challenges challenging hinder hinders prohibitive difficult",
    ),
    Cue("concede", "however while although despite though yet but nevertheless"),
    Cue(
        "recent",
        "recent recently advances advance progress success successes emerged remarkable impressive advancements",
    ),
    Cue("have", "have has had"),
    Cue("rely", "rely relies relying depend depends require requires requiring"),
    Cue("use", "using use uses used utilize utilizes utilized utilizing utilises employ employs employed employing"),
    Cue(
        "leverage",
        "leverage leverages leveraged leveraging adopt adopts adopted adopting exploit exploits exploiting",
    ),
    Cue("apply", "apply applies applied applying"),
    Cue(
        "combine",
        "combine combines combined combining combination integrate integrates integrated integrating couples",
    ),
    Cue(
        "include",
        "incorporate incorporates incorporated incorporating integration fuse fuses fusing pairs augmented equipped",
    ),
    Cue("compose", "consists comprises comprising composed components component modules contains features core"),
    Cue(
        "base",
        "based build-on built extend extends extending extended extension inspired builds-on upon variant variants",
    ),
    Cue(
        "adapt",
        "adapt adapts adapted adapting generalize generalizes generalizing modified modifies backbone backbones",
    ),
    Cue("example", "such like e.g including include includes"),
    Cue("via", "via through"),
    Cue("on", "on"),
    Cue("across", "across"),
    Cue("with", "with"),
    Cue("by", "by"),
    Cue("of", "of"),
    Cue("for", "for"),
    Cue("in", "in within"),
    Cue("to", "to"),
    Cue("from", "from"),
    Cue("as", "as"),
    Cue("into", "into"),
    Cue("between", "between among"),
    Cue("and", "and or &"),
    Cue("a", "a an"),
    Cue("the", "the"),
    Cue(
        "train",
        "train trained training fine-tune fine-tuned fine-tuning finetune finetuned pre-trained pretrained pretraining",
    ),
    Cue("study", "analyze analyzes analyse studies investigate investigates examine explore explores prove analysis"),
    Cue("several", "two three four five six seven several multiple various diverse different many both"),
    Cue(
        "head",
        "framework method model approach architecture module network algorithm system strategy mechanism pipeline",
    ),
    Cue("part", "layer block loss operator branch encoder decoder head scheme unit adapter optimizer"),
    Cue(
        "heads",
        "methods models approaches techniques algorithms architectures frameworks networks systems strategies",
    ),
    Cue("data", "dataset datasets corpus corpora data subset subsets images samples annotations annotated"),
    Cue("benchmark", "benchmark benchmarks suite leaderboard tasks task challenge-set"),
    Cue(
        "device",
        "gpu gpus hardware device devices platform platforms accelerator accelerators nvidia cluster edge machines",
    ),
    Cue(
        "run",
        "run runs running deploy deployed deployment implementation implementations implemented kernel kernels",
    ),
    Cue("cost", "energy latency throughput memory performance efficiency accuracy speed"),
    Cue("is", "is are was were be"),
    Cue("can", "can could may will"),
)
"""All cue words; punctuation marks are cues of their own."""
