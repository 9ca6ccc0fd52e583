#!/bin/sh
# rustc calls this as its linker. SBF_PROGRAM names the program being built; a dependency that
# declares a cdylib is not a program and gets an empty file, which cargo is content with.
set -eu

output=
previous=
for argument in "$@"; do
  [ "$previous" = -o ] && output=$argument
  previous=$argument
done

case "${output##*/}" in
  "lib$SBF_PROGRAM".so | "lib$SBF_PROGRAM"-*.so)
    LD_LIBRARY_PATH=$SBF_LLVM exec "$SBF_LINKER" "$@"
    ;;
esac
: > "$output"
