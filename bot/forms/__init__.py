"""One form definition, three renderings (spec 2 §2): fields, order, limits and checks.

A form's key is the slug of the command that it fills in. Its labels are the catalogue's
`field.<name>`, its title `form.<key>`.
"""

from bot.forms.fields import ANSWERS, CUSTOMERS, KNOWN_BY, LINE, LONG, OWN_TEXT, Field, Kind
from bot.forms.filled import YES, FilledField, FilledForm, Guide, Option, command_of, value_of
from bot.forms.own import TAKING_DOWN, fields_of
from bot.forms.table import FORMS, OF_REQUESTS, TAKES_FILES

__all__ = [
    "ANSWERS",
    "CUSTOMERS",
    "FORMS",
    "KNOWN_BY",
    "LINE",
    "LONG",
    "OF_REQUESTS",
    "OWN_TEXT",
    "TAKES_FILES",
    "TAKING_DOWN",
    "YES",
    "Field",
    "FilledField",
    "FilledForm",
    "Guide",
    "Kind",
    "Option",
    "command_of",
    "fields_of",
    "value_of",
]
