#!/usr/bin/env bash
# Answers the few commands of the AWS CLI that the other scripts give, by rclone, where the object store speaks no S3. The remote
# is called "store"; variables of the pod say what it is (RCLONE_CONFIG_STORE_*).
set -uo pipefail

[ "${1:-}" = s3 ] || { echo "rclone-store.sh knows only \"s3 cp\" and \"s3 ls\"." >&2; exit 2; }
command=${2:-}
shift 2
size=0
places=()
while [ $# -gt 0 ]; do
  case $1 in
    --only-show-errors) ;;
    --expected-size) size=$2; shift ;;
    --copy-props) shift ;;
    -) places+=(-) ;;
    -*) echo "rclone-store.sh does not know $1." >&2; exit 2 ;;
    *) places+=("$1") ;;
  esac
  shift
done

remote() { printf 'store:%s' "${1#*://}"; } # address, such as gs://<bucket>/postgres

copy() { # from, to
  if [ "$1" = - ]; then
    # A blob of Azure has 50,000 blocks at most: of a large dump each must be larger than the 4 MiB that rclone takes.
    local block=$((size / 40000 / 1048576 + 4))
    RCLONE_AZUREBLOB_CHUNK_SIZE=${block}Mi rclone rcat --quiet "$(remote "$2")"
  elif [ "$2" = - ]; then
    rclone cat --quiet "$(remote "$1")"
  else
    rclone copyto --quiet "$(remote "$1")" "$(remote "$2")"
  fi
}

# As the AWS CLI does: folders, then times, sizes and names; exit code 1 and no word where there is nothing.
list() { # address, up to where names begin
  local folder=${1%/*}/ start=${1##*/} listing status=0
  listing=$(rclone lsf --quiet --format tsp --separator ' ' "$(remote "$folder")") || status=$?
  # 3: there is no such folder, which is a name that nothing has yet.
  [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || return 2
  awk -v start="$start" '
    NF < 4 || (start != "" && index($4, start) != 1) { next }
    $4 ~ /\/$/ { print "PRE " $4; found = 1; next }
    { print; found = 1 }
    END { exit !found }
  ' <<<"$listing"
}

case $command in
  cp) copy "${places[0]:?from where}" "${places[1]:?to where}" ;;
  ls) list "${places[0]:?what}" ;;
  *) echo "rclone-store.sh knows only \"s3 cp\" and \"s3 ls\"." >&2; exit 2 ;;
esac
