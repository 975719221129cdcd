"""Words that no technique's phrase begins with or contains: they border it ("*existing* sparse attention")."""

from typing import Final

OUTSIDERS: Final = frozenset(
    """accelerate accelerates accelerating accuracy achieve achieves achieving adapting additional adjusts advanced
    allows analyze analyzes annotated answer apply applying approach approaches art available baseline baselines
    becomes better capture captures capturing careful challenging claim combine combines combining common
    comparable compared comparative competitive complementary complete complex comprehensive compute connected
    consistently correct cost costs critical current dedicated deeper demands demonstrate demonstrates deploy
    deploying designed designing detailed develop developing different difficulty directly disease distinct
    diverse downstream dynamically effect effective effectively efficiency efficiently eight eliminates
    eliminating employ employing employs enable enabled enables enabling enhance enhanced enhances enhancing
    ensure ensures essential evaluate evaluates evaluating evidence evolving exhibit exhibits existing expensive
    experimental explicitly exploit exploits explore explores extensive external facilitate facilitates faster
    fewer final five focuses four framework frontier full-scale future generalizable generate generates
    generating guide high higher highly identical identify identifying impressive improve improved improves
    improving include includes including incorporate incorporates incorporating increasing increasingly
    individual inner-most integrate integrates integrating introduce introduces introducing investigate jointly
    lack larger latency leading learns leverage leverages leveraging limited lower maintain maintaining
    maintains making meaningful method methods minimal modern module natively new novel obtain obtains offer
    offers optimizes original outperform outperforming outperforms overall paper perform performing performs
    plausible poor powerful practical precise present presents preserve preserves preserving previous principled
    prior problem produce produces producing promising propose proposed proposes proposing prove provide
    provides providing reach reaches reduce reduces reducing relevant remain remains replace replaces report
    reports representative require requires requiring result resulting results robustly same seamless show shows
    significant significantly similar simple six smaller specialized standard state strategy strong study
    subsequent substantial substantially suitable superior support supporting supports surpass surpasses
    surpassing systematic targeted targeting ten traditional train typically underlying unlike used useful uses
    using utilize utilizes utilizing various vast widely yield yields yielding""".split()
)
