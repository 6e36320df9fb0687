from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "goldenthread.audits"
    label = "audits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.audits import queries
        from goldenthread.thread.queries.series import Offer, offer

        offer(Offer("audits", queries.scores_listed, queries.score_read))
