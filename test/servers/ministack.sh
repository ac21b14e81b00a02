# shellcheck shell=bash
# SQS and Cognito: ministack (PyPI, MIT). SIGTERM writes its queues to disk and a start reads them; kill -9 loses messages.
MINISTACK_VERSION=1.5.33

ministack_processes() { echo ministack; }

# A virtual environment names its own path and its requirements decide what is in it: both make its name.
ministack_thing() { echo "ministack-$MINISTACK_VERSION-$(sha256sum <"$HERE/ministack.requirements.txt" | cut -c1-8)"; }

ministack_install() {
  # The interpreter a virtual environment points at may have gone with an upgrade of the system.
  ! { installed "$(ministack_thing)" && "$CACHE/$(ministack_thing)/bin/python" -c ''; } 2>/dev/null || return 0
  need ministack python3 'CPython 3.11 or newer'
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    die "ministack: python3 is $(python3 -V 2>&1 | cut -d' ' -f2), 3.11 or newer is needed"
  exclusively ministack ministack_build "$(ministack_thing)" "$CACHE/log/ministack.log"
}

ministack_build() {
  ! { installed "$1" && "$CACHE/$1/bin/python" -c ''; } 2>/dev/null || return 0
  begin_install "$1"
  say "ministack: installing $MINISTACK_VERSION, once on this machine, under a minute (log: $2)"
  python3 -m venv "$CACHE/$1" >"$2" 2>&1 ||
    fail ministack "no virtual environment (on Debian: apt-get install python3-venv)" "$2"
  "$CACHE/$1/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
    --requirement "$HERE/ministack.requirements.txt" >>"$2" 2>&1 || fail ministack 'pip failed' "$2"
  finish_install "$1"
}

ministack_launch() {
  require_port ministack
  mkdir -p "$RUN/ministack/state"
  # It listens on every interface unless BIND_HOST says otherwise, and on an MQTT port (8883) unless refused.
  spawn ministack env BIND_HOST=127.0.0.1 GATEWAY_PORT="$(port ministack)" SERVICES=sqs,cognito-idp,sts,iam IOT_MTLS_ENABLED=0 \
    PERSIST_STATE=1 STATE_DIR="$RUN/ministack/state" AWS_EC2_METADATA_DISABLED=true \
    "$CACHE/$(ministack_thing)/bin/ministack"
}

ministack_ready() { wait_ready ministack 60 answers "http://127.0.0.1:$(port ministack)/_localstack/health"; }

ministack_env() {
  echo "AWS_ENDPOINT_URL_SQS=http://127.0.0.1:$(port ministack)"
  echo "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=http://127.0.0.1:$(port ministack)"
}
