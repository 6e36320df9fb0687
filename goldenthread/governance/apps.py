from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "goldenthread.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.governance.queries.plans import priorities_listed
        from goldenthread.thread.queries.priorities import offer_priorities

        offer_priorities(priorities_listed)
