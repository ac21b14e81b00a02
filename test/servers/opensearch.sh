# shellcheck shell=bash
# OpenSearch with all its modules (Apache-2.0), from Maven Central; its own start script and security plugin are not in it.
OPENSEARCH_VERSION=3.6.0
OPENSEARCH_SHA256=a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286
# Not needed here: 75 MB of GeoLite data, gRPC, and the installers of plugins and of FIPS.
OPENSEARCH_LEFT_OUT=('*/modules/ingest-geoip/*' '*/modules/transport-grpc/*' '*/lib/tools/plugin-cli/*' '*/lib/tools/fips-demo-installer-cli/*')
# OpenSearch refuses to run as root; a run as root hands it to this user, who therefore must be able to reach RUN.
OPENSEARCH_USER=${MASTHEAD_OPENSEARCH_USER:-nobody}

opensearch_processes() { echo opensearch; }

opensearch_install() {
  local thing=opensearch-$OPENSEARCH_VERSION-zip
  opensearch_java >/dev/null
  need opensearch unzip 'on Debian: apt-get install unzip'
  if ! installed "$thing"; then
    need opensearch mvn 'Maven fetches it; on Debian: apt-get install maven'
    exclusively opensearch opensearch_fetch "$thing" "$CACHE/log/opensearch.log"
  fi
  opensearch_unpack "$CACHE/$thing/opensearch-$OPENSEARCH_VERSION.zip"
}

opensearch_fetch() {
  ! installed "$1" || return 0
  begin_install "$1"
  say "opensearch: fetching $OPENSEARCH_VERSION, 162 MB, once on this machine (log: $2)"
  # -C: a checksum of the repository that is missing or wrong is an error.
  mvn -B -q -C org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    "-Dartifact=org.opensearch.distribution.integ-test-zip:opensearch:$OPENSEARCH_VERSION:zip" \
    "-DoutputDirectory=$CACHE/$1" >"$2" 2>&1 || fail opensearch 'Maven could not fetch it' "$2"
  sha256sum --check --quiet >>"$2" 2>&1 <<<"$OPENSEARCH_SHA256  $CACHE/$1/opensearch-$OPENSEARCH_VERSION.zip" ||
    fail opensearch 'the SHA-256 of the download is wrong; refused' "$2"
  finish_install "$1"
}

# Unpacked in RUN, not in CACHE: a home folder is often closed to OPENSEARCH_USER. The count notices a folder for
# temporary files that was swept in between.
opensearch_unpack() {
  local dist=$RUN/opensearch/dist
  [[ ! -e $dist/.files || $(cat "$dist/.files") != "$OPENSEARCH_VERSION $(opensearch_files "$dist")" ]] || return 0
  rm -rf "$dist"
  mkdir -p "$dist"
  unzip -q "$1" -d "$dist" -x "${OPENSEARCH_LEFT_OUT[@]}" >&2 || die "opensearch: could not unpack $1"
  chmod -R a+rX "$dist"
  echo "$OPENSEARCH_VERSION $(opensearch_files "$dist")" >"$dist/.files"
}

opensearch_files() { find "$1" -type f ! -name .files | wc -l; }

java_version() { "$1/bin/java" -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p' | head -n 1; }

opensearch_java() {
  local home version
  for home in "${MASTHEAD_OPENSEARCH_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk*; do
    [[ -n $home && -x $home/bin/java ]] || continue
    version=$(java_version "$home")
    ((${version:-0} < 21)) || { echo "$home"; return 0; }
  done
  die "opensearch: needs a full JDK of version 21 or newer in /usr/lib/jvm, or MASTHEAD_OPENSEARCH_JAVA_HOME set to one"
}

opensearch_launch() {
  local dir=$RUN/opensearch home=$RUN/opensearch/dist/opensearch-$OPENSEARCH_VERSION java
  local -a options user=()
  java=$(opensearch_java)
  require_port opensearch
  mkdir -p "$dir"/{config,data,logs,tmp}
  opensearch_configure "$dir"
  if [[ $(id -u) == 0 ]]; then
    id "$OPENSEARCH_USER" >/dev/null 2>&1 || die "opensearch: no user '$OPENSEARCH_USER'; MASTHEAD_OPENSEARCH_USER names another"
    user=(setpriv --reuid="$OPENSEARCH_USER" --regid="$(id -g "$OPENSEARCH_USER")" --clear-groups --no-new-privs)
    chown -R "$OPENSEARCH_USER:" "$dir"/{config,data,logs,tmp}
    "${user[@]}" test -r "$home/lib" -a -w "$dir/data" -a -x "$java/bin/java" ||
      die "opensearch: the user '$OPENSEARCH_USER' cannot reach $dir or $java (a parent folder with mode 700?); MASTHEAD_SERVERS_RUN moves the first"
  fi
  options=(-Xms512m -Xmx512m -XX:MaxDirectMemorySize=256m -Xss1m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
    -XX:+ExitOnOutOfMemoryError -XX:-OmitStackTraceInFastThrow "-XX:ErrorFile=$dir/logs/hs_err_%p.log"
    "-Djava.io.tmpdir=$dir/tmp" -Djava.awt.headless=true -Dfile.encoding=UTF-8 "-Djava.locale.providers=SPI,CLDR"
    -Djna.nosys=true -Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true
    -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0
    -Dio.netty.allocator.numDirectArenas=0
    # Since 3.0 this agent stands where Java's security manager stood; the server does not start without it.
    "-javaagent:$home/agent/opensearch-agent.jar"
    "-Dopensearch.path.home=$home" "-Dopensearch.path.conf=$dir/config"
    -Dopensearch.distribution.type=zip -Dopensearch.bundled_jdk=false)
  (($(java_version "$java") < 24)) ||
    options+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  ulimit -n 65535 2>/dev/null || true
  # The distribution's own script would start five Java machines before this one.
  spawn opensearch "${user[@]}" "$java/bin/java" "${options[@]}" -cp "$home/lib/*" org.opensearch.bootstrap.OpenSearch
}

opensearch_configure() {
  cat >"$1/config/opensearch.yml" <<YAML
cluster.name: masthead-test
node.name: masthead-test-1
discovery.type: single-node
network.host: 127.0.0.1
http.port: $(port opensearch)
transport.port: $(($(port opensearch) + 10000))
path.data: $1/data
path.logs: $1/logs
node.store.allow_mmap: false
cluster.routing.allocation.disk.threshold_enabled: false
YAML
  cat >"$1/config/log4j2.properties" <<'PROPERTIES'
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
PROPERTIES
}

opensearch_ready() { wait_ready opensearch 180 opensearch_healthy; }

# The health must be this very process's, not that of another server on the port.
opensearch_healthy() {
  local url pid
  url=http://127.0.0.1:$(port opensearch)
  pid=$(running opensearch)
  curl --noproxy '*' -fsS -m 5 "$url/_cluster/health?wait_for_status=yellow&timeout=2s" &&
    curl --noproxy '*' -fsS -m 5 "$url/_nodes/_local/process?filter_path=nodes.*.process.id" | grep -q "\"id\":$pid}"
}

opensearch_env() { echo "OPENSEARCH_URL=http://127.0.0.1:$(port opensearch)"; }
