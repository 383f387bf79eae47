#!/usr/bin/env bash
# Generated from generators/templates/backup/drill.sh. Do not edit: change that file and run "npm run generate".
# Restores the newest backup of every database into a scratch database and drops it again: a backup that nobody has ever
# restored is a hope. Exit code 1 when one of them is missing, too old or cannot be restored.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

read -r -a databases <<<"${BACKUP_DATABASES:?names the databases, separated by spaces}"
# Not a word about scratch databases that are not there.
export PGOPTIONS=--client-min-messages=warning
oldest=$(date -d "-${DRILL_MAX_AGE_HOURS:-26} hours" +%Y%m%d_%H%M%S) || exit 1

newest_backup() { # database
  "$aws" s3 ls "$store/$1_" | awk -v name="$1" '
    index($NF, name "_") == 1 && substr($NF, length(name) + 2) ~ /^[0-9]+_[0-9]+\.dump$/ { print $NF }
  ' | LC_ALL=C sort | tail -n 1
}

drill() { # database
  local backup scratch stamp status=0
  backup=$(newest_backup "$1")
  if [ -z "$backup" ]; then
    complain "$1: there is no backup."
    return 1
  fi
  stamp=${backup#"$1_"}
  stamp=${stamp%.dump}
  if [[ $stamp < $oldest ]]; then
    complain "$1: the newest backup is $backup."
    return 1
  fi
  scratch="drill_$1"
  # A drill that was killed leaves its scratch database behind.
  dropdb --if-exists "$scratch" || return
  RESTORE_QUIET=yes "$BASH" "$(dirname "$0")/restore.sh" "$backup" "$scratch" || status=1
  dropdb --if-exists "$scratch" || status=1
  return "$status"
}

failed=()
for database in "${databases[@]}"; do
  drill "$database" || failed+=("$database")
done
if [ "${#failed[@]}" -gt 0 ]; then
  complain "The drill failed for: ${failed[*]}"
  exit 1
fi
say "All ${#databases[@]} databases were restored from their newest backups."
