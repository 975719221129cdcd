"""Nouns that the phrase of a technique can end in ("sparse *attention*", "knowledge *distillation*")."""

from typing import Final

HEADS: Final = frozenset(
    """action actions adaptation adaptations adjustment adjustments agent agents aggregation aggregations algorithm
    algorithms alignment alignments allocation allocations analysis approximation approximations architecture
    architectures arithmetic array arrays attack attacks attention attentions attribution attributions
    augmentation augmentations augmented autoencoder autoencoders automaton average averages averaging balancing
    bank banks based batching bonus bottleneck bottlenecks bound bounds bridge bridges buffer buffering buffers
    cache caches caching calibration causality classification classifications clipping cloning clustering code
    codec codecs codes coding communication communications compilation compression computation computations
    computing connection connections consensus consistency control controller controllers controls convolution
    convolutions correction corrections critic critics decay decays decoder decoders decoding decomposition
    decompositions defense defenses descent design designs detection detections detector detectors difference
    differences diffusion disaggregation discovery discrepancy distance distances distillation divergence
    divergences dropout dynamic dynamics editing embedding embeddings emulation encoder encoders encoding
    encodings encryption engineering ensemble ensembles entropy equalization error errors estimation estimations
    estimator estimators evaluation evaluations eviction execution executions expansion expansions expert
    experts explanation explanations exploration explorations factorization feedback field fields filter
    filtering filters finetuning fire fires flow flows forest forests formalization framework frameworks
    function functions fusion gate gates generalization generalizations generation generations generator
    generators graph graphs guidance hashing head heads homology image images induction inference inferences
    information initialization initializations injection injections integration integrations interaction
    interactions interpolation intervention interventions inversion iteration iterations judge judges kernel
    kernels kinematic kinematics label labeling labels language languages law laws layer layers learning llm
    logic logics loop loops loss losses machine machines management map mapping mappings maps masking matching
    matrices matrix mean means mechanism mechanisms memory merging method methods minimization model modeling
    models module modules monitoring motion motions multiplication multiplications multiplier multipliers
    neighbor neighbors network networks normalization odometry offloading operator operators optimisation
    optimization optimizations parallel parallelism parallels parameterization parameterizations partitioning
    passing penalties penalty perceptron perceptrons perturbation perturbations planning policies policy pooling
    precision precisions prediction predictions predictor predictors prefetching pretraining prior priors probe
    probes process processing profiling program programming programs projection projections prompt prompting
    prompts pruning pursuit pyramid quantization quantized randomization ranker ranking rankings real reasoning
    reconstruction reconstructions reduction reductions refinement refinements reflection reflections
    reformulation reformulations regression regressions regularization rendering renderings replay replays
    representation representations resolution resolutions retrieval retrievals retriever retrievers reward
    rewards routing rule rules sampling scaling scheduling search segmentation segmentations selection
    selections sensing sequence sequences service services set sets shaping sharing shot shots simulation
    simulations simulator simulators skipping smoothing solver solvers splatting square squares steering stereo
    stopping strategy supervised supervision surrogate surrogates synthesis system systems teaming test testing
    tests theory thought thoughts time times tokenization tokenizer tokenizers training transfer transfers
    transform transformation transformations transformer transformers transforms transport transports traversal
    traversals tree trees tuned tuning twin twins unlearning update updates validation validations vector
    vectors verification voting weighting word words""".split()
)
"""Small letters; singular and plural both stand here, since a phrase may end in either."""
