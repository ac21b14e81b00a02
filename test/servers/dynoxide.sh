# shellcheck shell=bash
# DynamoDB and DynamoDB Streams: dynoxide (crate dynoxide-rs, MIT OR Apache-2.0), on disk: it survives kill -9.
DYNOXIDE_VERSION=3.2.0

dynoxide_processes() { echo dynoxide; }

dynoxide_install() {
  local thing=dynoxide-$DYNOXIDE_VERSION log=$CACHE/log/dynoxide.log
  ! installed "$thing" || return 0
  need dynoxide cargo 'Rust 1.88 or newer builds it'
  exclusively build dynoxide_build "$thing" "$log"
}

dynoxide_build() {
  ! installed "$1" || return 0
  begin_install "$1"
  say "dynoxide: building $DYNOXIDE_VERSION, once on this machine, 3 to 6 minutes (log: $2)"
  # The crate's release profile (fat LTO, one unit) builds several times slower and gains tests nothing. The target
  # folder outlives an interrupted build, so that the next one goes on from there.
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_TARGET_DIR=$CACHE/dynoxide-target \
    cargo install --quiet --locked --root "$CACHE/$1" dynoxide-rs --version "$DYNOXIDE_VERSION" \
    --no-default-features --features native-sqlite,http-server,cli >"$2" 2>&1 ||
    fail dynoxide 'the build failed' "$2"
  rm -rf "$CACHE/dynoxide-target"
  finish_install "$1"
}

dynoxide_launch() {
  require_port dynoxide
  spawn dynoxide "$CACHE/dynoxide-$DYNOXIDE_VERSION/bin/dynoxide" serve \
    --host 127.0.0.1 --port "$(port dynoxide)" --db-path "$RUN/dynoxide/tables.db"
}

dynoxide_ready() { wait_ready dynoxide 60 answers "http://127.0.0.1:$(port dynoxide)/"; }

dynoxide_env() {
  echo "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:$(port dynoxide)"
  echo "AWS_ENDPOINT_URL_DYNAMODB_STREAMS=http://127.0.0.1:$(port dynoxide)"
}
