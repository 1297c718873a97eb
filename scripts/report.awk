# Reads the records of a test run (tests/support/record.sh writes them, one file a ctest: status, name, reason) and
# prints what failed, what was skipped and why, and the closing line. Leaves with 1 if something failed.
# may_skip: a regular expression; a skipped test whose reason does not match it, in lower case, has failed.
BEGIN { FS = "\t" }

function fail(name, why) {
    failed++
    failures[failed] = name (why == "" ? "" : ": " substr(why, 1, 300) (length(why) > 300 ? " ..." : ""))
}

function finish_open(    name) {
    for (name in open) {
        fail(name, "it did not come to its end (a crash, or too slow)")
    }
    split("", open)
}

FNR == 1 { finish_open() }
$1 == "started" { open[$2] = 1; next }
{ delete open[$2] }
$1 == "passed" { passed++ }
$1 == "failed" { fail($2, $3) }
$1 == "skipped" && may_skip != "" && tolower($3) !~ may_skip {
    fail($2, "skipped, which is not allowed here: " $3)
    next
}
$1 == "skipped" { skipped++; notes[++last] = $2 ": " $3 }
$1 == "counted" {
    split($3, count, /[^0-9]+/)
    passed += count[1]
    skipped += count[3]
    if (count[3] > 0) {
        notes[++last] = $2 ": " count[3] " of its cases (its output in the log says which)"
    }
    for (i = 0; i < count[2]; i++) {
        fail($2, "a case of it")
    }
}

END {
    finish_open()
    for (i = 1; i <= last; i++) {
        print "skipped  " notes[i]
    }
    for (i = 1; i <= failed; i++) {
        print "FAILED   " failures[i]
    }
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed > 0
}
