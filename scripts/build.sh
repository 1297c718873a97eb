# Configures and builds a preset. Sourced by ./run and ./test; reads $root. Next: CMakePresets.json.

# The number of compilers at once: one for each processor, but no more than memory allows (about 1 GiB each).
build_jobs() {
    local processors memory
    processors=$(nproc 2>/dev/null || echo 1)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo 2>/dev/null || echo 1)
    [ "$memory" -ge 1 ] || memory=1
    [ "$processors" -le "$memory" ] && echo "$processors" || echo "$memory"
}

# configure PRESET FOLDER [CMAKE ARGUMENT...]: only where the folder has not been configured with these arguments.
configure() {
    local preset=$1 folder=$root/build/$2 stamp
    shift 2
    stamp="$preset $root $*"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/configured-as" 2>/dev/null)" = "$stamp" ]; then
        return 0
    fi
    mkdir -p "$folder"
    if [ -f "$folder/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles" # the tree has been moved
    fi
    if ! (cd "$root" && cmake --preset "$preset" -B "$folder" "$@") >"$folder/configure.log" 2>&1; then
        tail -n 25 "$folder/configure.log" >&2
        say "configuring failed; the whole log is ${folder#"$root"/}/configure.log"
        return 1
    fi
    printf '%s\n' "$stamp" >"$folder/configured-as"
}

# build FOLDER TARGET...: on a terminal with ninja's one line of progress, else quiet where it succeeds.
build() {
    local folder=$root/build/$1
    shift
    if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
        ninja -C "$folder" -j "$(build_jobs)" "$@" >&2
        return
    fi
    if ! ninja -C "$folder" -j "$(build_jobs)" "$@" >"$folder/build.log" 2>&1; then
        grep -v '^\[' "$folder/build.log" | tail -n 60 >&2
        say "building failed; the whole log is ${folder#"$root"/}/build.log"
        return 1
    fi
}
