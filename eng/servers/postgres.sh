#!/usr/bin/env bash
# A private PostgreSQL for tests: its own data folder, its own loopback port, no password, gone with its owner.
#
#   postgres.sh start DIR [OWNER_PID]   start, or start again with the data that is there; writes DIR/port and prints it
#   postgres.sh stop  DIR [MODE]        MODE is pg_ctl's: fast (default), or immediate for a crash
#
# With OWNER_PID the server stops and DIR is removed when that process ends. Exit code 3: PostgreSQL is not installed.
# The binaries are looked for in $POSTGRES_BIN, then where Debian puts them, then on the PATH.
set -euo pipefail

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
action=$1
dir=$2
user=wellintake

find_binaries() {
    if [ -n "${POSTGRES_BIN:-}" ]; then echo "$POSTGRES_BIN"; return; fi
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
    if [ -n "$newest" ]; then echo "$newest"; return; fi
    command -v pg_ctl >/dev/null && dirname "$(command -v pg_ctl)"
}

bin=$(find_binaries) && [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] || { echo "PostgreSQL is not installed" >&2; exit 3; }

# PostgreSQL refuses to run as root: drop to its own user there.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/ "$@")
    else
        (cd / && "$@")
    fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

try_start() {
    # fsync off: a killed server loses nothing, only a machine that loses power would. synchronous_commit stays on.
    as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 start >>"$dir/control.log" 2>&1 -o \
        "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 -c fsync=off -c full_page_writes=off"
}

start() {
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    [ "$(id -u)" = 0 ] && chown postgres: "$dir"
    if [ ! -f "$dir/data/PG_VERSION" ]; then
        as_server "$bin/initdb" -D "$dir/data" -U "$user" -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1
    fi

    if [ -f "$dir/port" ]; then
        try_start "$(cat "$dir/port")"
    else
        for _ in 1 2 3 4 5; do
            local port=$((20000 + RANDOM % 12000))
            if port_is_free "$port" && try_start "$port"; then echo "$port" >"$dir/port"; break; fi
        done
        [ -f "$dir/port" ] || { echo "The server did not start; see $dir/server.log" >&2; exit 1; }
    fi
    cat "$dir/port"
}

# Outlives this script, and the owner by a second.
watch_owner() {
    (
        trap '' HUP
        while kill -0 "$1" 2>/dev/null; do sleep 1; done
        as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop || true # its owner may have stopped it
        rm -rf "$dir"
    ) </dev/null >/dev/null 2>&1 &
}

case $action in
    start)
        start
        if [ -n "${3:-}" ]; then watch_owner "$3"; fi
        ;;
    stop) as_server "$bin/pg_ctl" -D "$dir/data" -m "${3:-fast}" -w stop >/dev/null ;;
    *) usage ;;
esac
