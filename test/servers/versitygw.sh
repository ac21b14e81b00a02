# shellcheck shell=bash
# S3: versitygw (Go module, Apache-2.0) over plain files.
VERSITYGW_VERSION=v1.8.0
VERSITYGW_SUM=h1:au+wI+aybno/STsQiSm35Uu6Q6iK5MWReQxgO6SEMFc=

versitygw_processes() { echo versitygw; }

versitygw_install() {
  local thing=versitygw-$VERSITYGW_VERSION log=$CACHE/log/versitygw.log
  ! installed "$thing" || return 0
  need versitygw go 'Go 1.25 or newer builds it'
  exclusively build versitygw_build "$thing" "$log"
}

versitygw_build() {
  local module=github.com/versity/versitygw@$VERSITYGW_VERSION about dir
  ! installed "$1" || return 0
  begin_install "$1"
  say "versitygw: building $VERSITYGW_VERSION, once on this machine, 3 to 6 minutes (log: $2)"
  about=$(cd "$CACHE/$1" && go mod download -json "$module" 2>"$2") || { echo "$about" >>"$2"; fail versitygw 'the download failed' "$2"; }
  [[ $about == *"\"Sum\": \"$VERSITYGW_SUM\""* ]] || die "versitygw: the module's hash is not $VERSITYGW_SUM; refused"
  # Built where it was unpacked, the module's own go.sum (covered by that hash) holds every dependency to its hash.
  dir=$(sed -nE 's/^\t"Dir": "(.*)",?$/\1/p' <<<"$about")
  go build -C "$dir" -trimpath -buildvcs=false -ldflags='-s -w' -o "$CACHE/$1/versitygw" ./cmd/versitygw >>"$2" 2>&1 ||
    fail versitygw 'the build failed' "$2"
  finish_install "$1"
}

versitygw_launch() {
  local dir=$RUN/versitygw
  local -a sidecar=()
  require_port versitygw
  mkdir -p "$dir"/{buckets,versions,users,sidecar}
  # Metadata lies in extended attributes, or beside the files where the file system has none.
  python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.probe", b"1")' "$dir/buckets" 2>/dev/null ||
    sidecar=(--sidecar "$dir/sidecar")
  # Without --iam-dir an unknown access key is answered 404, not 403 InvalidAccessKeyId.
  spawn versitygw env ROOT_ACCESS_KEY="$ACCESS_KEY" ROOT_SECRET_KEY="$SECRET_KEY" \
    "$CACHE/versitygw-$VERSITYGW_VERSION/versitygw" --port "127.0.0.1:$(port versitygw)" --region "$REGION" --quiet \
    --iam-dir "$dir/users" posix --versioning-dir "$dir/versions" "${sidecar[@]}" "$dir/buckets"
}

versitygw_ready() { wait_ready versitygw 60 answers "http://127.0.0.1:$(port versitygw)/"; }

versitygw_env() { echo "AWS_ENDPOINT_URL_S3=http://127.0.0.1:$(port versitygw)"; }
