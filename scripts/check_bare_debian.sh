#!/bin/sh
# Run ./demo and ./test in a fresh clone on a bare Debian 12 (bookworm, minbase) and time them.
#
#     scripts/check_bare_debian.sh [FOLDER]     default: a new folder under ${TMPDIR:-/var/tmp}
#
# Needs root, git and debootstrap (apt-get install debootstrap), and about 3 GB. The folder is kept
# when given, so that a second check is quick, and removed when not. What is committed is tested.
#
# Proxies and certificates of this machine go along, its own packages and pip's other settings do
# not. The second ./demo runs without any network at all.
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

if [ ! -x "$root/usr/bin/python3" ]; then
    debootstrap --variant=minbase --include=python3,python3-venv bookworm "$root" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; exit 3; }
    rm -f "$root.log"
fi
mount -t proc proc "$root/proc"
mounts="$root/proc $mounts"
mount --bind /dev "$root/dev"
mounts="$root/dev $mounts"

clone=srv/chuquan
rm -rf "${root:?}/$clone"
git clone --quiet --no-local . "$root/$clone"

# The way to the network as this machine has it, but no local package of its own.
for file in /etc/resolv.conf /etc/hosts; do
    if [ -f "$file" ]; then cp -L "$file" "$root$file"; fi
done
pass="HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true"
ways='PIP_CERT|PIP_PROXY|PIP_INDEX_URL|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|[A-Za-z]+_[Pp][Rr][Oo][Xx][Yy]'
for name in $(env | sed -nE "s/^($ways)=.*/\1/p"); do
    value=$(printenv "$name")
    pass="$pass $name=$value"
    if [ -f "$value" ]; then
        mkdir -p "$root$(dirname "$value")"
        cp -L "$value" "$root$value"
    fi
done

inside() { # inside LABEL COMMAND...: run in the clone and say how long it took
    label=$1
    shift
    begin=$(date +%s)
    # shellcheck disable=SC2086
    $1 chroot "$root" /usr/bin/env -i $pass /bin/sh -c "cd /$clone && $2" </dev/null
    echo "== $label: $(($(date +%s) - begin)) s"
}

echo "== $(chroot "$root" /usr/bin/python3 --version) on Debian $(cat "$root/etc/debian_version")"
inside "./demo, first" "" ./demo
inside "./demo, again, no network" "unshare --net" ./demo
inside "./test" "" ./test
test -s "$root/$clone/demo-out/brief.html"
if grep -nE '(src|href)="(https?:)?//[^"]*\.(js|css|woff2?|png|svg)"|@import|url\((https?:)?//' \
    "$root/$clone/demo-out/brief.html"; then
    echo "the brief loads something from outside" >&2
    exit 1
fi
echo "== all passed"
