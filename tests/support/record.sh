# record.sh NAME gtest|script COMMAND ARGUMENT...: starts one ctest and records what it did for ./test.
# Reads RINGSIDE_RESULTS (a folder; without it nothing is recorded) and RINGSIDE_ONLY (a part of a test's name). What
# the ctest itself leaves out, by a GTEST_FILTER that begins with a minus, stays out.
# Next: scripts/report.awk, which reads the records.
set -u
name=$1 kind=$2
shift 2
only=${RINGSIDE_ONLY:-}
record=${RINGSIDE_RESULTS:+$RINGSIDE_RESULTS/$name.tsv}

note() { [ -z "$record" ] || printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$record"; }

case $name in
*"$only"*) ;;
*)
    [ "$kind" = gtest ] || exit 0
    case ${GTEST_FILTER:-} in
    -*) GTEST_FILTER="*$only*$GTEST_FILTER" ;;
    *) GTEST_FILTER="*$only*" ;;
    esac
    export GTEST_FILTER
    ;;
esac

if [ "$kind" = gtest ]; then
    [ -z "$record" ] || export RINGSIDE_RECORD=$record
    "$@"
    status=$?
    if [ $status != 0 ] && ! grep -q '^failed' "$record" 2>/dev/null; then
        note failed "$name" "the binary ended with status $status"
    fi
    exit $status
fi

note started "$name" ""
output=$(mktemp)
trap 'rm -f "$output"' EXIT
"$@" 2>&1 | tee "$output"
status=${PIPESTATUS[0]}
last=$(grep -v '^[[:space:]]*$' "$output" | tail -n 1 | tr '\t\r' '  ' | cut -c 1-300)
if [ "$status" = 77 ]; then
    note skipped "$name" "$last"
    exit 0
fi
if printf '%s\n' "$last" | grep -qE '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$'; then
    note counted "$name" "$last"
    case $last in
    *" 0 failed, "*) [ "$status" = 0 ] || note failed "$name" "it ended with status $status" ;;
    *) [ "$status" != 0 ] || status=1 ;;
    esac
elif [ "$status" = 0 ]; then
    note passed "$name" ""
else
    note failed "$name" "it ended with status $status: $last"
fi
exit "$status"
