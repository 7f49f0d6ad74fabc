"""How views are worded, for every platform alike: views and words in, short plain strings out.

Nothing here is escaped or marked up. Where people are named for a real mention, the answer is
`Rich`: strings, which a platform escapes, between persons, whom it mentions.
"""

from bot.phrases.answers import done, form_faults, refusal, refused
from bot.phrases.archive import (
    customer_facts,
    customer_row,
    customer_title,
    customers_more,
    customers_title,
    past_ticket,
)
from bot.phrases.asking import field_hint, field_label, form_title, guide, label_of, submit_label
from bot.phrases.buttons import label, label_key
from bot.phrases.calling import (
    alarm,
    digest_headline,
    digest_part,
    notice,
    notice_about,
    reminder_about,
    reminder_headline,
)
from bot.phrases.card import (
    card_facts,
    card_marks,
    customer,
    detail,
    headline,
    responsible,
    summary,
)
from bot.phrases.evidence import exhibit
from bot.phrases.helping import help_lines, help_title
from bot.phrases.listing import (
    at_fault,
    effect,
    register_about,
    register_button,
    register_counts,
    register_row,
    register_title,
)
from bot.phrases.parts import (
    DOT,
    Fact,
    Rich,
    deadline,
    duty_name,
    flat,
    people,
    status,
    texts,
    urgency,
)
from bot.phrases.past import changes, file_name, happenings, history, told
from bot.phrases.profile import profile_facts, shift
from bot.phrases.queue import (
    OWED_SHOWN,
    empty_queue,
    hidden_owed,
    hidden_rows,
    home_headings,
    owed_heading,
    owed_row,
    queue_row,
    queue_title,
)
from bot.phrases.requests import (
    request_facts,
    request_headline,
    request_row,
    request_summary,
    requests_heading,
)
from bot.phrases.why import why_lines, why_title

__all__ = [
    "DOT",
    "OWED_SHOWN",
    "Fact",
    "Rich",
    "alarm",
    "at_fault",
    "card_facts",
    "card_marks",
    "changes",
    "customer",
    "customer_facts",
    "customer_row",
    "customer_title",
    "customers_more",
    "customers_title",
    "deadline",
    "detail",
    "digest_headline",
    "digest_part",
    "done",
    "duty_name",
    "effect",
    "empty_queue",
    "exhibit",
    "field_hint",
    "field_label",
    "file_name",
    "flat",
    "form_faults",
    "form_title",
    "guide",
    "happenings",
    "headline",
    "help_lines",
    "help_title",
    "hidden_owed",
    "hidden_rows",
    "history",
    "home_headings",
    "label",
    "label_key",
    "label_of",
    "notice",
    "notice_about",
    "owed_heading",
    "owed_row",
    "past_ticket",
    "people",
    "profile_facts",
    "queue_row",
    "queue_title",
    "refusal",
    "refused",
    "register_about",
    "register_button",
    "register_counts",
    "register_row",
    "register_title",
    "reminder_about",
    "reminder_headline",
    "request_facts",
    "request_headline",
    "request_row",
    "request_summary",
    "requests_heading",
    "responsible",
    "shift",
    "status",
    "submit_label",
    "summary",
    "texts",
    "told",
    "urgency",
    "why_lines",
    "why_title",
]
