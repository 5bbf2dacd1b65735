#!/bin/bash
# Runs one harness under afl-fuzz, guided by coverage: fuzz.sh HARNESS [MINUTES] [FOLDER]. It goes on where it was left, if the folder is kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
harness=$1 minutes=${2:-60} work=${3:-/tmp/pslayers-fuzz}
cd "$here"
dotnet tool restore > /dev/null
if [ ! -d "$work/bin" ]; then
  dotnet build PSLayers.Fuzz.csproj -c Release -v q -nologo -o "$work/bin"
  dotnet "$work/bin/PSLayers.Fuzz.dll" seeds "$work/seeds"
  [ ! -d corpus ] || cp -r corpus/. "$work/seeds"
  # Instrumented assemblies run under the fuzzer alone.
  for assembly in PSLayers.Engine SharpCompress ZstdSharp; do dotnet sharpfuzz "$work/bin/$assembly.dll"; done
  mkdir -p "$work/found"
fi
seeds="$work/seeds/$harness"
[ -d "$work/found/$harness" ] && seeds=-
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 DOTNET_PROCESSOR_COUNT=1
exec nice -n 19 afl-fuzz -i "$seeds" -o "$work/found/$harness" -t 20000 -m none -G 65536 -V $((minutes * 60)) -- dotnet "$work/bin/PSLayers.Fuzz.dll" "$harness"
