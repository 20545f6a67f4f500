#!/bin/sh
# The real Rasa that can run this project (docs/rasa.md). Without arguments, as `make rasa`: install, validate, train.
#
#   sh nlu/rasa.sh [install|validate|train|test|start|stop|check|python]...
#
# test: the stories of tests/test_stories.yml. start, stop: a server a language. check: whether all is made and up to
# date (exit status 1: not). python: the interpreter that would be used.
# Nothing is done twice: what was installed, validated and trained is stamped with what it was made from.
# Exit status: 0 done; 1 failed, with what Rasa said; 2 wrong usage; 3 there is no Python 3.10.
set -eu
cd "$(dirname "$0")/.."

RASA_VENV=${RASA_VENV:-.venv-rasa}             # where Rasa is installed
RASA_RUN=${RASA_RUN:-var/rasa}                 # token, pid files and logs of the servers
RASA_PORT_EN=${RASA_PORT_EN:-5005}
RASA_PORT_PL=${RASA_PORT_PL:-5006}
ACTIONS_URL=${ACTIONS_URL:-http://127.0.0.1:8080/rasa/actions}
ACTIONS_TOKEN=${ACTIONS_TOKEN:-${RECEPTIONIST_ACTIONS_TOKEN:-}}
export ACTIONS_URL ACTIONS_TOKEN               # nlu/*/endpoints.yml

VERSION=3.6.21
CONSTRAINTS=nlu/rasa-constraints.txt
LANGUAGES=${RASA_LANGUAGES:-en pl}
PATIENCE=180                                   # seconds a server may take to start

# Quiet, nothing told to anybody, no cache in the working directory; DEBUG would log what callers say.
export RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3
export LOG_LEVEL=WARNING LOG_LEVEL_LIBRARIES=ERROR RASA_MAX_CACHE_SIZE=0 PYTHONUTF8=1
export PYTHONWARNINGS=ignore

say() { printf '%s\n' "rasa: $*"; }
fail() { printf '%s\n' "rasa: $*" >&2; exit 1; }

# ---------------------------------------------------------------- Python 3.10

suits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

find_python() {
  pyenv=$(command -v pyenv || :)               # where pyenv itself stands, whatever HOME says
  for candidate in "$RASA_VENV/bin/python" "${RASA_PYTHON:-}" python3.10 python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python \
    ${pyenv:+"$(dirname "$pyenv")"/../versions/3.10.*/bin/python} /opt/homebrew/bin/python3.10 /usr/local/bin/python3.10; do
    if [ -n "$candidate" ] && suits "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  cat >&2 <<'TEXT'
rasa: no Python 3.10 with venv and pip was found. Rasa 3.6 runs on nothing newer. One of these brings it:
  pyenv install 3.10                                         (found without being put on the PATH)
  apt install python3.10 python3.10-venv                     (Ubuntu 22.04)
  uv python install 3.10, then RASA_PYTHON=$(uv python find 3.10) make rasa
or use the image rasa/rasa:3.6.21-full (docs/rasa.md). Nothing else needs Rasa: the embedded engine is the default.
TEXT
  exit 3
}

# ---------------------------------------------------------------- once only

# Prints one checksum of the files named, names and contents.
checksum() { find "$@" -type f ! -name '.*' | LC_ALL=C sort | while read -r file; do cksum "$file"; done | cksum; }

stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# Runs a command with its output in a file that is shown when it fails. $1: the file.
quietly() {
  log=$1
  shift
  "$@" >"$log" 2>&1 && return
  status=$?
  cat "$log" >&2
  printf '%s\n' "rasa: failed: $*" >&2
  return $status
}

rasa() { "$RASA_VENV/bin/python" -m rasa "$@"; }

installed() { stamped "$RASA_VENV/.installed" "$VERSION $(checksum "$CONSTRAINTS")" && suits "$RASA_VENV/bin/python"; }

install() {
  if installed; then return; fi
  if ! suits "$RASA_VENV/bin/python"; then
    python=$(find_python) || exit $?
    rm -rf "$RASA_VENV"
    "$python" -m venv "$RASA_VENV" || fail "$python can't make a virtual environment in $RASA_VENV"
  fi
  say "installing Rasa $VERSION into $RASA_VENV: 2.7 GB, a few minutes …"
  quietly "$RASA_VENV/install.log" "$RASA_VENV/bin/python" -m pip install --disable-pip-version-check \
    --constraint "$CONSTRAINTS" "rasa==$VERSION" || exit 1
  printf '%s\n' "$VERSION $(checksum "$CONSTRAINTS")" >"$RASA_VENV/.installed"
}

# ---------------------------------------------------------------- the project

project() { checksum "nlu/$1/config.yml" "nlu/$1/domain.yml" "nlu/$1/data" "$CONSTRAINTS"; }

# For each language at once what $1 does; fails when one of them does.
each() {
  pids=""
  for language in $LANGUAGES; do
    "$1" "$language" &
    pids="$pids $!"
  done
  failed=0
  for pid in $pids; do wait "$pid" || failed=1; done
  [ "$failed" = 0 ] || exit 1
}

validate_one() {
  models=nlu/$1/models sum=$(project "$1")
  mkdir -p "$models"
  if stamped "$models/.validated" "$sum"; then return; fi
  say "validating nlu/$1 …"
  quietly "$models/validate.log" rasa data validate \
    --config "nlu/$1/config.yml" --domain "nlu/$1/domain.yml" --data "nlu/$1/data" || return 1
  printf '%s\n' "$sum" >"$models/.validated"
}

trained() { [ -f "nlu/$1/models/$1.tar.gz" ] && stamped "nlu/$1/models/.trained" "$(project "$1")"; }

train_one() {
  models=nlu/$1/models sum=$(project "$1")
  mkdir -p "$models"
  if trained "$1"; then return; fi
  say "training nlu/$1 …"
  rm -f "$models/.trained"
  quietly "$models/train.log" rasa train --quiet --skip-validation --fixed-model-name "$1" --out "$models" \
    --config "nlu/$1/config.yml" --domain "nlu/$1/domain.yml" --data "nlu/$1/data" || return 1
  [ -f "$models/$1.tar.gz" ] || { cat "$models/train.log" >&2; say "no model was made of nlu/$1" >&2; return 1; }
  printf '%s\n' "$sum" >"$models/.trained"
}

# Without --fail-on-prediction-errors Rasa ends with 0 whatever goes wrong.
test_one() {
  quietly "nlu/$1/models/test.log" rasa test core --e2e --fail-on-prediction-errors --no-plot \
    --model "nlu/$1/models/$1.tar.gz" --stories "nlu/$1/tests/test_stories.yml" --out "nlu/$1/models/test" || return 1
  say "nlu/$1/tests/test_stories.yml: all predicted"
}

# ---------------------------------------------------------------- servers

port() { if [ "$1" = en ]; then printf '%s' "$RASA_PORT_EN"; else printf '%s' "$RASA_PORT_PL"; fi; }

# The process of the pid file, as long as it is still the server and not a later one of the same number.
running() {
  [ -f "$RASA_RUN/$1.pid" ] || return 1
  ps -o args= -p "$(cat "$RASA_RUN/$1.pid")" 2>/dev/null | grep -q "nlu/$1/models"
}

answers() {
  "$RASA_VENV/bin/python" - "$(port "$1")" "$RASA_RUN/token" <<'PYTHON' >/dev/null 2>&1
import sys, urllib.request
with open(sys.argv[2]) as file:
    urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/status?token={file.read().strip()}", timeout=5)
PYTHON
}

start_one() {
  if running "$1"; then say "nlu/$1 is served already on port $(port "$1")"; return; fi
  # The token comes from the file, so that no list of processes shows it.
  nohup "$RASA_VENV/bin/python" -c '
import sys
from rasa.__main__ import main
language, port, token = sys.argv[1:]
sys.argv = ["rasa", "run", "--enable-api", "--interface", "127.0.0.1", "--port", port,
    "--model", f"nlu/{language}/models/{language}.tar.gz", "--endpoints", f"nlu/{language}/endpoints.yml",
    "--auth-token", open(token).read().strip()]
main() # serves nlu/'"$1"'/models' "$1" "$(port "$1")" "$RASA_RUN/token" >>"$RASA_RUN/$1.log" 2>&1 &
  printf '%s\n' "$!" >"$RASA_RUN/$1.pid"
  waited=0
  until answers "$1"; do
    running "$1" || { tail -n 20 "$RASA_RUN/$1.log" >&2; say "the server of nlu/$1 ended; see $RASA_RUN/$1.log" >&2; return 1; }
    [ "$waited" -lt "$PATIENCE" ] || { say "the server of nlu/$1 does not answer; see $RASA_RUN/$1.log" >&2; return 1; }
    sleep 1
    waited=$((waited + 1))
  done
  say "nlu/$1 is served on http://127.0.0.1:$(port "$1")"
}

start() {
  mkdir -p "$RASA_RUN"
  if [ ! -s "$RASA_RUN/token" ]; then
    (umask 077 && "$RASA_VENV/bin/python" -c 'import secrets; print(secrets.token_urlsafe(32))' >"$RASA_RUN/token")
  fi
  each start_one
  say "actions are asked of $ACTIONS_URL; the server then wants:"
  printf '  export RECEPTIONIST_DIALOGUE=rasa RECEPTIONIST_RASA_URL_EN=http://127.0.0.1:%s RECEPTIONIST_RASA_URL_PL=http://127.0.0.1:%s RECEPTIONIST_RASA_TOKEN="$(cat %s)"\n' \
    "$RASA_PORT_EN" "$RASA_PORT_PL" "$RASA_RUN/token"
}

stop_one() {
  if running "$1"; then
    pid=$(cat "$RASA_RUN/$1.pid")
    kill "$pid" 2>/dev/null || true
    waited=0
    while running "$1"; do
      [ "$waited" -lt 30 ] || { kill -9 "$pid" 2>/dev/null || true; }
      sleep 1
      waited=$((waited + 1))
    done
    say "nlu/$1 is served no more"
  fi
  rm -f "$RASA_RUN/$1.pid"
}

# ---------------------------------------------------------------- what was asked for

[ $# -gt 0 ] || set -- train
for wanted in "$@"; do
  case $wanted in
    install) install ;;
    validate) install && each validate_one ;;
    train) install && each validate_one && each train_one ;;
    test) install && each validate_one && each train_one && each test_one ;;
    start) install && each validate_one && each train_one && start ;;
    stop) each stop_one ;;
    check) installed && each trained ;;
    python) find_python ;;
    *) printf '%s\n' "usage: sh nlu/rasa.sh [install|validate|train|test|start|stop|check|python]..." >&2; exit 2 ;;
  esac
done
