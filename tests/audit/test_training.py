"""Suggestions are learned from decided work, judged on later work, and put in use only where they are worth it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from audit.fitting import Example, NothingShared
from audit.training import Figures, TooFewTypes, TooLittleWork, Trained, train
from naryad.demo import texts
from norms.work_type import Kind
from worklog.suggestion import Look, ModelUnreadable, read_model, tokens_of

pytest.importorskip("sklearn", reason="the extra `suggest` is not installed")

TYPE_IDS = {"L3": 1, "L5": 2, "L10": 3, "L25": 4, "L60": 5}
FIRST = date(2026, 9, 1)


def decided(count: int, *, wrong: float = 0.05, authors: int = 4, seed: int = 5) -> list[Example]:
    """Letters of the demo office with their true types, a few of them mistaken, over two months."""
    chance = Random(seed)
    found = []
    for number in range(count):
        day = FIRST + timedelta(days=number * 60 // count)
        text = texts.letter(chance, day)
        type_id = TYPE_IDS[text.type]
        if chance.random() < wrong:
            type_id = min(5, type_id + 1)
        look = Look(Kind.LETTER_OUT, text.subject, text.body)
        found.append(Example(look, type_id, 101 + number % authors, day, weight=1))
    return found


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(decided(300))


def test_suggestions_are_far_better_than_always_naming_the_commonest_type(trained: Trained) -> None:
    figures = trained.figures

    assert figures.held_out == 60
    assert figures.accuracy >= 80
    assert figures.commonest_accuracy <= 50
    assert figures.is_worth_using


def test_the_same_work_gives_the_same_file_byte_for_byte(trained: Trained) -> None:
    again = train(list(reversed(decided(300))))

    assert again.content == trained.content


def test_the_figures_survive_their_trip_through_the_database(trained: Trained) -> None:
    assert Figures.of_facts(trained.figures.as_facts()) == trained.figures


def test_the_model_says_how_likely_and_which_words_of_the_letter_speak(trained: Trained) -> None:
    model = read_model(trained.content)
    look = Look(Kind.LETTER_OUT, "Напоминаем о счёте 311", "Добрый день! Счёт 311 пока не оплачен. Когда ждать оплату?")

    said = model.suggest(look, {1, 2, 3, 4, 5})

    assert said is not None
    assert said.work_type_id == TYPE_IDS["L5"]
    assert 0.5 < said.probability < 1
    spoken = [each.text for each in said.speaking if each.sign == "word"]
    assert spoken
    assert {word.replace("ё", "е") for word in spoken} <= set(tokens_of(look))
    assert "счёте" in spoken


def test_probabilities_are_among_the_types_that_may_be_given_only(trained: Trained) -> None:
    model = read_model(trained.content)
    look = Look(Kind.LETTER_OUT, "Напоминаем о счёте 311", "Счёт 311 пока не оплачен.")

    among_all, among_two = model.suggest(look, {1, 2, 3, 4, 5}), model.suggest(look, {2, 3})

    assert among_all is not None
    assert among_two is not None
    assert among_two.work_type_id == among_all.work_type_id == 2
    assert among_two.probability >= among_all.probability
    assert model.suggest(look, {1, 3}) is None, "it looks like type 2, which may not be given"
    assert model.suggest(look, {2}) is None, "one type is nothing to weigh"
    assert model.suggest(look, {99}) is None
    assert model.suggest(look, set()) is None


def test_a_suggestion_takes_about_a_millisecond(trained: Trained) -> None:
    model = read_model(trained.content)
    looks = [example.look for example in decided(300, seed=77)]

    started = time.process_time()
    for look in looks:
        model.suggest(look, {1, 2, 3, 4, 5})
    each = (time.process_time() - started) / len(looks)

    assert each < 0.005


def test_a_letter_of_a_megabyte_takes_hardly_longer(trained: Trained) -> None:
    model = read_model(trained.content)
    long = Look(Kind.LETTER_OUT, "Отчёт", "слово за словом идёт письмо " * 40_000)

    started = time.process_time()
    model.suggest(long, {1, 2, 3, 4, 5})

    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "odd", ["", " ", "\x00\x1b", "🙂" * 500, "a" * 100_000, "1) 2) 3)", "> всё чужое\n> целиком", "ё" * 30]
)
def test_odd_texts_are_judged_like_any_other(trained: Trained, odd: str) -> None:
    assert read_model(trained.content).suggest(Look(Kind.LETTER_OUT, odd, odd), {1, 2, 3, 4, 5}) is not None


def test_quoted_lines_are_somebody_elses_words() -> None:
    tokens = tokens_of(Look(Kind.LETTER_OUT, "Re: вопрос", "Да, подходит.\n> Высылаем коммерческое предложение\n"))

    assert "подходит" in tokens
    assert "коммерческое" not in tokens
    assert {"#reply:", "#quotes:"} <= set(tokens)


def test_words_of_few_letters_or_of_one_author_never_enter_a_model() -> None:
    works = decided(260)
    for number in (3, 40, 90, 130):
        works[number] = replace(works[number], look=Look(Kind.LETTER_OUT, "Секретарь Зюзюкина", "Зюзюкина пишет"))
    for number in range(0, 260, 4):
        look = works[number].look
        works[number] = replace(works[number], look=replace(look, text=f"{look.text} Абырвалг"))

    model = read_model(train(works).content)

    known = set(model.keys)
    from worklog.suggestion import keys_of

    assert keys_of("зюзюкина")[0] not in known
    assert keys_of("абырвалг")[0] not in known
    assert keys_of("день")[0] in known


def test_the_file_holds_no_text_of_any_letter(trained: Trained) -> None:
    head = trained.content[:4000].decode("utf-8", "replace").partition("\n")[2].partition("\n")[0]

    assert not any(word.encode() in trained.content for word in ("счёт", "оплат", "предложени", "договор"))
    assert set(head) <= set('{}[]",.:-_0123456789eabcdfghijklmnopqrstuvwxyz')


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content[:3000] + bytes([content[3000] ^ 1]) + content[3001:],
        lambda content: content.replace(b"suggestion 1", b"suggestion 2", 1),
        lambda content: b"\x80\x04cos\nsystem\n" + content,
    ],
)
def test_a_spoilt_file_is_refused_with_a_sentence_for_the_administrator(
    trained: Trained, spoil: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(ModelUnreadable) as refusal:
        read_model(spoil(trained.content))

    assert "Обучите подсказки заново" in refusal.value.message("ru")


def test_with_too_little_work_the_person_reads_how_much_there_is_and_how_much_it_takes() -> None:
    with pytest.raises(TooLittleWork) as refusal:
        train(decided(63))

    assert refusal.value.message("en").startswith("Too little decided work yet: 63 of 200.")
    assert refusal.value.message("ru").startswith("Пока мало решённых работ: 63 из 200.")


def test_one_type_alone_teaches_nothing() -> None:
    one = [replace(example, work_type_id=3) for example in decided(210)]

    with pytest.raises(TooFewTypes) as refusal:
        train(one)

    assert "Only 1 type has 10 decided works or more" in refusal.value.message("en")


def test_the_letters_of_a_single_author_are_not_learned_from() -> None:
    with pytest.raises(NothingShared) as refusal:
        train(decided(220, authors=1))

    assert "2 authors" in refusal.value.message("en")


def test_types_with_too_few_works_are_left_out_and_said_so() -> None:
    works = decided(230)
    works += [replace(works[0], work_type_id=77) for _ in range(9)]

    figures = train(works).figures

    assert (77, 9) in figures.left_out
    assert 77 not in dict(figures.by_type)


def test_work_that_others_have_judged_outweighs_what_its_authors_say() -> None:
    chance = Random(9)
    works = []
    for number in range(240):
        is_offer = number % 2 == 0
        judged = number % 4 < 2 and number >= 10
        words = "предложение расчёт условия" if is_offer else "напоминание оплата счёт"
        true = 4 if is_offer else 2
        claimed = true if judged else (4 if chance.random() < 0.9 else 2)
        day = FIRST + timedelta(days=number // 5)
        works.append(Example(Look(Kind.LETTER_OUT, words, words), claimed, number % 5, day, weight=3 if judged else 1))

    model = read_model(train(works).content)

    said = model.suggest(Look(Kind.LETTER_OUT, "напоминание оплата счёт", "напоминание оплата счёт"), {2, 4})
    assert said is not None
    assert said.work_type_id == 2


def test_suggestions_no_better_than_the_commonest_type_are_not_worth_using() -> None:
    chance = Random(3)
    works = [replace(example, work_type_id=chance.choice((1, 2))) for example in decided(500)]

    figures = train(works).figures

    assert not figures.is_worth_using


def test_only_training_needs_the_libraries(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "for name in ('sklearn', 'numpy', 'scipy'): sys.modules[name] = None\n"
        "import worklog.suggestion, audit.training, audit.actions.training, naryad.cli.suggest\n"
        "from audit.fitting import LibraryIsMissing, fit\n"
        "try: fit([], [])\n"
        "except LibraryIsMissing as refusal: print(refusal.message('en'))\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout.startswith("Training needs scikit-learn."), done.stderr
