"""A session of Spark that has answered, within bounds, and that leaves nothing behind."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from goldenthread.engine.errors import NoSpark, SparkDoesNotAnswer


if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
MASTER = re.compile(r"local(\[[\w*,]+\])?|spark://.+|yarn|k8s://.+")
# What one attempt to reach a master's port may take.
REACH = 5.0
WENT_AWAY = "it went away."


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs, and how many seconds it may take until it first answers.

    `memory`, `partitions` (parts that a shuffle makes) and `java` (further options of
    the virtual machine) are for Spark on this machine; a cluster has its own settings.
    """

    master: str = LOCAL
    patience: float = 120.0
    memory: str = "2g"
    partitions: int = 4
    java: str = ""

    @property
    def is_here(self) -> bool:
        return self.master.startswith("local")


@contextmanager
def session(cluster: Cluster) -> Iterator[SparkSession]:
    """A session that has answered once. One that is open here already is used, and stays.

    NoSpark where it is not installed. SparkDoesNotAnswer where the master is no address,
    does not answer in time, or goes away while it is at work.
    """
    _installed()
    if not MASTER.fullmatch(cluster.master):
        raise SparkDoesNotAnswer(
            f"{cluster.master} is no address of Spark: local[2], spark://host:7077, yarn "
            "or k8s://… are."
        )
    open_already = _open_here(cluster)
    if open_already is not None:
        with _named(cluster):
            yield open_already
        return
    _reach(cluster)
    with TemporaryDirectory(prefix="goldenthread-spark-") as folder:
        machine = _Machine(cluster, Path(folder))
        try:
            found = machine.start()
            with _named(cluster):
                yield found
        finally:
            machine.stop()


def _installed() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise NoSpark(
            "Spark is not installed: it comes with `pip install --require-hashes -r "
            "requirements-spark.txt`, or the extra “spark”."
        ) from None
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(f"{home}/bin/java" if home else "java"):
        where = f"in JAVA_HOME ({home})" if home else "in the PATH"
        raise NoSpark(f"Spark needs Java 17 or newer, and there is no java {where}.")


def _open_here(cluster: Cluster) -> SparkSession | None:
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    if found is not None and found.sparkContext.master != cluster.master:
        raise SparkDoesNotAnswer(
            f"This process has a session of Spark at {found.sparkContext.master} open, "
            f"so that none at {cluster.master} can be."
        )
    return found


def _reach(cluster: Cluster) -> None:
    """Ask the port of a master of its own first: Spark itself tries for a minute."""
    if not cluster.master.startswith("spark://"):
        return
    addresses = cluster.master.removeprefix("spark://").split(",")
    if not any(_listens(one, min(REACH, cluster.patience)) for one in addresses):
        raise SparkDoesNotAnswer(f"Nothing listens at {cluster.master}.")


def _listens(address: str, patience: float) -> bool:
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit()):
        raise SparkDoesNotAnswer(f"spark://{address} does not say host and port.")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), patience):
            return True
    except (OSError, OverflowError):
        return False


@contextmanager
def _named(cluster: Cluster) -> Iterator[None]:
    """What Spark throws while it is at work, as an error of the engine."""
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as why:
        # At which word the line went dead is chance, and says nothing.
        is_gone = isinstance(why, Py4JNetworkError | ConnectionError)
        said = WENT_AWAY if is_gone else _first(why)
        raise SparkDoesNotAnswer(
            f"Spark at {cluster.master} failed at its work: {said}"
        ) from why


def _first(why: BaseException) -> str:
    """The first line that says something; nothing is said by what has gone away."""
    lines = [one.strip(" :") for one in str(why).splitlines()]
    said = [one for one in lines if one and not one.startswith("An error occurred")]
    return said[0][:300] if said else WENT_AWAY


def _told(record: logging.LogRecord) -> bool:
    """Not what the bridge to Java prints besides throwing it."""
    return record.msg != "Exception while sending command."


class _Machine:
    """The Java machine of one session, its folder, and the clock that ends it."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self.folder = folder
        self.gateway: Any = None
        self.context: Any = None
        self._late = threading.Event()
        logging.getLogger().addFilter(_told)

    def start(self) -> SparkSession:
        clock = threading.Timer(self.cluster.patience, self._give_up)
        clock.daemon = True
        clock.start()
        try:
            self._launch()
            return self._answered()
        except Exception as why:
            if self._late.is_set():
                raise self._too_late() from why
            raise SparkDoesNotAnswer(
                f"Spark at {self.cluster.master} did not start: {_first(why)}"
            ) from why
        finally:
            clock.cancel()

    def _launch(self) -> None:
        """Start Java; what it writes goes into the folder, not to the terminal."""
        from pyspark.java_gateway import launch_gateway

        def launch() -> None:
            with (self.folder / "said").open("ab") as said:
                kinds = {"stdout": said, "stderr": said}
                self.gateway = launch_gateway(self._settings(), popen_kwargs=kinds)

        launching = threading.Thread(target=launch, daemon=True)
        launching.start()
        launching.join(self.cluster.patience)
        if self.gateway is None:
            if launching.is_alive():
                self._late.set()
            raise RuntimeError(self._said() or "Java ended before it began")

    def _answered(self) -> SparkSession:
        from pyspark import SparkContext
        from pyspark.logger import PySparkLogger
        from pyspark.sql import SparkSession

        # What is wrong with a query is thrown; here it would be printed besides.
        PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
        if self.cluster.is_here:
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        self.context = SparkContext(gateway=self.gateway, conf=self._settings())
        found = SparkSession(self.context)
        # A session opens before any worker has answered: a small sum asks one.
        found.range(1).count()
        return found

    def _settings(self) -> Any:
        from pyspark import SparkConf

        own = _here(self.cluster, self.folder) if self.cluster.is_here else {}
        asked = {"spark.master": self.cluster.master} | COMMON | own
        return SparkConf(loadDefaults=False).setAll(list(asked.items()))

    def _give_up(self) -> None:
        self._late.set()
        if self.gateway is not None:
            self.gateway.proc.kill()

    def _too_late(self) -> SparkDoesNotAnswer:
        return SparkDoesNotAnswer(
            f"Spark at {self.cluster.master} did not answer within "
            f"{self.cluster.patience:g} seconds."
        )

    def _said(self) -> str:
        said = self.folder / "said"
        lines = said.read_text("utf-8", "replace").splitlines() if said.exists() else []
        return next((one for one in reversed(lines) if one.strip()), "")

    def stop(self) -> None:
        """End the session and its Java; the next one begins with another."""
        if self.gateway is not None:
            self._say_goodbye()
        logging.getLogger().removeFilter(_told)

    def _say_goodbye(self) -> None:
        from pyspark import SparkContext

        # A machine that has died already cannot say goodbye, and that was told by name:
        # the library's warning of it would be printed besides, now and then.
        with suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            if self.context is not None:
                self.context.stop()
        with suppress(Exception):
            self.gateway.shutdown()
        self.gateway.proc.stdin.close()
        self._ended()
        SparkContext._gateway = SparkContext._jvm = None
        SparkContext._active_spark_context = None

    def _ended(self) -> None:
        import subprocess

        try:
            self.gateway.proc.wait(10)
        except subprocess.TimeoutExpired:
            self.gateway.proc.kill()
            self.gateway.proc.wait()


# Moments as DuckDB has them here; a wrong cast is an error, not an empty cell.
COMMON = {
    "spark.app.name": "goldenthread engine",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
}


def _here(cluster: Cluster, folder: Path) -> dict[str, str]:
    """Spark on this machine: nothing listens to others, nothing lies elsewhere."""
    return {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": cluster.memory,
        "spark.driver.extraJavaOptions": cluster.java,
        "spark.sql.shuffle.partitions": str(cluster.partitions),
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
    }
