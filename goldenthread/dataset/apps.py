from django.apps import AppConfig


class DatasetConfig(AppConfig):
    name = "goldenthread.dataset"
    label = "dataset"
    default_auto_field = "django.db.models.BigAutoField"
