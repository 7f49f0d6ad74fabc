"""What buttons say."""

from bot.commands import Command, Help, OpenForm, Why, slug
from bot.words import Words


def label(command: Command, words: Words) -> str:
    """What a button says."""
    return words.name(*label_key(command))


def label_key(command: Command) -> tuple[str, str]:
    """Where the words of its button stand; one that opens a form is named for what that does."""
    if isinstance(command, Why) and command.duty:
        return "duty", command.duty
    if isinstance(command, Help) and command.topic:
        return "help_subject", command.topic
    return "button", command.form if isinstance(command, OpenForm) else slug(command)
