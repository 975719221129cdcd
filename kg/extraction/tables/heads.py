"""Nouns that the phrase of a technique can end in ("sparse *attention*", "knowledge *distillation*")."""

from typing import Final

HEADS: Final = frozenset(
    """adaptation adaptations adjustment adjustments agent agents aggregation aggregations algorithm algorithms
    alignment alignments allocation allocations approximation approximations architecture architectures
    arithmetic array arrays attack attacks attention attentions attribution attributions augmentation
    augmentations augmented autoencoder autoencoders automaton averages averaging balancing bank banks batching
    bonus bottleneck bottlenecks bridge bridges buffer buffering buffers cache caches caching calibration
    causality classifications clipping cloning clustering codec codecs codes coding communications compilation
    compression computation computations computing connection connections consensus control controller
    controllers controls convolution convolutions correction corrections critic critics decay decays decoder
    decoders decoding decomposition decompositions defense defenses descent detections detector detectors
    difference diffusion disaggregation discrepancy distance distances distillation divergence divergences
    dropout editing embedding embeddings emulation encoder encoders encoding encodings encryption engineering
    ensemble ensembles entropy equalization estimation estimations estimator estimators eviction executions
    expansion expansions expert explanation explanations exploration explorations factorization feedback filter
    filtering filters finetuning fire fires flow flows forest forests formalization framework frameworks fusion
    gate gates generalizations generation generations generator generators graph graphs guidance hashing heads
    homology induction inference inferences initialization initializations injection injections integration
    integrations interaction interpolation intervention interventions inversion iteration iterations judge
    judges kernel kernels kinematic kinematics labeling language law laws learning logic logics loops loss
    losses machines management mapping mappings masking matching matrices matrix means mechanism mechanisms
    memory merging method methods minimization model modeling models monitoring motions multiplication
    multiplications multiplier multipliers neighbor neighbors network networks normalization odometry offloading
    operator operators optimisation optimization optimizations parallel parallelism parallels parameterization
    parameterizations partitioning passing penalties penalty perceptron perceptrons perturbation perturbations
    policies policy pooling precisions prediction predictor predictors prefetching pretraining probe probes
    processing profiling program programming programs projection projections prompt prompting prompts pruning
    pursuit pyramid quantization quantized randomization ranker ranking rankings reasoning reconstruction
    reconstructions reduction reductions refinement refinements reflection reflections reformulation
    reformulations regression regressions regularization renderings replay replays representation resolutions
    retrieval retrievals retriever retrievers reward rewards routing rule rules sampling scaling scheduling
    search segmentations selection selections sequence service services sets shaping shots simulation
    simulations simulator simulators skipping smoothing solver solvers splatting square squares steering
    stopping supervision surrogate surrogates teaming test testing tests theory thought thoughts tokenization
    tokenizer tokenizers training transfer transfers transform transformation transformer transformers
    transforms transport transports traversal traversals tree trees tuning twin twins unlearning updates
    validations vector vectors voting weighting word words""".split()
)
"""Small letters; singular and plural both stand here, since a phrase may end in either."""
