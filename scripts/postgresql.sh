# A PostgreSQL for the tests alone: made in a temporary folder, stopped and
# removed at the end. Start-up demands checksums and full flushes, so the tests
# have them too; in memory they cost little.

browser_packages() {
    system_packages "browser tests" chromium libatomic1
    command -v chromium >/dev/null 2>&1 ||
        stop "The browser tests need chromium. ./test --fast goes without."
}

postgresql_packages() {
    if [ -z "$(postgresql_programs)" ]; then
        # The package would start a server of its own; nobody asked for one.
        if [ "$(id -u)" -eq 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
            mkdir -p /etc/postgresql-common
            echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
        fi
        system_packages "tests on PostgreSQL" postgresql
    fi
    [ -n "$(postgresql_programs)" ] ||
        stop "The tests need PostgreSQL's server. ./test --fast goes without."
}

postgresql_programs() {
    for folder in /usr/lib/postgresql/*/bin; do
        [ ! -x "$folder/initdb" ] || found=$folder
    done
    printf '%s' "${found:-}"
}

# PostgreSQL refuses to run as root; its package brings a user for it.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups --reset-env "$@"
    else
        "$@"
    fi
}

start_postgresql() {
    programs=$(postgresql_programs)
    CLUSTER=$(mktemp -d "$(roomy_folder)/goldenthread-postgresql-XXXXXX")
    [ "$(id -u)" -ne 0 ] || chown postgres "$CLUSTER"
    step "Making a PostgreSQL for the tests" as_owner "$programs/initdb" \
        --pgdata="$CLUSTER/data" --username=tests --auth=trust \
        --data-checksums --encoding=UTF8 --locale=C.UTF-8 --no-sync
    # No network port: a Unix socket in its own folder.
    step "Starting it" as_owner "$programs/pg_ctl" start --wait --silent \
        --pgdata="$CLUSTER/data" --log="$CLUSTER/log" --options="-k '$CLUSTER' -p 5432 \
        -c listen_addresses='' -c dynamic_shared_memory_type=mmap -c max_connections=60"
    CLUSTER_URL="postgresql://tests@/tests?host=$CLUSTER"
}

stop_postgresql() {
    [ ! -f "$CLUSTER/data/postmaster.pid" ] ||
        (cd / && as_owner "$(postgresql_programs)/pg_ctl" stop --silent \
            --mode=immediate --pgdata="$CLUSTER/data") || true
    rm -rf "$CLUSTER"
    CLUSTER=""
}

roomy_folder() {
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $4}')
    if [ -w /dev/shm ] && [ "${free:-0}" -gt 1000000 ]; then echo /dev/shm; else echo /tmp; fi
}
