# shellcheck shell=bash
# Redis alone, and a cluster of three: Debian's redis-server (BSD), unpacked, not installed into the system.

redis_processes() { echo redis; }
redis-cluster_processes() { printf 'redis-cluster-%s\n' 1 2 3; }

REDIS_THING=redis-debian
REDIS_PACKAGES=(redis-server redis-tools liblzf1 libjemalloc2 libatomic1 liblua5.1-0 lua-cjson lua-bitop)

redis_install() {
  ! installed $REDIS_THING || return 0
  need redis apt-get "its packages are unpacked from Debian's archive"
  exclusively redis redis_unpack "$CACHE/log/redis.log"
}
redis-cluster_install() { redis_install; }

redis_download() { (cd "$CACHE/$REDIS_THING" && apt-get -qq download "${REDIS_PACKAGES[@]}") >>"$1" 2>&1; }

redis_unpack() {
  local log=$1 package
  ! installed $REDIS_THING || return 0
  begin_install $REDIS_THING
  : >"$log"
  # apt-get checks each package against the archive's signed lists; a new machine may have none of these yet.
  if ! redis_download "$log"; then
    [[ $(id -u) == 0 ]] || fail redis "apt-get download failed; refresh its lists as root: apt-get update" "$log"
    say "redis: refreshing apt's package lists"
    apt-get -qq update >>"$log" 2>&1 || fail redis 'apt-get update failed' "$log"
    redis_download "$log" || fail redis 'apt-get download failed' "$log"
  fi
  for package in "$CACHE/$REDIS_THING"/*.deb; do
    dpkg -x "$package" "$CACHE/$REDIS_THING" >>"$log" 2>&1 || fail redis "could not unpack $package" "$log"
    rm "$package"
  done
  redis_run redis-server --version >>"$log" 2>&1 || fail redis 'the unpacked server does not run' "$log"
  finish_install $REDIS_THING
}

redis_libraries() { find "$CACHE/$REDIS_THING/usr/lib" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:; }

# redis_run PROGRAM ARGUMENTS…
redis_run() {
  local program=$1
  shift
  LD_LIBRARY_PATH=$(redis_libraries) "$CACHE/$REDIS_THING/usr/bin/$program" "$@"
}

redis_cli() { redis_run redis-cli -h 127.0.0.1 "$@"; }

# redis_spawn PROCESS OPTIONS…: the append-only file keeps what was written through stop and kill -9.
redis_spawn() {
  local process=$1
  shift
  require_port "$process"
  spawn "$process" env LD_LIBRARY_PATH="$(redis_libraries)" "$CACHE/$REDIS_THING/usr/bin/redis-server" \
    --port "$(port "$process")" --bind 127.0.0.1 --dir "$RUN/$process" --save '' --appendonly yes "$@"
}

redis_launch() { redis_spawn redis; }
redis_ready() { wait_ready redis 60 redis_answers redis; }
redis_answers() { [[ $(redis_cli -p "$(port "$1")" ping) == PONG ]]; }
redis_env() { echo "REDIS_URL=redis://127.0.0.1:$(port redis)"; }

redis-cluster_launch() {
  local process
  redis_cluster_make
  for process in $(redis-cluster_processes); do
    running "$process" >/dev/null || redis_cluster_spawn "$process"
  done
}

redis_cluster_spawn() {
  redis_spawn "$1" --cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout 2000
}

# Once made, the nodes keep their slots in nodes.conf. A cluster whose making was interrupted is made anew.
redis_cluster_make() {
  local process made=$RUN/redis-cluster-1/made log=$RUN/redis-cluster-1/create.log
  [[ ! -e $made ]] || return 0
  for process in $(redis-cluster_processes); do
    end "$process" TERM
    rm -rf "$RUN/$process/nodes.conf" "$RUN/$process/appendonlydir"
    redis_cluster_spawn "$process"
  done
  for process in $(redis-cluster_processes); do wait_ready redis-cluster 60 redis_answers "$process"; done
  # shellcheck disable=SC2046 # three words are meant
  redis_cli --cluster create $(redis_cluster_nodes) --cluster-yes >"$log" 2>&1 ||
    fail redis-cluster 'could not be made of its three nodes' "$log"
  touch "$made"
}

redis-cluster_ready() {
  redis_cluster_make
  wait_ready redis-cluster 60 redis_cluster_whole
}

redis_cluster_nodes() {
  local process
  for process in $(redis-cluster_processes); do echo "127.0.0.1:$(port "$process")"; done
}

redis_cluster_whole() {
  local process
  for process in $(redis-cluster_processes); do
    redis_cli -p "$(port "$process")" cluster info | grep -q '^cluster_state:ok' || return 1
  done
}

redis-cluster_env() { echo "REDIS_CLUSTER_NODES=$(redis_cluster_nodes | paste -sd,)"; }
