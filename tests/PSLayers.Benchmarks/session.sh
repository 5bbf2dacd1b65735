# Sourced by the other scripts here: runs PowerShell with the staged module, from the tool that the repository names, and does sums. Wants $root.
cd "$root"
dotnet tool restore >/dev/null
session=(dotnet pwsh -NoProfile -NonInteractive -Command)
module=$root/out/PSLayers/PSLayers.psd1
[ -e "$module" ] || { echo "the module is not staged: dotnet build src/PSLayers -c Release" >&2; exit 1; }

# session_times ARCHIVE COMMAND RUNS [keep]: milliseconds of each run in one warm session; with "keep" the session's cache is not dropped.
# The first runs, which the times leave out, let the runtime compile what is hot.
session_times() {
  local clear='$cache.Clear()'
  [ "${4:-}" != keep ] || clear=''
  # shellcheck disable=SC2016
  "${session[@]}" '
    $ErrorActionPreference = "Stop"
    Import-Module "'"$module"'"
    $archive = "'"$1"'"
    # The engine is in a load context of its own, where the session does not look for types by name.
    $commands = (Get-Command Get-ImageLayer).ImplementingType.Assembly
    $engine = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($commands).LoadFromAssemblyName("PSLayers.Engine")
    $cache = $engine.GetType("PSLayers.Sources.ArchiveCache").GetProperty("Shared").GetValue($null)
    $work = { '"$2"' }
    $spent = [System.Diagnostics.Stopwatch]::StartNew()
    for ($i = 0; $i -lt 40 -and ($i -lt 3 -or $spent.ElapsedMilliseconds -lt 3000); $i++) { '"$clear"'; $null = & $work }
    for ($i = 0; $i -lt '"$3"'; $i++) {
      '"$clear"'
      $watch = [System.Diagnostics.Stopwatch]::StartNew()
      $null = & $work
      $watch.Stop()
      $watch.Elapsed.TotalMilliseconds.ToString("F2")
    }'
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
summary() { sort -n "$1" | awk -v m="$(median "$1")" 'NR == 1 { low = $1 } { high = $1 } END { printf "%.1f (%.1f–%.1f)", m, low, high }'; }
