"""Ask the shop's books whether all that must hold does hold."""

from django.core.management.base import BaseCommand, CommandError

from shop.services import audit


class Command(BaseCommand):
    help = "Check stock, holds, orders, payments, refunds and the ledger against each other."

    def handle(self, *args, **options):
        found = audit.findings()
        for finding in found:
            self.stderr.write(str(finding))
        if found:
            raise CommandError(f"{len(found)} of {len(audit.QUESTIONS)} questions found a fault.")
        self.stdout.write(f"Clean: {len(audit.QUESTIONS)} questions found nothing.")
