# The checks of ./test that run no test. They change nothing.

typed_files() {
    find goldenthread -path '*/migrations/*' -prune -o \
        \( -path '*/services*.py' -o -path '*/queries*.py' -o -path '*/rules*.py' \) -print
    [ ! -d goldenthread/engine ] || echo goldenthread/engine
}
manage() { DJANGO_SETTINGS_MODULE=tests.settings goldenthread manage "$@"; }

check "format (ruff format)" ruff format --check .
check "lint (ruff check)" ruff check --output-format concise .
check "floors (import-linter)" lint-imports --no-logo
# shellcheck disable=SC2046
check "types (mypy)" mypy $(typed_files)
check "migrations (makemigrations --check)" manage makemigrations --check --dry-run
check "set-up (check)" manage check --fail-level WARNING
