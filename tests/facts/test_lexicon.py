"""The words that say what a number means, as the languages' files write them."""

import pytest

from extractors.facts.lexicon import compile_lexicon, spelled


def test_a_pattern_stands_for_a_phrase_of_each_choice():
    assert [*spelled("(came|rolled) off (its|the) line")] == [
        "came off its line",
        "came off the line",
        "rolled off its line",
        "rolled off the line",
    ]
    assert [*spelled("전기차(bev)")] == ["전기차(bev)"], "brackets without a choice stand for themselves"


def test_every_phrase_of_a_pattern_is_found_and_the_longest_holds():
    words = compile_lexicon({"past": ["(sold|rolled) off"], "metrics": {"production": ["rolled off the (line|belt)*"]}})
    assert [(cue.kind, cue.value) for cue in words.cues("10 rolled off the belts, 5 sold off")] == [
        ("metrics", "production"),
        ("past", ""),
    ]


def test_a_star_within_a_phrase_is_refused():
    with pytest.raises(ValueError, match="suivi"):
        compile_lexicon({"oblique": ["suivi* de"]})
