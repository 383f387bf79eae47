#!/usr/bin/env bash
# Generated from generators/templates/backup/backup.sh. Do not edit: change that file and run "npm run generate".
# Dumps every database and the roles into the object store. What has not been read back and found whole never gets the name
# of a backup. A database that fails does not keep the others from being dumped; the exit code is then 1.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

read -r -a databases <<<"${BACKUP_DATABASES:?names the databases, separated by spaces}"
stamp=$(date +%Y%m%d_%H%M%S)

# Uploads under a temporary key, reads back what is there, and only then writes the checksum and the final name.
keep() { # name, bytes at most, check, command that writes the dump
  local name=$1 size=$2 check=$3 partial="partial/$1.part" digest
  shift 3
  if ! "$@" | hashed "$work/made" | "$aws" s3 cp --only-show-errors --expected-size "$size" - "$store/$partial"; then
    complain "$name: the dump or its upload failed."
    return 1
  fi
  if ! fetch "$partial" | hashed "$work/stored" | "$check"; then
    complain "$name: what was stored is not a whole dump."
    return 1
  fi
  digest=$(digest_in "$work/made")
  if [ -z "$digest" ] || [ "$digest" != "$(digest_in "$work/stored")" ]; then
    complain "$name: what was stored is not what was dumped."
    return 1
  fi
  # The checksum comes first: a dump without one is not restored.
  if ! printf '%s  %s\n' "$digest" "$name" | "$aws" s3 cp --only-show-errors - "$store/$name.sha256"; then
    complain "$name: the checksum could not be stored."
    return 1
  fi
  if ! "$aws" s3 cp --only-show-errors --copy-props metadata-directive "$store/$partial" "$store/$name"; then
    complain "$name: the stored dump could not be given its name."
    return 1
  fi
  say "Stored $store/$name, SHA-256 $digest"
}

keep_database() { # database
  local size
  # The object store wants to know beforehand how large a stream may become. A dump is seldom larger than its database.
  if ! size=$(ask --dbname="$1" --command='select 1048576 + pg_database_size(current_database())'); then
    complain "$1: the database does not answer."
    return 1
  fi
  keep "$1_$stamp.dump" "$size" whole_archive pg_dump --format=custom --dbname="$1"
}

whole_script() { tail -n 5 | grep -qF 'PostgreSQL database cluster dump complete'; }

failed=()
for database in "${databases[@]}"; do
  keep_database "$database" || failed+=("$database")
done
# Passwords stay in Vault.
keep "globals_$stamp.sql" 16777216 whole_script \
  pg_dumpall --globals-only --no-role-passwords || failed+=(globals)

if [ "${#failed[@]}" -gt 0 ]; then
  complain "No backup of: ${failed[*]}"
  exit 1
fi
say "All ${#databases[@]} databases and the roles are stored."
