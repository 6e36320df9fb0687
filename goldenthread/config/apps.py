from django.apps import AppConfig


class Config(AppConfig):
    name = "goldenthread.config"
    label = "config"

    def ready(self) -> None:
        # Registers the checks of the database's promises.
        from goldenthread.config import checks  # noqa: F401
