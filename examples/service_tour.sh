#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# service_tour.sh BINARY: starts a server on loopback and walks through it with the AWS CLI, showing each command before
# it runs. On a terminal the server stays, with its data in ./.keyward, until it is interrupted; otherwise its data is
# in a temporary directory that goes with it.
# Exit status: 0 when every command came out as the tour says, 2 otherwise.
set -eu

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
  echo "usage: service_tour.sh BINARY" >&2
  exit 2
fi
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
aws=${AWS_CLI:-$(command -v /usr/bin/aws || command -v aws)} || { echo "service_tour.sh: no AWS CLI here" >&2; exit 2; }
stays=no
[ -t 0 ] && [ -t 1 ] && stays=yes

scratch=$(mktemp -d)
data=$scratch/data
[ $stays = yes ] && data=$PWD/.keyward
server=
finish() {
  status=$?
  trap - EXIT INT TERM
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || :
    wait "$server" 2>/dev/null || :
  fi
  rm -rf "$scratch"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# say TEXT: a paragraph of the guide's.
say() {
  printf '\n%s\n' "$1" | fold -s -w 92
}

fail() {
  printf 'service_tour.sh: %s\n' "$1" >&2
  exit 2
}

"$binary" serve --dev --data-dir "$data" --http 127.0.0.1:0 2>"$scratch/log" &
server=$!
url=
for _ in $(seq 300); do
  url=$(sed -n 's/.*"message":"listening","door":"http","address":"\([^"]*\)".*/http:\/\/\1/p' "$scratch/log")
  grep -q '"message":"serving"' "$scratch/log" && [ -n "$url" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$scratch/log" >&2; fail "the server did not start"; }
  sleep 0.1
done
grep -q '"message":"serving"' "$scratch/log" || fail "the server did not start in time"

# Nothing of the user's own configuration.
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE="$data/root-credentials" AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER='' AWS_MAX_ATTEMPTS=1 AWS_DEFAULT_OUTPUT=json
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL 2>/dev/null || :

# run ARGUMENT...: `aws ARGUMENT...` at the server.
run() { "$aws" "$@" --endpoint-url "$url"; }

# show EXPECTED WHO ARGUMENT...: prints the command and what it answers. EXPECTED is `done` or `refused`; WHO is a
# credentials file's short name.
show() {
  expected=$1
  shift
  printf '\n$ aws'
  for argument in "$@"; do
    case $argument in
      *[{\ ]*) printf " '%s'" "$argument" ;;
      *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n'
  outcome=refused
  run "$@" >"$scratch/answer" 2>&1 && outcome=done
  # The only secret that the tour makes.
  sed 's/\("SecretAccessKey": "\)[^"]*/\1(not shown)/' "$scratch/answer"
  [ $outcome = "$expected" ] || fail "the command was $outcome, and the tour says $expected"
}

user=tour-$$
printf '== A server of your own, at %s\n' "$url"
say "keyward serve --dev made a sealed store, an account and its root credential. The credential \
is in $data/root-credentials, in the format that every AWS tool reads."
show done sts get-caller-identity
say "A user, and an access key to sign with."
show done iam create-user --user-name "$user"
run iam create-access-key --user-name "$user" --query AccessKey >"$scratch/key"
printf '\n$ aws iam create-access-key --user-name %s\n' "$user"
sed 's/\("SecretAccessKey": "\)[^"]*/\1(not shown)/' "$scratch/key"
value() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$scratch/key"; }
key_id=$(value AccessKeyId)
secret=$(value SecretAccessKey)
(umask 077 && printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$key_id" "$secret" \
  >"$scratch/user-credentials")

say "The user has no policy yet. Signed in as $user:"
AWS_SHARED_CREDENTIALS_FILE=$scratch/user-credentials
show refused iam get-user
say "The administrator lets users look at themselves, and it holds from the next request on."
AWS_SHARED_CREDENTIALS_FILE=$data/root-credentials
show done iam put-user-policy --user-name "$user" --policy-name look-at-yourself --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}]}'
AWS_SHARED_CREDENTIALS_FILE=$scratch/user-credentials
show done iam get-user
AWS_SHARED_CREDENTIALS_FILE=$data/root-credentials

say "Every request above, the refused one too, is a line of the audit log. The lines are chained: \
one that was changed, dropped or cut off is found."
printf '\n$ tail -n 1 %s/audit.log\n' "$data"
tail -n 1 "$data/audit.log" | cut -c 1-300

run iam delete-user-policy --user-name "$user" --policy-name look-at-yourself
run iam delete-access-key --user-name "$user" --access-key-id "$key_id"
run iam delete-user --user-name "$user"

if [ $stays = yes ]; then
  say "The server stays. In another terminal:"
  cat <<TEXT

  export AWS_SHARED_CREDENTIALS_FILE=$data/root-credentials AWS_DEFAULT_REGION=us-east-1
  aws --endpoint-url $url iam list-users

Ctrl-C stops it; its data stays in $data.
TEXT
  wait "$server"
else
  say "More: docs/server.md. Explained decisions of the policy engine: examples/tour.sh."
fi
