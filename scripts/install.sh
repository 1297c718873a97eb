# Installs what is missing of the sections of scripts/packages. Sourced by ./run and ./test; reads $root.
# Next: build.sh.

say() { printf 'ringside: %s\n' "$*" >&2; }

# packages_of SECTION...: the names, each once.
packages_of() {
    local section
    for section in "$@"; do
        awk -v section="$section" '$1 == section { print $2 }' "$root/scripts/packages"
    done | sort -u
}

# missing_of SECTION...: those that are not installed.
missing_of() {
    local package
    for package in $(packages_of "$@"); do
        case $(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# apt_get ARG...: as root, or by sudo.
apt_get() {
    if [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=500 -q -y "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=500 -q -y "$@"
    fi
}

# install_missing yes|no SECTION...: with "no" it only names the apt line. Leaves with status 2 where it can't go on.
install_missing() {
    local allowed=$1 missing line log
    shift
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is no Debian system: going on with what is here. scripts/packages lists what is needed."
        return 0
    fi
    missing=$(missing_of "$@")
    missing=${missing% }
    [ -n "$missing" ] || return 0
    line="apt-get install -y --no-install-recommends $missing"
    if [ "$allowed" != yes ]; then
        say "packages are missing. Install them with:"
        printf '%s\n' "$line" >&2
        exit 2
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "packages are missing, and installing them needs root or sudo. As root, run:"
        printf '%s\n' "$line" >&2
        exit 2
    fi
    say "installing: $missing"
    log=$(mktemp)
    if ! { apt_get update && apt_get install --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        say "apt could not install what is missing (its last lines are above). By hand:"
        printf '%s\n' "$line" >&2
        rm -f "$log"
        exit 2
    fi
    rm -f "$log"
}
