# How Gabion's JVM is found and started; read by ./gabion, lab/lab and the distribution's bin/gabion. POSIX sh.

GABION_LEAST_JAVA=25

# java_major HOME: prints the major version that HOME/release tells, without starting that Java (a start costs 50 ms).
java_major() {
  [ -r "$1/release" ] || return 1
  while IFS= read -r java_line || [ -n "$java_line" ]; do
    case $java_line in
      JAVA_VERSION=*)
        java_line=${java_line#JAVA_VERSION=}
        java_line=${java_line#\"}
        java_line=${java_line#1.}
        java_line=${java_line%%[!0-9]*}
        [ -n "$java_line" ] || return 1
        printf '%s\n' "$java_line"
        return 0
        ;;
    esac
  done <"$1/release"
  return 1
}

# java_folders: prints one candidate home a line, the operator's own choices first.
java_folders() {
  [ -z "${GABION_JAVA_HOME:-}" ] || printf '%s\n' "$GABION_JAVA_HOME"
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  java_on_path=$(command -v java 2>/dev/null) && java_on_path=$(readlink -f "$java_on_path" 2>/dev/null) \
    && printf '%s\n' "${java_on_path%/bin/java}"
  for java_folder in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "${HOME:-/}"/.jdks/* \
    "${SDKMAN_DIR:-${HOME:-/}/.sdkman}"/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ ! -r "$java_folder/release" ] || printf '%s\n' "$java_folder"
  done
}

# find_java PROGRAM: reads candidate homes from standard input; prints the first that is new enough and has bin/PROGRAM.
# With none it prints what it found instead, and fails.
find_java() {
  java_found=
  while IFS= read -r java_home; do
    java_version=$(java_major "$java_home") || continue
    if [ "$java_version" -ge "$GABION_LEAST_JAVA" ] && [ -x "$java_home/bin/$1" ]; then
      printf '%s\n' "$java_home"
      # Whoever writes the candidates must not find the pipe closed: under pipefail that is a failure.
      while IFS= read -r java_rest; do :; done
      return 0
    fi
    case "$java_found, " in
      *", $java_home ("*) ;;
      *) java_found="$java_found, $java_home (Java $java_version)" ;;
    esac
  done
  printf '%s\n' "${java_found#, }"
  return 1
}

# explain_no_java FOUND: the three lines an operator needs.
explain_no_java() {
  printf 'gabion: found %s.\n' "${1:-no Java at all}" >&2
  printf 'gabion: wants a JDK %s or newer.\n' "$GABION_LEAST_JAVA" >&2
  printf 'gabion: get one from your system (apt install openjdk-%s-jdk-headless, brew install openjdk) or https://adoptium.net, or name yours in GABION_JAVA_HOME.\n' "$GABION_LEAST_JAVA" >&2
}

# use_java PROGRAM: sets java_home, or explains and ends with 69.
use_java() {
  java_home=$(java_folders | find_java "$1") || {
    explain_no_java "$java_home"
    exit 69
  }
}

# memory_of COMMAND [SUBCOMMAND]: sets heap for it. The demo holds a site, its readers and a flood beside the guard. Analyze has parts of
# a log in memory on all cores, and tables of many megabytes that are read at random: larger pages saved 7 % of the time.
memory_of() {
  heap=160m
  case $1 in
    demo) heap=256m ;;
    analyze)
      heap=256m
      GABION_JVM="$GABION_JVM -XX:+UseTransparentHugePages"
      ;;
    mirror)
      # A volunteer's node runs for months in 128 MB, all told: one compiler, and what is free goes back to the system.
      case ${2:-} in
        join | serve)
          heap=40m
          GABION_JVM="$GABION_JVM -XX:MaxDirectMemorySize=16m -XX:ReservedCodeCacheSize=16m -XX:TieredStopAtLevel=1"
          GABION_JVM="$GABION_JVM -XX:TrimNativeHeapInterval=10000"
          export MALLOC_ARENA_MAX=2
          ;;
      esac
      ;;
  esac
}

# start_java HEAP AOT_CACHE CLASS_PATH MAIN [ARGUMENT]...: becomes the JVM, so that signals reach it.
# The serial collector is the smallest on few cores; memory access and native code are what Netty asks for; a cache that
# does not fit this JVM is left alone without a word; out of memory ends the process, because a restart serves sooner.
# Direct memory holds what is on its way between readers and origins; beyond three quarters the slowest readers go.
start_java() {
  java_heap=$1
  java_cache=$2
  java_path=$3
  shift 3
  # shellcheck disable=SC2086 # options are words
  set -- $GABION_JVM -Xmx"$java_heap" ${GABION_JAVA_OPTS:-} -cp "$java_path" "$@"
  case ${GABION_JAVA_OPTS:-} in
    *-XX:+Use*GC*) ;; # the operator's own choice: a JVM takes one collector only
    *) set -- "$GABION_COLLECTOR" "$@" ;;
  esac
  if [ -r "$java_cache" ]; then
    set -- -XX:AOTCache="$java_cache" "$@"
  fi
  exec "$java_home/bin/java" "$@"
}

GABION_COLLECTOR=-XX:+UseSerialGC
GABION_JVM='-Xlog:disable -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:MaxDirectMemorySize=128m
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Dio.netty.leakDetection.level=disabled -Dfile.encoding=UTF-8 -Dslf4j.internal.verbosity=ERROR'
