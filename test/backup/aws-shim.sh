#!/usr/bin/env bash
# Stands in for the AWS CLI: keeps objects as files below $SHIM_STORE. $SHIM_FAULT makes it fail in one way, for the uploads
# whose key matches $SHIM_ON. Like the real one it makes an object visible only when all of it has arrived.
set -u
[ "$1" = s3 ] || exit 64
verb=$2
shift 2
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --only-show-errors) shift ;;
    --expected-size | --copy-props) shift 2 ;;
    -?*) exit 64 ;;
    *) arguments+=("$1"); shift ;;
  esac
done
printf '%s %s\n' "$verb" "${arguments[*]}" >>"$SHIM_STORE.log"

file() { printf '%s/%s' "$SHIM_STORE" "${1#s3://}"; }

upload() { # key; the object on standard input
  local target
  target=$(file "$1")
  mkdir -p "$(dirname "$target")"
  if [[ $1 =~ ${SHIM_ON:-.} ]]; then
    case ${SHIM_FAULT:-} in
      # Stores half of it and says that all went well.
      cut) head -c 1500 >"$target.up"; cat >/dev/null; mv "$target.up" "$target"; return 0 ;;
      flip) sed 's/PGDMP/PGDMQ/' >"$target.up"; mv "$target.up" "$target"; return 0 ;;
      full) head -c 1500 >/dev/null; printf 'upload failed: No space left on device\n' >&2; return 1 ;;
      slow) : >"$SHIM_STORE.reached"; sleep 1 ;;
    esac
  fi
  cat >"$target.up" && mv "$target.up" "$target"
}

case $verb in
  cp)
    if [ "${arguments[0]}" = - ]; then upload "${arguments[1]}"
    elif [ "${arguments[1]}" = - ]; then cat "$(file "${arguments[0]}")"
    else upload "${arguments[1]}" <"$(file "${arguments[0]}")"
    fi
    ;;
  ls)
    [ "${SHIM_FAULT:-}" != denied ] || { printf 'An error occurred (AccessDenied)\n' >&2; exit 254; }
    found=1
    for object in "$(file "${arguments[0]}")"*; do
      if [ -f "$object" ]; then printf '%s %10d %s\n' "$(date -r "$object" '+%F %T')" "$(stat -c %s "$object")" "${object##*/}"; found=0; fi
      if [ -d "$object" ]; then printf '%27s %s/\n' PRE "${object##*/}"; found=0; fi
    done
    # A folder of which there is nothing is an exit code of the real one, too.
    exit "$found"
    ;;
  *) exit 64 ;;
esac
