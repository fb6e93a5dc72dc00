"""Production: refuses to start where something is missing, and says what."""

from rednote.settings.base import *
