#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# install_test.sh stage|headers|cmake_package|pkg_config
#
# Environment: BUILD_DIR, SOURCE_DIR, CMAKE, CXX, VERSION; SANITIZE as the build's KEYWARD_SANITIZE.
# Exit status 77: the tool that the step is about is not here.
set -eu

stage=$BUILD_DIR/stage
work=$BUILD_DIR/install-test
embed=$SOURCE_DIR/examples/embed
flags="-Wall -Wextra -Werror"
[ -z "${SANITIZE:-}" ] || flags="$flags -fsanitize=$SANITIZE"

fail() {
  echo "install_test: $*" >&2
  exit 1
}

expect_allowed() {
  answer=$("$1") || fail "$1 exits with $?"
  [ "$answer" = allowed ] || fail "$1 prints \`$answer\`, not \`allowed\`"
}

# Where under the stage a file was put, whatever the library directory is called.
find_staged() {
  found=$(find "$stage" -name "$1" | head -n 1)
  [ -n "$found" ] || fail "$1 was not installed"
  echo "$found"
}

step_stage() {
  rm -rf "$stage" "$work"
  mkdir -p "$work"
  "$CMAKE" --install "$BUILD_DIR" --prefix "$stage" >"$work/install.log"
  check_age
  "$stage/bin/keyward" --version | grep -q "$VERSION" || fail "the binary has another version"
  # Nothing that was installed may lead back to where it was built.
  if grep -rlI -e "$BUILD_DIR" -e "$SOURCE_DIR" "$stage"; then
    fail "the files above name the build's directories"
  fi
}

# A header that is younger than the archive may not be the one that the archive was built from.
check_age() {
  young=$(find "$stage/include" -name '*.h' -newer "$(find_staged libkeyward_policy.a)" | head -n 1)
  [ -z "$young" ] || fail "$young is newer than the library: build before testing"
}

# Each installed header compiles alone, without a warning, against installed headers only.
step_headers() {
  include=$stage/include/keyward
  count=0
  for header in $(cd "$include" && find . -name '*.h' | sort); do
    echo "#include \"${header#./}\"" |
      "$CXX" -std=c++20 -Wall -Wextra -Werror -fsyntax-only -I "$include" -x c++ - ||
      fail "$header does not compile alone"
    count=$((count + 1))
  done
  [ "$count" -gt 0 ] || fail "no header under $include"
}

step_cmake_package() {
  lines=$(wc -l <"$embed/main.cc")
  [ "$lines" -lt 40 ] || fail "examples/embed/main.cc has $lines lines: it is to stay under 40"
  "$CMAKE" -S "$embed" -B "$work/embed" -DCMAKE_PREFIX_PATH="$stage" \
    -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="$flags" >"$work/embed.log"
  "$CMAKE" --build "$work/embed" >>"$work/embed.log" || {
    cat "$work/embed.log"
    fail "examples/embed does not build"
  }
  expect_allowed "$work/embed/embed"

  # Before 1.0 a minor version may break its users: the package answers for its own minor version.
  mkdir -p "$work/versions"
  cat >"$work/versions/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.25)
project(Versions LANGUAGES NONE)
find_package(Keyward $VERSION CONFIG REQUIRED)
foreach(other IN ITEMS ${VERSION%%.*}.999 $((${VERSION%%.*} + 1)))
  find_package(Keyward \${other} CONFIG QUIET)
  if(Keyward_FOUND)
    message(FATAL_ERROR "$VERSION passes for \${other}")
  endif()
endforeach()
EOF
  "$CMAKE" -S "$work/versions" -B "$work/versions/build" -DCMAKE_PREFIX_PATH="$stage" \
    >"$work/versions.log"
}

step_pkg_config() {
  command -v pkg-config >/dev/null || exit 77
  PKG_CONFIG_PATH=$(dirname "$(find_staged keyward-policy.pc)")
  export PKG_CONFIG_PATH
  [ "$(pkg-config --modversion keyward-policy)" = "$VERSION" ] || fail "the .pc has another version"
  cflags=$(pkg-config --cflags keyward-policy)
  libs=$(pkg-config --libs keyward-policy)
  # shellcheck disable=SC2086
  "$CXX" $flags $cflags "$embed/main.cc" -o "$work/embed-pkg-config" $libs
  expect_allowed "$work/embed-pkg-config"
}

case ${1:-} in
  stage | headers | cmake_package | pkg_config) "step_$1" ;;
  *) fail "usage: install_test.sh stage|headers|cmake_package|pkg_config" ;;
esac
