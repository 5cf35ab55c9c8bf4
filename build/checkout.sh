# Builds what a start from a checkout needs, once, and again when a source is newer. POSIX sh; wants build/launch.sh and
# $root, the checkout. Everything a start uses lies in target/start, which no other build writes to: a running guard
# keeps its jars whatever Maven does beside it.

start=$root/target/start
lock=$root/target/start.lock

# is_fresh: true if target/start was made from the sources as they are. A deleted file shows in its folder's time.
is_fresh() {
  [ -f "$start/stamp" ] || return 1
  [ -z "$(cd "$root" && find pom.xml .mvn build core/pom.xml guard/pom.xml analyze/pom.xml mirror/pom.xml cli/pom.xml lab/pom.xml \
    core/src/main guard/src/main analyze/src/main mirror/src/main cli/src/main lab/src/main -newer "$start/stamp" 2>/dev/null | head -n 1)" ]
}

# ensure_built: returns with target/start usable, or ends with Maven's words.
ensure_built() {
  if is_fresh; then
    return 0
  fi
  if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
    # A read-only checkout runs what was built; nothing can be newer for long there.
    [ ! -f "$start/stamp" ] || return 0
    printf 'gabion: %s is not built yet and its folder target/ is not writable.\n' "$root" >&2
    exit 73
  fi
  take_lock
  if ! is_fresh; then
    build
  fi
  leave_lock
}

# take_lock: one builder at a time; whoever waits starts from what the other built.
take_lock() {
  lock_told=
  lock_nameless=0
  until mkdir "$lock" 2>/dev/null; do
    lock_owner=$(cat "$lock/pid" 2>/dev/null) || lock_owner=
    [ -n "$lock_owner" ] || lock_nameless=$((lock_nameless + 1))
    if [ "$lock_nameless" -gt 10 ] || { [ -n "$lock_owner" ] && ! kill -0 "$lock_owner" 2>/dev/null; }; then
      lock_nameless=0
      # Renaming is atomic: of several who see a dead owner, one takes the lock away.
      mv "$lock" "$lock.dead.$$" 2>/dev/null && rm -rf "$lock.dead.$$"
      continue
    fi
    if [ -z "$lock_told" ]; then
      printf 'gabion: waiting for another start that is building.\n' >&2
      lock_told=yes
    fi
    sleep 1
  done
  trap 'leave_lock' EXIT
  trap 'leave_lock; exit 130' INT
  trap 'leave_lock; exit 143' TERM HUP
  printf '%s\n' "$$" >"$lock/pid"
}

leave_lock() {
  rm -rf "$lock" "$start.new"
  trap - EXIT INT TERM HUP
}

build() {
  printf 'gabion: building from source (only when a source has changed; the first time fetches libraries).\n' >&2
  rm -rf "$start.new" "$start.status" "$root"/lab/target/start-build/lib "$root"/lab/target/start-build/*.jar
  mkdir -p "$start.new"
  # The stamp is older than the build, so that an edit made meanwhile is seen by the next start.
  : >"$start.new/stamp"
  {
    (cd "$root" && JAVA_HOME=$java_home ./mvnw -B -Dgabion.start package 2>&1)
    printf '%s\n' "$?" >"$start.status"
  } | tee "$root/target/start.log" | show_progress
  if [ "$(cat "$start.status")" != 0 ]; then
    printf 'gabion: the build failed; the end of %s says:\n' "$root/target/start.log" >&2
    grep '^\[ERROR\]' "$root/target/start.log" | head -n 20 >&2
    exit 1
  fi
  rm -f "$start.status"
  mkdir "$start.new/lib"
  cp -p "$root"/lab/target/start-build/lib/*.jar "$root"/lab/target/start-build/*.jar "$start.new/lib/"
  rm -rf "$start"
  mv "$start.new" "$start"
  printf 'gabion: preparing quick starts.\n' >&2
  train
  printf 'gabion: built.\n' >&2
}

show_progress() {
  fetched=0
  while IFS= read -r build_line; do
    case $build_line in
      *'Downloaded from '*)
        fetched=$((fetched + 1))
        [ $((fetched % 50)) -ne 0 ] || printf '  fetched %s files\n' "$fetched" >&2
        ;;
      *'Building Gabion '*)
        build_line=${build_line#*Building Gabion }
        build_line=${build_line%% *}
        case $build_line in
          core | guard | analyze | mirror | cli | lab) printf '  building %s\n' "$build_line" >&2 ;;
        esac
        ;;
    esac
  done
}

# class_path: every jar of target/start, sorted, so that it is the same in each start.
class_path() {
  path=
  for jar in "$start"/lib/*.jar; do
    path=$path:$jar
  done
  printf '%s' "${path#:}"
}

# train: one run of the guard on loopback, and one of analyze, whose loaded classes are kept for the next starts. Without
# the caches a start only takes longer, so whatever goes wrong here is no error.
train() {
  mkdir "$start/train" || return 0
  cat >"$start/train/gabion.yaml" <<'END'
guard:
  listen: [127.0.0.1:0]
  origin: http://127.0.0.1:9
  admin:
    enabled: false
END
  : >"$start/train/log"
  # shellcheck disable=SC2086 # options are words
  "$java_home/bin/java" $GABION_JVM "$GABION_COLLECTOR" -Xmx160m -XX:AOTCacheOutput="$start/gabion.aot" -cp "$(class_path)" \
    org.gabion.cli.Gabion guard --config "$start/train/gabion.yaml" >"$start/train/log" 2>&1 &
  trainee=$!
  train_seconds=0
  until grep -q 'listens on' "$start/train/log" || [ "$train_seconds" -ge 60 ] || ! kill -0 "$trainee" 2>/dev/null; do
    sleep 1
    train_seconds=$((train_seconds + 1))
  done
  kill -TERM "$trainee" 2>/dev/null
  wait "$trainee" || rm -f "$start/gabion.aot"
  training_log >"$start/train/access.log"
  # shellcheck disable=SC2086 # options are words
  "$java_home/bin/java" $GABION_JVM "$GABION_COLLECTOR" -Xmx256m -XX:AOTCacheOutput="$start/analyze.aot" -cp "$(class_path)" \
    org.gabion.cli.Gabion analyze "$start/train/access.log" --html "$start/train/report.html" \
    >"$start/train/log" 2>&1 || rm -f "$start/analyze.aot"
  rm -rf "$start/train"
}

# training_log: two hours of made-up readers, and a flood in between.
training_log() {
  awk 'BEGIN {
    for (second = 0; second < 7200; second++) {
      time = sprintf("01/Jun/2026:%02d:%02d:%02d +0000", 10 + int(second / 3600), int(second / 60) % 60, second % 60)
      reader = sprintf("10.%d.%d.%d", second % 7, int(second / 250), second % 250)
      page = "/story/" (second * 7919 % 400)
      agent = "Mozilla/5.0 (X11; Linux x86_64; rv:" (120 + second % 9) ".0) Gecko/20100101 Firefox/" (120 + second % 9) ".0"
      line(reader, time, page, 200, "https://search.example/?q=" second % 50, agent)
      line(reader, time, "/static/site.css", 200, "https://site.example" page, agent)
      line(reader, time, "/images/" second % 90 ".jpg", 304, "https://site.example" page, agent)
      for (n = 0; second >= 5400 && second < 5520 && n < 40; n++)
        line("172." (16 + n % 16) "." second % 250 "." n, time, "/search?q=" second * n, 503, "-", "Bot/" n % 5)
    }
  }
  function line(client, time, target, status, referer, agent) {
    printf "%s - - [%s] \"GET %s HTTP/1.1\" %d %d \"%s\" \"%s\"\n", client, time, target, status, length(target) * 431, referer, agent
  }'
}
