from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "goldenthread.report"
    label = "report"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.core.figures import gather_keys_from
        from goldenthread.report.registry import figures

        gather_keys_from(figures)
