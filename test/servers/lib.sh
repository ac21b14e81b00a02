# shellcheck shell=bash
# What every server's file stands on: messages, ports, processes known by pid and start time, downloads that heal.
# Sourced by ./servers, which sets CACHE (downloads and builds) and RUN (data, logs, ports, pids of this checkout).

say() { printf 'servers: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# fail NAME WHAT LOG: which server, what failed, and how its log ends.
fail() {
  say "$1: $2"
  if [[ -s $3 ]]; then
    say "$1: last lines of $3:"
    tail -n 15 "$3" | sed 's/^/    /' >&2
  fi
  exit 1
}

need() { # need NAME COMMAND WHY
  command -v "$2" >/dev/null || die "$1: the command '$2' is missing ($3)"
}

# ---- processes ----------------------------------------------------------------------------------------------------
# A process is known by RUN/<process>/pid, which holds "pid starttime": a pid that the kernel has given to someone else
# since then is never taken for ours, so never stopped.

start_time() { sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
process_state() { sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f1; }

# running PROCESS: prints the pid if the process lives.
running() {
  local pid started
  read -r pid started 2>/dev/null <"$RUN/$1/pid" || return 1
  [[ -n $started && $(start_time "$pid") == "$started" && $(process_state "$pid") != Z ]] || return 1
  printf '%s\n' "$pid"
}

# spawn PROCESS COMMAND…: in a session of its own, without this shell's environment, its output in RUN/<process>/log.
spawn() {
  local process=$1 dir=$RUN/$1 log=$RUN/$1/log pid
  shift
  [[ ! -s $log ]] || mv -f "$log" "$log.previous"
  (
    cd "$dir" || exit
    # The parent shell has job control off here, so setsid need not fork and $! is the server itself.
    setsid env -i PATH="$PATH" HOME="$dir" LANG=C.UTF-8 TMPDIR="$dir" "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$dir/pid.new"
    mv "$dir/pid.new" "$dir/pid"
  )
}

# end PROCESS SIGNAL: waits until it is gone; SIGKILL after 20 s.
end() {
  local pid tries
  if pid=$(running "$1"); then
    kill "-$2" "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 220; tries++)); do
      running "$1" >/dev/null || break
      ((tries != 200)) || { say "$1: ignores SIGTERM, killed"; kill -KILL "$pid" 2>/dev/null || true; }
      sleep 0.1
    done
  fi
  rm -f "$RUN/$1/pid"
}

# wait_ready NAME SECONDS CHECK…: the check is asked until it agrees, its processes die, or time is up.
wait_ready() {
  local name=$1 seconds=$2 until process
  until=$((SECONDS + seconds))
  shift 2
  until "$@" >/dev/null 2>&1; do
    for process in $(processes "$name"); do
      running "$process" >/dev/null || fail "$name" "ended while starting" "$RUN/$process/log"
    done
    if ((SECONDS >= until)); then
      process=$(processes "$name" | head -n 1)
      fail "$name" "not ready after $seconds s" "$RUN/$process/log"
    fi
    sleep 0.2
  done
}

# answers URL: some HTTP answer below 500, asked without any proxy.
answers() {
  local status
  status=$(curl --noproxy '*' -s -o /dev/null -m 5 -w '%{http_code}' "$1") && ((status > 0 && status < 500))
}

# ---- ports --------------------------------------------------------------------------------------------------------
# A process keeps the port of its first start, so that a client finds it again after a stop. Below the ephemeral range;
# port + 10000 must be free too, since a Redis cluster's bus uses it.

port() { cat "$RUN/$1/port"; }

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# assign_port PROCESS: called under the lock of RUN.
assign_port() {
  local candidate tries
  mkdir -p "$RUN/$1"
  [[ ! -s $RUN/$1/port ]] || return 0
  for ((tries = 0; tries < 200; tries++)); do
    candidate=$((15000 + RANDOM % 5000))
    # Ports of other checkouts whose servers are stopped are left alone as well.
    ! grep -qsx "$candidate" "$RUN"/*/port "$RUN"/../*/*/port || continue
    if port_free "$candidate" && port_free $((candidate + 10000)); then
      printf '%s\n' "$candidate" >"$RUN/$1/port"
      return 0
    fi
  done
  die "$1: no free port found between 15000 and 20000"
}

require_port() {
  port_free "$(port "$1")" ||
    die "$1: port $(port "$1") is taken by another process; stop that one, or '$SELF clean' to begin on other ports"
}

# ---- installs -----------------------------------------------------------------------------------------------------
# What is in CACHE/<thing> counts only once CACHE/<thing>/.complete stands there, written last: an install that was
# interrupted is begun again.

installed() { [[ -e $CACHE/$1/.complete ]]; }
begin_install() { rm -rf "${CACHE:?}/$1" && mkdir -p "$CACHE/$1" "$CACHE/log"; }
finish_install() { touch "$CACHE/$1/.complete"; }

# exclusively LOCK COMMAND…: one at a time on this machine. What the command starts does not inherit the lock.
exclusively() {
  mkdir -p "$CACHE/lock"
  exec 8>"$CACHE/lock/$1"
  shift
  flock -n 8 || { say "waiting for another install to end"; flock 8; }
  "$@" 8>&-
  exec 8>&-
}
