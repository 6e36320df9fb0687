# What ./start and ./test share. Read by them with `.`; plain sh.
# Every step leaves a stamp that names what it was made from, so that it is
# done once and done again when that changes.

set -eu
umask 077
unset PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
export PYTHONUNBUFFERED=1

ROOT=$(pwd)
LOG=$ROOT/var/setup.log
PYTHON=$ROOT/.venv/bin/python
RUNNING=""

say() { printf '%s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

# step WORDS COMMAND…: runs the command with its output in the log; says how
# long it took, and every ten seconds that it still goes on.
step() {
    words=$1; shift
    printf '  … %s' "$words"
    began=$(date +%s)
    "$@" >>"$LOG" 2>&1 &
    RUNNING=$!
    waited=0
    while kill -0 "$RUNNING" 2>/dev/null; do
        sleep 0.2
        passed=$(($(date +%s) - began))
        if [ "$passed" -ge $((waited + 10)) ]; then
            waited=$passed
            printf ' … %ss' "$passed"
        fi
    done
    if wait "$RUNNING"; then
        RUNNING=""
        printf ' … done (%ss)\n' "$(($(date +%s) - began))"
    else
        RUNNING=""
        printf '\n\nThis step failed: %s. The last lines it wrote:\n\n' "$words" >&2
        tail -n 20 "$LOG" >&2
        stop "All it wrote is in var/setup.log."
    fi
}

fingerprint() { { pwd; cat "$@"; } | sha256sum | cut -d' ' -f1; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

prepare_folders() {
    mkdir -p var
    chmod 700 var
    : >"$LOG"
}

# A Python with pip, wherever it is in the PATH: an activated environment of this
# very project comes first there and has none.
find_python() {
    for name in python3.11 python3 python3.12 python3.13; do
        for folder in $(printf '%s' "$PATH" | tr ' :' '? '); do
            FOUND=$folder/$name
            if [ -x "$FOUND" ] &&
                "$FOUND" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
                "$FOUND" -m pip --version >/dev/null 2>&1; then
                return
            fi
        done
    done
    stop "Python 3.11 or newer with pip is needed (Debian: apt-get install python3-pip)."
}

# python_packages FILE…: the virtual environment holds what the files lock.
python_packages() {
    wanted=$(fingerprint pyproject.toml "$@")
    stamp=.venv/.packages
    if stamped "$stamp" "$wanted" || stamped "$stamp-test" "$wanted"; then return; fi
    # The test environment holds everything that running needs.
    if stamped "$stamp-test" "$(fingerprint pyproject.toml requirements-dev.txt)" &&
        [ "$*" = requirements.txt ]; then return; fi
    find_python
    rm -f "$stamp" "$stamp-test"
    [ -x "$PYTHON" ] && "$PYTHON" -c '' 2>/dev/null ||
        step "Making the Python environment" "$FOUND" -m venv --clear --without-pip .venv
    requirements=""
    for file in "$@"; do requirements="$requirements -r $file"; done
    # shellcheck disable=SC2086
    step "Installing Python packages (half a minute the first time)" \
        "$FOUND" -m pip --python "$PYTHON" install --require-hashes $requirements
    step "Installing goldenthread" "$FOUND" -m pip --python "$PYTHON" install \
        --no-deps --no-build-isolation --no-index -e .
    case "$*" in
        *dev*) printf '%s' "$wanted" >"$stamp-test" ;;
        *) printf '%s' "$wanted" >"$stamp" ;;
    esac
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p | grep -q "$1"; }
has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# system_packages WHAT-FOR PACKAGE…: by apt when we may, else by saying so.
system_packages() {
    purpose=$1; shift
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=""
    for package in "$@"; do has_package "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "  ! $purpose needs packages this user may not install. As root:"
        say "      apt-get install --no-install-recommends$missing"
        return 0
    fi
    step "Reading the list of system packages" apt-get update
    # shellcheck disable=SC2086
    step "Installing for $purpose:$missing" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing
}

pdf_packages() {
    system_packages "PDF reports" libpango-1.0-0 libpangoft2-1.0-0 \
        libharfbuzz-subset0 fonts-dejavu-core fonts-liberation fonts-open-sans
}

assets() {
    "$PYTHON" scripts/build_assets.py || stop "The style sheet could not be built; the reason is above."
}
