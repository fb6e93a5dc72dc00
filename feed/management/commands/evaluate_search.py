"""Print how well search agrees with judged queries. Writes nothing that stays."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from feed.search import evaluation

FOLDER = Path(settings.BASE_DIR) / "tests" / "feed" / "search_judgements"


class Command(BaseCommand):
    help = "Load judged notes, ask every judged query, print nDCG@10, and roll back."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=FOLDER)
        parser.add_argument("--each", action="store_true", help="One line for each query.")

    def handle(self, *args, **options):
        judged = evaluation.judgements(options["folder"] / "judgements.tsv")
        now = timezone.now()
        with transaction.atomic():
            ids = evaluation.load(options["folder"] / "notes.tsv", at=now)
            for name, is_helpful in (("rednote", True), ("text alone", False)):
                outcomes = evaluation.run(judged, ids, at=now, is_helpful=is_helpful)
                self._print(name, outcomes, options["each"])
            transaction.set_rollback(True)

    def _print(self, name, outcomes, each):
        if each:
            for one in sorted(outcomes, key=lambda one: one.ndcg):
                order = " ".join(one.order[:6])
                breach = f"  promotion above: {one.breaches}" if one.breaches else ""
                self.stdout.write(f"  {one.ndcg:.3f}  {one.judged.query}  →  {order}{breach}")
        mean = sum(one.ndcg for one in outcomes) / len(outcomes)
        breaches = sum(len(one.breaches) for one in outcomes)
        self.stdout.write(
            f"{name:<11} nDCG@10={mean:.4f} queries={len(outcomes)} "
            f"promotion above a helpful note of equal relevance={breaches}"
        )
