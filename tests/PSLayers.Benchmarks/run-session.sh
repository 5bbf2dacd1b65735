#!/usr/bin/env bash
# Measures what a session costs: importing the module and the first command in fresh processes, peak memory of whole processes, opening again.
#
#   run-session.sh IMAGES-FOLDER [RUNS]
#
# Memory needs GNU time (/usr/bin/time). The module must be staged, as run-peers.sh tells.
set -euo pipefail
images=$(cd "$1" && pwd)
runs=${2:-10}
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/PSLayers.Benchmarks/session.sh"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

echo "| what | median (min–max) |"
echo "|---|--:|"
# shellcheck disable=SC2016
for ((i = 0; i < runs; i++)); do
  "${session[@]}" '$w = [System.Diagnostics.Stopwatch]::StartNew(); Import-Module "'"$module"'"; $w.Stop(); $w.Elapsed.TotalMilliseconds.ToString("F1")'
done > "$work/import"
echo "| Import-Module, ms, $runs fresh processes | $(summary "$work/import") |"

for archive in "$root/samples/pyapp.docker.tar" "$images"/*.docker.tar "$images"/*.oci-gz.tar; do
  [ -f "$archive" ] || continue
  for ((i = 0; i < runs; i++)); do
    "${session[@]}" '
      Import-Module "'"$module"'"
      $w = [System.Diagnostics.Stopwatch]::StartNew(); $null = Get-ImageLayer "'"$archive"'" -NoCache; $w.Stop()
      $w.Elapsed.TotalMilliseconds.ToString("F1")'
  done > "$work/first"
  echo "| $(basename "$archive"): Get-ImageLayer as a process's first command, nothing cached, ms | $(summary "$work/first") |"
done

for archive in "$images"/*.docker.tar "$images"/*.oci-gz.tar "$images"/*.oci-zstd.tar; do
  [ -f "$archive" ] || continue
  for command in 'Get-ContainerImage $archive' 'Get-ImageLayer -Fast $archive' 'Get-ImageHistory -Fast $archive'; do
    session_times "$archive" "$command" "$runs" > "$work/times"
    echo "| $(basename "$archive"): ${command% *}, ms | $(summary "$work/times") |"
  done
  session_times "$archive" 'Get-ImageLayer $archive' "$runs" keep > "$work/times"
  echo "| $(basename "$archive"): Get-ImageLayer again, ms | $(summary "$work/times") |"
done

[ -x /usr/bin/time ] || { echo; echo "Memory is left out: /usr/bin/time is not on this machine."; exit 0; }
peak() { # command, file
  local i; for ((i = 0; i < (runs + 1) / 2; i++)); do /usr/bin/time -f %M "${session[@]}" "$1" 2>&1 >/dev/null | tail -1; done | awk '{ printf "%.1f\n", $1 / 1024 }' > "$2"
}
peak '$null' "$work/empty"
echo "| empty session, peak MiB | $(summary "$work/empty") |"
# shellcheck disable=SC2016
for archive in "$images"/*.docker.tar "$images"/*.oci-gz.tar "$images"/*.oci-zstd.tar; do
  [ -f "$archive" ] || continue
  entries=$("${session[@]}" 'Import-Module "'"$module"'"; $n = 0; foreach ($layer in Get-ImageLayer "'"$archive"'") { $n += $layer.EntryCount }; $n')
  peak 'Import-Module "'"$module"'"; $null = Get-ImageLayer "'"$archive"'"' "$work/peak"
  echo "| $(basename "$archive"): Get-ImageLayer, $entries entries, peak MiB | $(summary "$work/peak") |"
  echo "| – above an empty session / allowed (64 MiB + 120 bytes an entry) | $(awk -v p="$(median "$work/peak")" -v e="$(median "$work/empty")" -v n="$entries" 'BEGIN { printf "%.1f / %.1f", p - e, 64 + n * 120 / 1048576 }') |"
done
