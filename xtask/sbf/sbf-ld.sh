#!/bin/sh
# rustc calls this as its linker. SBF_PROGRAM names the program being built; a dependency that
# declares a cdylib is not a program and gets an empty file, which cargo is content with.
set -eu

output=
previous=
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  [ "$previous" = -o ] && output=$argument
  previous=$argument
  case "$argument" in
    # LLVM 23 keeps the wish for small code in each function and refuses it as a level.
    -Os | -Oz) argument=-O2 ;;
  esac
  set -- "$@" "$argument"
done

case "${output##*/}" in
  "lib$SBF_PROGRAM".so | "lib$SBF_PROGRAM"-*.so)
    LD_LIBRARY_PATH=$SBF_LLVM exec "$SBF_LINKER" "$@"
    ;;
esac
: > "$output"
