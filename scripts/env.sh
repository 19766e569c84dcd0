# Make .venv from a lock file; sourced by ./demo and ./test from the root of the repository.
#
# Needs Python 3.11 or newer with its venv module and nothing else. Once a lock is installed,
# nothing is asked of the network again until the lock, pyproject.toml or the folder changes.
# shellcheck shell=sh

fail() {
    printf '%s\n' "$@" >&2
    exit 3
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "${python:-}" ]; then
        found=$(${PYTHON:-python3} --version 2>/dev/null) || found="none"
        fail "Python found: $found" \
            "  Allowed: Python 3.11 or newer" \
            "  What to do: install it (Debian: apt-get install python3 python3-venv)," \
            "  or name it: PYTHON=/path/to/python3.12 $0"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        fail "$("$python" --version) has no venv module" \
            "  Allowed: Python with its venv module" \
            "  What to do: install it (Debian: apt-get install python3-venv)"
    fi
}

# Print what an installed environment depends on, as one short word.
fingerprint() {
    "$1" - "$2" <<'PYTHON'
import hashlib, pathlib, sys

parts = [pathlib.Path(name).read_bytes() for name in (sys.argv[1], "pyproject.toml")]
parts += [str(pathlib.Path.cwd()).encode(), sys.version.encode()]
print(hashlib.sha256(b"\0".join(parts)).hexdigest())
PYTHON
}

# prepare NAME: .venv holds what requirements/NAME.lock names, and chuquan itself.
prepare() {
    lock=requirements/$1.lock
    stamp=.venv/installed-$1
    if .venv/bin/python -c 'import pip' 2>/dev/null; then
        if [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint .venv/bin/python "$lock")" ]; then
            return
        fi
    else
        find_python
        echo "Making .venv with $("$python" --version) ..." >&2
        "$python" -m venv --clear .venv || fail "the virtual environment .venv could not be made" \
            "  What to do: see the lines above; is the disk full, or the folder read-only?"
    fi
    echo "Installing from $lock; this needs the network once ..." >&2
    rm -f "$stamp"
    # Wheels only: a bare machine has no compiler, and this says so at once.
    pip_install --require-hashes --only-binary :all: -r "$lock"
    pip_install --no-deps --no-build-isolation -e .
    echo "Compiling the kernels; this takes some seconds once ..." >&2
    .venv/bin/python -c 'from chuquan.pipeline import compile_kernels; compile_kernels()' ||
        fail "the kernels could not be compiled" "  What to do: see the lines above"
    fingerprint .venv/bin/python "$lock" >"$stamp"
}

pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" </dev/null >&2 ||
        fail "the installation failed" \
            "  What to do: see the lines above; is the network there? Then run $0 again"
}
