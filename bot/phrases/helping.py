"""Help: a line for every command, or all about one."""

from bot.grammar import KEY_WORDS, KEYS, NO_KEYS
from bot.phrases.asking import field_label
from bot.views import HelpPage
from bot.words import Words


def help_title(view: HelpPage, words: Words) -> str:
    if view.topic:
        return words.say("help_part.title", command=view.topic)
    if view.subject:
        return words.say("help_part.title", command=words.say(f"help_subject.{view.subject}"))
    return words.say("help_part.first" if view.subjects else "help.title", name=view.name)


def help_lines(view: HelpPage, words: Words) -> tuple[str, ...]:
    """One line for each command, or all about the one that was asked for."""
    if view.topic:
        return _explained(view, words)
    lines = (_help_line(command, view, words) for command in view.commands)
    said = tuple(line for line in lines if line) or (words.say("help.nothing"),)
    return (*said, words.say("help_part.rest")) if view.subjects and not view.subject else said


def _help_line(command: str, view: HelpPage, words: Words) -> str:
    key = f"help.{command}"
    said = words.say(key) if words.has(key) else ""
    return words.say("help_part.own", line=said) if said and command in view.own else said


def _explained(view: HelpPage, words: Words) -> tuple[str, ...]:
    """A command's line, the keys it takes, and who may if this person may not."""
    lines = [_help_line(view.topic, view, words)]
    for key in dict.fromkeys(KEYS.get(view.topic, NO_KEYS).values()):
        written = sorted(
            KEY_WORDS[key].split(), key=lambda way: way.isascii(), reverse=_is_en(words)
        )
        label = field_label(view.topic, key, words)
        ways = words.listed(f"{way}=" for way in written)
        lines.append(words.say("help_part.key", label=label, written=ways))
    if view.who_may:
        lines.append(words.say("help_part.who_may", who_may=view.who_may))
    return tuple(lines)


def _is_en(words: Words) -> bool:
    return words.locale == "en"
