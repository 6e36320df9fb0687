from django.apps import AppConfig


class DatasetConfig(AppConfig):
    name = "goldenthread.dataset"
    label = "dataset"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.dataset import queries
        from goldenthread.thread.queries import samples
        from goldenthread.thread.queries.series import Offer, offer

        offer(Offer("dataset", queries.series_listed, queries.series_read))
        samples.offer(
            samples.Offer("dataset", queries.samples_listed, queries.sample_read)
        )
