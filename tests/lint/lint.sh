#!/usr/bin/env bash
# One lint check: `lint.sh format|tidy|sizes SOURCE_DIR BUILD_DIR`.
#
# `tidy` looks at the files that differ from KEYWARD_LINT_BASE (default: origin/main, else the commit before
# this one), since a whole run takes minutes; KEYWARD_LINT_ALL=1 takes all.
set -euo pipefail
check=$1 source_dir=$2 build_dir=$3
cd "$source_dir"

if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  echo "skipped: $check needs a git checkout"
  exit 77
fi
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cc' '*.h')
[ ${#files[@]} -gt 0 ] || { echo "no source files"; exit 1; }

changed_files() {
  if [ "${KEYWARD_LINT_ALL:-}" = 1 ]; then
    printf '%s\n' "${files[@]}"
    return
  fi
  local base=${KEYWARD_LINT_BASE:-}
  [ -n "$base" ] || base=$(git rev-parse -q --verify origin/main || git rev-parse -q --verify HEAD~1 || true)
  if [ -n "$base" ] && [ "$base" = "$(git rev-parse HEAD)" ]; then base=$(git rev-parse -q --verify HEAD~1 || true); fi
  if [ -n "$base" ]; then git diff --name-only --diff-filter=d "$base" -- '*.cc'; fi
  git ls-files --others --exclude-standard '*.cc'
}

case $check in
  format)
    clang-format-16 --dry-run --Werror "${files[@]}"
    echo "${#files[@]} files are formatted"
    ;;
  sizes) python3 tests/lint/sizes.py "$source_dir" "${files[@]}" ;;
  tidy)
    mapfile -t changed < <(changed_files | sort -u | while read -r f; do
      grep -q "\"file\": \".*/$f\"" "$build_dir/compile_commands.json" && echo "$f"; done || true)
    limit=${KEYWARD_LINT_LIMIT:-20}
    if [ "${#changed[@]}" -gt "$limit" ] && [ "${KEYWARD_LINT_ALL:-}" != 1 ]; then
      echo "${#changed[@]} files changed; the $limit smallest are checked, KEYWARD_LINT_ALL=1 checks all"
      mapfile -t changed < <(wc -c "${changed[@]}" | grep -v ' total$' | sort -n | head -n "$limit" | awk '{print $2}')
    fi
    [ ${#changed[@]} -gt 0 ] || { echo "no changed source file"; exit 0; }
    printf '%s\n' "${changed[@]}" | xargs -P 2 -n 4 clang-tidy-16 -p "$build_dir" --quiet
    echo "${#changed[@]} files pass clang-tidy"
    ;;
  *) echo "unknown check: $check"; exit 2 ;;
esac
