"""Django's sessions in the database, found by a query that is compiled once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db.models import QuerySet
from django.utils import timezone

from core.prepared import Prepared


class SessionStore(InDatabase):
    def _get_session_from_db(self) -> Any:
        """The row of this key; None, and the key forgotten, where it is unknown or over."""
        found = _OF_KEY.objects(key=self.session_key)
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


def _of_key(key: str) -> QuerySet:
    return SessionStore.get_model_class().objects.filter(session_key=key)


_OF_KEY = Prepared(_of_key, "key", texts=["key"])
