#!/usr/bin/env bash
# Generated from generators/templates/backup/common.sh. Do not edit: change that file and run "npm run generate".
# Read by the other scripts: where backups lie, and how they are read, written and held against their checksums.
set -uo pipefail
umask 077

store=${BACKUP_STORE:?names the folder of the object store, such as s3://<bucket>/postgres}
aws=${AWS:-aws}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# Kubernetes lets the group of the pod read mounted files, and libpq does not use a password file that a group can read.
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
  printf '*:*:*:*:%s\n' "$(sed 's/[\\:]/\\&/g' "$DATABASE_PASSWORD_FILE")" >"$work/pgpass" || exit 1
  export PGPASSFILE=$work/pgpass
fi

say() { printf '%s  %s\n' "$(date -u +%FT%TZ)" "$*"; }

complain() { say "ERROR  $*" >&2; }

# Passes standard input on and writes its SHA-256 to a file.
hashed() { # file
  local pipe=$1.pipe status=0
  mkfifo "$pipe" || return
  sha256sum <"$pipe" >"$1" &
  tee "$pipe" || status=$?
  wait "$!" || status=$?
  rm -f "$pipe"
  return "$status"
}

digest_in() { cut -d ' ' -f 1 "$1"; } # file that `hashed` wrote

fetch() { "$aws" s3 cp --only-show-errors "$store/$1" -; } # name

# Reads an archive to its end, as a restore would, and fails when it is cut off or damaged.
whole_archive() { pg_restore --file=/dev/null && cat >/dev/null; }

ask() { psql --no-psqlrc --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"; }
