#!/bin/sh
# Brings everything the project needs: Qt's system libraries, uv in the private folder .uv, the environment .venv.
# Called by the Makefile when .venv is missing or older than its inputs. Safe to run again at any time.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
PYTHON=${PYTHON:-python3}
QT_LIBRARIES="libglib-2.0.so.0 libgthread-2.0.so.0 libGL.so.1 libEGL.so.1 libdbus-1.so.3 libfontconfig.so.1
    libfreetype.so.6 libxkbcommon.so.0 libX11.so.6"
QT_PACKAGES="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 libx11-6"
WINDOW_LIBRARIES="libxkbcommon-x11.so.0 libX11-xcb.so.1 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0
    libxcb-keysyms.so.1 libxcb-randr.so.0 libxcb-render-util.so.0 libxcb-shape.so.0 libxcb-shm.so.0 libxcb-sync.so.1
    libxcb-xfixes.so.0 libxcb-xkb.so.1"
WINDOW_PACKAGES="libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1"

stop() {
    echo "$1" >&2
    exit 1
}

may_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

BUNDLE=/etc/ssl/certs/ca-certificates.crt

install_packages() {
    echo "正在安装系统软件包：$*"
    # Installing ca-certificates rewrites a bundle that somebody put there by hand; theirs is kept.
    saved=
    if [ -f "$BUNDLE" ] && ! dpkg -s ca-certificates >/dev/null 2>&1; then
        saved=$(mktemp)
        cat "$BUNDLE" >"$saved"
    fi
    apt-get update -qq || true
    status=0
    DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" \
        >/dev/null || status=$?
    if [ -n "$saved" ]; then
        cat "$saved" >"$BUNDLE"
        rm -f "$saved"
    fi
    return $status
}

one_line() {
    echo "$*"
}

check_python() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        stop "需要 Python 3.11 或更新的版本：请先安装（例如 apt-get install python3），再重试。"
}

# Prints the libraries that this system cannot load.
missing_libraries() {
    "$PYTHON" - "$@" <<'EOF'
import ctypes
import sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
EOF
}

qt_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    libraries=$QT_LIBRARIES
    packages=$QT_PACKAGES
    # Without a display the window libraries matter only where they come for nothing.
    if may_install || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        libraries="$libraries $WINDOW_LIBRARIES"
        packages="$packages $WINDOW_PACKAGES"
    fi
    # shellcheck disable=SC2086
    missing=$(missing_libraries $libraries)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    if may_install && install_packages $packages; then
        missing=$(missing_libraries $libraries)
        [ -n "$missing" ] || return 0
    fi
    # shellcheck disable=SC2086
    stop "缺少 Qt 的系统库（$(one_line $missing)）：请用管理员身份运行 apt-get install $(one_line $packages)，再重试。"
}

# pip and uv have ways of their own to be told about a network's own certificates; one setting serves both.
certificates() {
    for given in "${SSL_CERT_FILE:-}" "${PIP_CERT:-}" "${REQUESTS_CA_BUNDLE:-}" "${CURL_CA_BUNDLE:-}"; do
        if [ -f "$given" ]; then
            export SSL_CERT_FILE="$given" PIP_CERT="$given"
            return 0
        fi
    done
    unset SSL_CERT_FILE
    [ "$(uname -s)" = Linux ] || return 0
    if [ ! -f "$BUNDLE" ] && may_install; then install_packages ca-certificates || true; fi
    if [ -f "$BUNDLE" ]; then export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"; fi
}

has_pip() {
    "$PYTHON" -m pip --version >/dev/null 2>&1
}

has_venv() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null
}

uv_by_pip() {
    "$PYTHON" -m pip install -q --disable-pip-version-check --root-user-action=ignore --upgrade --target .uv "uv==$UV_VERSION"
}

uv_by_venv() {
    "$PYTHON" -m venv --clear .uv/seed &&
        .uv/seed/bin/python -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" &&
        mkdir -p .uv/bin && ln -sf ../seed/bin/uv .uv/bin/uv
}

private_uv() {
    .uv/bin/uv --version 2>/dev/null | grep -q "^uv $UV_VERSION" && return 0
    echo "正在把 uv $UV_VERSION 装进 .uv/"
    rm -rf .uv
    mkdir .uv
    if ! has_pip && ! has_venv && may_install; then install_packages python3-venv || true; fi
    if has_pip && uv_by_pip; then return 0; fi
    if has_venv && uv_by_venv; then return 0; fi
    if system_uv=$(command -v uv); then
        mkdir -p .uv/bin && ln -sf "$system_uv" .uv/bin/uv
        return 0
    fi
    has_pip || has_venv ||
        stop "没有 pip，也没有 venv：请用管理员身份运行 apt-get install python3-venv ca-certificates，再重试。"
    stop "没有取到 uv：请检查网络（需要镜像时设置 PIP_INDEX_URL，网络有自己的证书时设置 SSL_CERT_FILE），再重试。"
}

environment() {
    unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
    export UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-300}"
    .uv/bin/uv sync --locked --quiet ||
        .uv/bin/uv sync --locked ||
        stop "没有装好锁定的依赖：请检查网络后再运行一次；原因见上面几行。"
    touch .venv/.synced
}

# What PyInstaller needs beside the environment: objdump and Python's shared library.
packaging_tools() {
    [ "$(uname -s)" = Linux ] || return 0
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    has_packaging_tools && return 0
    if may_install && install_packages binutils "libpython$version"; then return 0; fi
    stop "打包还缺少 objdump 或 Python 的共享库：请用管理员身份运行 apt-get install binutils libpython$version，再重试。"
}

has_packaging_tools() {
    command -v objdump >/dev/null && "$PYTHON" - <<'EOF'
import ctypes
import sysconfig
from pathlib import Path

name = sysconfig.get_config_var("INSTSONAME")
if not (Path(sysconfig.get_config_var("LIBDIR")) / name).exists():
    ctypes.CDLL(name)
EOF
} 2>/dev/null

if [ "${1:-}" = package ]; then
    packaging_tools
    exit
fi
check_python
qt_libraries
certificates
private_uv
echo "正在安装锁定的依赖到 .venv/"
environment
