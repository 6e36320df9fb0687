# Spark for the tests: its Java from the system, its half gigabyte of Python beside the
# other packages. Read by ./test with `.`; ./start does without.

spark_packages() {
    command -v java >/dev/null 2>&1 || system_packages "tests on Spark" openjdk-17-jre-headless
    command -v java >/dev/null 2>&1 ||
        stop "The tests on Spark need Java 17 (openjdk-17-jre-headless). ./test --fast goes without."
    wanted=$(fingerprint requirements-spark.txt)
    stamped .venv/.packages-spark "$wanted" && return
    find_python
    step "Installing Spark (450 MB; about a minute and a half the first time)" \
        "$FOUND" -m pip --python "$PYTHON" install --require-hashes -r requirements-spark.txt
    printf '%s' "$wanted" >.venv/.packages-spark
}
