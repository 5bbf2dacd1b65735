#!/usr/bin/env bash
# Times the cmdlets in one warm session beside other tools on the same images, and prints one table in Markdown.
#
#   run-peers.sh IMAGES-FOLDER [RUNS]
#
# IMAGES-FOLDER holds *.docker.tar, *.oci-gz.tar, *.oci-zstd.tar and *.oci folders; it is not changed. RUNS is 5 unless given; one more run
# before them warms up. The peers get the layers unpacked, which is not timed. The module must be staged: dotnet build src/PSLayers -c Release,
# then dotnet publish src/PSLayers -c Release -r RUNTIME for assemblies compiled ahead of time.
set -euo pipefail
images=$(cd "$1" && pwd)
runs=${2:-5}
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/PSLayers.Benchmarks/session.sh"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

# milliseconds of each run of a command, one a line; nothing where the command fails
time_runs() {
  local i start end
  "$@" >/dev/null 2>&1 || return 0
  for ((i = 0; i < runs; i++)); do
    start=${EPOCHREALTIME/[.,]/}; "$@" >/dev/null 2>&1; end=${EPOCHREALTIME/[.,]/}
    awk -v us=$((end - start)) 'BEGIN { printf "%.2f\n", us / 1000 }'
  done
}
each_layer() { local layer; while read -r layer; do "$@" "$layer"; done < "$layers"; }

# unpack ARCHIVE: the layers as files, their names in $layers
unpack() {
  local to=$work/unpacked; rm -rf "$to"; mkdir -p "$to"; layers=$work/layers; : > "$layers"
  tar -xf "$1" -C "$to"
  if [ -e "$to/manifest.json" ]; then
    tr -d '\n' < "$to/manifest.json" | sed 's/.*"Layers":\[\([^]]*\)\].*/\1/' | tr -d '" ' | tr ',' '\n' | sed -e '$a\' | sed "s#^#$to/#" > "$layers"
  else
    local blob
    for blob in "$to"/blobs/sha256/*; do
      case $(head -c 4 "$blob" | od -An -tx1 | tr -d ' \n') in 1f8b*|28b52ffd) echo "$blob" >> "$layers";; esac
    done
  fi
}

row() { # image, our command, our times, peer, peer's times
  paste -sd' ' "$3" > "$work/a"; paste -sd' ' "$5" > "$work/b"
  [ -s "$5" ] || { echo "| $1 | $2 | $(summary "$3") | $4 | did not run | |"; return; }
  echo "| $1 | $2 | $(summary "$3") | $4 | $(summary "$5") | $(awk -v a="$(median "$3")" -v b="$(median "$5")" 'BEGIN { printf "%.2f", b / a }') |"
}

ours() { # archive, script block, file for the times
  session_times "$1" "$2" "$runs" > "$3"
}

peer() { # image, our command, our times, tool, name, command...
  local tool=$4 name=$5; shift 5
  command -v "$tool" >/dev/null || { missing[$tool]=1; return 0; }
  time_runs "$@" > "$work/peer"
  row "$image" "$ours_name" "$work/ours" "$name" "$work/peer"
}

declare -A missing=()
echo "| image | command | ms: median (min–max) | peer | ms: median (min–max) | peer / ours |"
echo "|---|---|--:|---|--:|--:|"
for archive in "$images"/*.docker.tar "$images"/*.oci-gz.tar "$images"/*.oci-zstd.tar; do
  [ -f "$archive" ] || continue
  image=$(basename "$archive"); unpack "$archive"
  ours_name=Get-ImageLayer; ours "$archive" 'Get-ImageLayer $archive' "$work/ours"
  against() { peer "$image" "$ours_name" "$work/ours" "$@"; }
  case $image in
    *.oci-gz.tar) against igzip 'igzip -dc, each layer' each_layer igzip -dc; tar=(tar -tzf) ;;
    *.oci-zstd.tar) against zstd 'zstd -dc, each layer' each_layer zstd -dcq; tar=(tar --zstd -tf) ;;
    *) tar=(tar -tf) ;;
  esac
  against tar "${tar[*]}, each layer" each_layer "${tar[@]}"
  [ "${tar[*]}" != 'tar -tf' ] || against tar 'tar -tvf, each layer' each_layer tar -tvf
  against bsdtar 'bsdtar -tvf, each layer' each_layer bsdtar -tvf
  transport=oci-archive; [[ $image != *.docker.tar ]] || transport=docker-archive
  ours_name=Get-ContainerImage; ours "$archive" 'Get-ContainerImage $archive' "$work/ours"
  against skopeo "skopeo inspect" skopeo inspect "$transport:$archive"
  [ $transport != docker-archive ] || against skopeo 'skopeo list-tags' skopeo list-tags "$transport:$archive"
  ours_name='Get-ImageHistory -Fast'; ours "$archive" 'Get-ImageHistory -Fast $archive' "$work/ours"
  against skopeo 'skopeo inspect --config' skopeo inspect --config "$transport:$archive"
done
for layout in "$images"/*.oci; do
  [ -d "$layout" ] || continue
  image=$(basename "$layout"); against() { peer "$image" "$ours_name" "$work/ours" "$@"; }
  tag=$(grep -o '"org.opencontainers.image.ref.name":"[^"]*"' "$layout/index.json" | head -1 | cut -d'"' -f4)
  ours_name='Get-ImageHistory -Fast'; ours "$layout" 'Get-ImageHistory -Fast $archive' "$work/ours"
  against umoci 'umoci stat' umoci stat --image "$layout:$tag"
  ours_name=Get-ContainerImage; ours "$layout" 'Get-ContainerImage $archive' "$work/ours"
  against umoci 'umoci list' umoci list --layout "$layout"
  against skopeo 'skopeo inspect' skopeo inspect "oci:$layout:$tag"
done
echo
echo "$runs runs after one to warm up; the cmdlets in one session of ${session[0]}, the session's cache dropped before each run, the peers as processes."
if [ ${#missing[@]} -gt 0 ]; then echo "Left out, as they are not on this machine: ${!missing[*]}."; fi
