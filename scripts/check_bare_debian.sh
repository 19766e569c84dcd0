#!/bin/sh
# Run ./demo and ./test in a fresh clone on a bare Debian 12 (bookworm, minbase) and time them.
#
#     scripts/check_bare_debian.sh [FOLDER]     default: a new folder under ${TMPDIR:-/var/tmp}
#
# Needs root, git and debootstrap (apt-get install debootstrap), and about 3 GB. The folder is kept
# when given, so that a second check is quick, and removed when not. What is committed is tested.
#
# Pip's and the proxy's settings of this machine go along: variables PIP_*, *_proxy and those that
# name certificates, the files they name, and pip's configuration. The second ./demo runs without
# any network at all.
set -eu
cd "$(dirname "$0")/.."

[ "$(id -u)" -eq 0 ] || { echo "needs root, for debootstrap and chroot" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }

if [ $# -gt 0 ]; then
    mkdir -p "$1"
    root=$(cd "$1" && pwd)
else
    root=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-debian.XXXXXX")
fi
kept=$#
mounts=
finish() {
    for folder in $mounts; do umount "$folder" || umount -l "$folder"; done
    # Never remove a tree in which something is still mounted.
    if [ "$kept" -eq 0 ] && ! grep -q " $root/" /proc/mounts; then rm -rf "$root"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

bind() { # bind PATH: the same path inside, read-only
    mkdir -p "$root$1"
    mount --bind -o ro "$1" "$root$1"
    mounts="$root$1 $mounts"
}

if [ ! -x "$root/usr/bin/python3" ]; then
    debootstrap --variant=minbase --include=python3,python3-venv bookworm "$root" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; exit 3; }
    rm -f "$root.log"
fi
mount -t proc proc "$root/proc"
mounts="$root/proc $mounts"
mount --bind /dev "$root/dev"
mounts="$root/dev $mounts"

rm -rf "$root/srv/chuquan"
git clone --quiet --no-local . "$root/srv/chuquan"

# The way to the packages, as this machine has it.
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf; do
    if [ -f "$file" ]; then cp -L "$file" "$root$file"; fi
done
for file in "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
    if [ -f "$file" ]; then mkdir -p "$root/root/.config/pip" && cp "$file" "$root/root/.config/pip/"; fi
done
pass="HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true"
for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\|[A-Za-z]*_[Pp][Rr][Oo][Xx][Yy]\|SSL_CERT_FILE\|REQUESTS_CA_BUNDLE\)=.*/\1/p'); do
    value=$(printenv "$name")
    case $value in *[[:space:]]*) continue ;; esac
    pass="$pass $name=$value"
done
# Files and folders that these settings name.
named=$(printf '%s\n' $pass | sed -n 's/^[^=]*=\(\/.*\)/\1/p')
for file in "$root/etc/pip.conf" "$root/root/.config/pip/pip.conf"; do
    [ -f "$file" ] && named="$named $(sed -n 's/^[^=]*=[[:space:]]*\(\/[^[:space:]]*\)[[:space:]]*$/\1/p' "$file")"
done
for path in $named; do
    case $path in *:* | /root) continue ;; esac
    if [ -d "$path" ] && [ ! -e "$root$path" ]; then
        bind "$path"
    elif [ -f "$path" ]; then
        mkdir -p "$root$(dirname "$path")"
        cp -L "$path" "$root$path"
    fi
done

inside() { # inside LABEL COMMAND...: run in the clone and say how long it took
    label=$1
    shift
    begin=$(date +%s)
    # shellcheck disable=SC2086
    $1 chroot "$root" /usr/bin/env -i $pass /bin/sh -c "cd /srv/chuquan && $2" </dev/null
    echo "== $label: $(($(date +%s) - begin)) s"
}

echo "== $(chroot "$root" /usr/bin/python3 --version) on Debian $(cat "$root/etc/debian_version")"
inside "./demo, first" "" ./demo
inside "./demo, again, no network" "unshare --net" ./demo
inside "./test" "" ./test
test -s "$root/srv/chuquan/demo-out/brief.html"
if grep -nE '(src|href)="(https?:)?//[^"]*\.(js|css|woff2?|png|svg)"|@import|url\((https?:)?//' \
    "$root/srv/chuquan/demo-out/brief.html"; then
    echo "the brief loads something from outside" >&2
    exit 1
fi
echo "== all passed"
