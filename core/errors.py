"""What a rule of the trade says when it says no."""

from collections.abc import Mapping


class RuleViolation(Exception):
    """The parent of every "the rule says no". The API answers 409, a page shows the message.

    :param message: for the reader, in the reader's language
    :param field: the field that the message belongs to, where there is one
    :param detail: values a program may want (which SKUs are short, which price is new)
    """

    code = "rule_violation"
    status = 409

    def __init__(
        self, message: str = "", *, field: str = "", detail: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.detail = dict(detail or {})
