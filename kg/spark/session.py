"""A Spark session for this package, or the reason why there can be none."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.errors import KgError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "spark.log.level": "ERROR",
        # A row is a paper with all that it says: ten thousand of them, the default, are a hundred megabytes.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        # 4,096, the default, of papers with all their triples did not fit into the gigabyte that Spark has by default.
        "spark.sql.parquet.columnarReaderBatchSize": "256",
    }
)
_PARTITIONS: Final = "spark.sql.shuffle.partitions"
_TASKS_A_CORE: Final = 4
"""Papers differ in length, so more tasks than cores keep all of these busy to the end."""


def session(master: str = "local[*]", conf: Mapping[str, str] = _NONE) -> "SparkSession":
    """Return a Spark session, made or found.

    Args:
        master: where Spark runs: ``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://...``.
        conf: settings of Spark.

    Raises:
        KgError: PySpark or Java is missing.
    """
    if reason := missing():
        raise reason
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("abstract-kg").master(master)
    if master.startswith("local"):
        # Workers on this machine run in this environment, where this package is; Spark asks for it nowhere else.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.config("spark.ui.enabled", "false")
    for name, value in {**_SETTINGS, **conf}.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    if made.sparkContext.getConf().get(_PARTITIONS) is None and _PARTITIONS not in conf:
        made.conf.set(_PARTITIONS, str(_TASKS_A_CORE * made.sparkContext.defaultParallelism))
    return made


@contextmanager
def running(master: str = "local[*]", conf: Mapping[str, str] = _NONE) -> Iterator["SparkSession"]:
    """Yield a Spark session and end it; arguments are those of ``session``.

    Raises:
        KgError: PySpark or Java is missing; Spark gave up or ended while the block ran.
    """
    if reason := missing():
        raise reason
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    spark = None
    try:
        spark = session(master, conf)
        yield spark
    except (Py4JError, PySparkException, ConnectionError) as error:
        # Py4J loses its connection where the Java process ends, as it does when its memory is used up.
        problem = "Spark ended or gave up"
        cure = "read what it says above; where memory is short, give it more: --conf spark.driver.memory=4g"
        raise KgError(problem, cure=cure) from error
    finally:
        if spark is not None:
            with suppress(Py4JError, ConnectionError):
                spark.stop()


def missing() -> KgError | None:
    """Return what keeps Spark from running here, as an error with its cure; None where nothing does."""
    if find_spec("pyspark") is None:
        return KgError("Spark needs PySpark", cure='pip install "abstract-kg[spark]"')
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        return KgError("Spark needs Java", cure="install Java 17 or newer, for instance openjdk-17-jre-headless")
    return None
