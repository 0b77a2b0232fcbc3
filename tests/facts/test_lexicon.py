"""The words that say what a number means, as the languages' files write them."""

import pytest

from extractors.facts.lexicon import compile_lexicon, spelled

TEXTS = ("deliveries", "handed over", "has sold", "resold", "found buyers", "analysts expect", "expects")


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


def test_a_list_of_words_tells_finer_what_the_phrases_of_a_kind_say():
    words = compile_lexicon(
        {
            "plain": ["deliver*", "sold"],
            "outsider": ["analyst*"],
            "metrics": {"deliveries": ["deliveries", "handed over"], "sales": ["has sold", "resold", "found buyers"]},
            "forecast": ["analysts expect", "expects"],
        }
    )
    found = {(text, cue.kind) for text in TEXTS for cue in words.cues(text)}
    assert {text for text, kind in found if kind == "plain"} == {"deliveries", "has sold"}
    assert {text for text, kind in found if kind == "outsider"} == {"analysts expect"}
    assert all((text, "metrics") in found for text in TEXTS[:5])


def test_in_scripts_without_blanks_a_word_is_found_within_a_phrase():
    words = compile_lexicon({"plain": ["交付"], "metrics": {"deliveries": ["交付量", "到手"]}})
    assert [cue.kind for cue in words.cues("交付量")] == ["metrics", "plain"]
    assert [cue.kind for cue in words.cues("到手")] == ["metrics"]


def test_a_parted_verb_encloses_a_number():
    words = compile_lexicon({"metrics": {"sales": ["(setzte|setzten) … ab"]}, "plain": ["setzte … ab"]})
    text = "Der Konzern setzte im Mai 3.000 Autos ab. Er setzte sich ab. Setzte er 300? Ab Mai, ja."
    found = [(text[c.start : c.end], c.kind) for c in words.cues(text)]
    assert found == [("setzte", "metrics"), ("setzte", "plain"), ("ab", "metrics"), ("ab", "plain")]
