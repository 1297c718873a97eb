# clang_clean.sh BUILD_FOLDER: has clang 14 look at every file that g++ compiled there, with the same options and with
# warnings as errors (-fsyntax-only: nothing is generated). A file is looked at again when its object has been built
# again. The files of tests/ only with RINGSIDE_CLANG=all, which .ci/run sets: they take half of the time.
# The whole build by clang, link included, is ./test --clang.
set -u
build=$1
if ! command -v clang++ >/dev/null; then
    echo "clang is missing: apt-get install clang"
    exit 1
fi
stamps=$build/clang-clean
mkdir -p "$stamps"

# One line for each file: object, folder, command. The compiler becomes clang; options that only g++ has go, and the
# kernel gets those that kernel-model/CMakeLists.txt gives to clang.
commands() {
    awk -v all="${RINGSIDE_CLANG:-}" '
        /"directory":/ { sub(/^[^:]*: "/, ""); sub(/",?$/, ""); folder = $0 }
        /"command":/ {
            sub(/^[^:]*: "/, ""); sub(/",?$/, "")
            gsub(/\\"/, "\"")
            gsub(/\\\\/, "\\")
            if ($0 !~ /\.(cpp|c)$/ || (all != "all" && $0 ~ / -o tests\//)) next
            compiler = $0 ~ /\.cpp$/ ? "clang++" : "clang"
            object = $0
            sub(/.* -o /, "", object); sub(/ .*/, "", object)
            sub(/^([^ ]*ccache )?[^ ]+ /, "")
            sub(/ -o [^ ]+/, "")
            gsub(/ -Winvalid-pch -include [^ ]+| -Wno-error=[a-z-]+/, "") # what g++ has compiled before, and doubts
            gsub(/ -fno-(ipa-[a-z]+|partial-inlining|reorder-blocks-and-partition|tree-loop-distribute-patterns)/, "")
            gsub(/ -mpreferred-stack-boundary=3/, " -mstack-alignment=8 -fno-builtin -Wno-return-type-c-linkage")
            print object "\t" folder "\t" compiler " -fsyntax-only " $0
        }' "$build/compile_commands.json"
}

# What most files include is read once: half of the time that clang takes goes there. (That each file includes what it
# needs g++ sees, which reads all anew.) A file that is refused so is looked at again without it.
prelude=$stamps/prelude
headers=(algorithm array filesystem fstream functional map memory optional sstream string string_view vector)
[ "${RINGSIDE_CLANG:-}" != all ] || headers+=(gtest/gtest.h gmock/gmock.h)
RINGSIDE_CLANG=all commands | awk -F '\t' '$1 ~ /^tests\/.*_test\.cpp\.o$/ { print; exit }' | {
    IFS=$'\t' read -r object folder command
    printf '#include <%s>\n' "${headers[@]}" >"$prelude.new"
    cmp -s "$prelude.new" "$prelude.hpp" || mv "$prelude.new" "$prelude.hpp"
    command=${command/ -fsyntax-only / -x c++-header -o \"\$prelude.pch\" }
    cd "$folder" && eval "${command% -c *} \"\$prelude.hpp\""
} || rm -f "$prelude.pch"
export prelude

check_one() {
    IFS=$'\t' read -r object folder command <<<"$1"
    stamp=$2/${object//\//_}
    [ -e "$folder/$object" ] || exit 0
    [ "$stamp" -nt "$folder/$object" ] && exit 0
    cd "$folder" || exit 1
    if [[ $object != kernel-model/* && $object != programs/* && $command == clang++* && $command != *" -m"* &&
        -e $prelude.pch ]]; then
        eval "${command/ -fsyntax-only / -fsyntax-only -include-pch \"\$prelude.pch\" }" 2>/dev/null &&
            touch "$stamp" && exit 0
    fi
    eval "$command" && touch "$stamp"
}
export -f check_one

count=$(commands | wc -l)
if [ "$count" = 0 ]; then
    echo "no commands in $build/compile_commands.json"
    exit 1
fi
commands | tr '\n' '\0' | xargs -0 -P 2 -I{} bash -c 'check_one "$1" "$2"' - {} "$stamps" || exit 1
echo "clang has nothing to say about $count files"
