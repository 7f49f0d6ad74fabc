"""Every word, key and example leads to one command."""

from dataclasses import fields

import pytest

from bot.commands import SLUGS
from bot.grammar import COMMANDS, EXAMPLES, parse
from bot.grammar.vocabulary import COMMAND_WORDS, KEY_WORDS, KEYS


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_word_asks_for_its_command(word: str) -> None:
    assert type(parse(word)) is SLUGS[COMMANDS[word]]
    assert type(parse(f"/ticket {word.upper()}")) is SLUGS[COMMANDS[word]]


@pytest.mark.parametrize("slug", COMMAND_WORDS)
@pytest.mark.parametrize("language", [0, 1])
def test_every_example_works(slug: str, language: int) -> None:
    command = parse(EXAMPLES[slug][language])
    assert type(command) is SLUGS[slug]
    assert slug in {"mine", "home", "back", "board", "admin_member_list"} or any(
        getattr(command, f.name) for f in fields(command)
    )


def test_every_key_names_one_field_of_its_command() -> None:
    for slug, keys in KEYS.items():
        takes = {f.name for f in fields(SLUGS[slug])} | {"lang"}  # `lang` fills `locale`.
        assert set(keys.values()) <= takes, slug
        assert len(keys) == sum(len(KEY_WORDS[field].split()) for field in set(keys.values()))


def test_no_word_asks_for_two_commands() -> None:
    assert len(COMMANDS) == sum(len(words.split()) for words in COMMAND_WORDS.values())
