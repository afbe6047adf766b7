#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tour.sh BINARY: walks through three of the examples, showing each command before it runs.
# Exit status: 0 when every command came out as the tour says, 2 otherwise.
set -eu

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
  echo "usage: tour.sh BINARY" >&2
  exit 2
fi
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
examples=$(cd "$(dirname "$0")" && pwd)

# say TEXT: a paragraph of the guide's.
say() {
  printf '\n%s\n' "$1" | fold -s -w 92
}

# visit FOLDER TITLE
visit() {
  printf '\n== %s (examples/policies/%s)\n' "$2" "$1"
  cd "$examples/policies/$1"
}

# show STATUS ARGUMENT...: prints the simulator's command, runs it and checks its exit status:
# 0 is allowed, 1 is denied, and a denial is no failure here.
show() {
  expected=$1
  shift
  printf '\n$ keyward policy simulate'
  for argument in "$@"; do
    case $argument in
      --*) printf ' \\\n    %s' "$argument" ;;
      *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n\n'
  status=0
  "$binary" policy simulate "$@" --output text || status=$?
  if [ "$status" -ne "$expected" ]; then
    echo "tour.sh: exit status $status, where the tour says $expected" >&2
    exit 2
  fi
}

visit 01-own-folder "An allow, through a variable"
say "One policy gives every user a folder: its resource is .../home/\${aws:username}/*. alice asks \
for an object in hers. The simulator knows her name from her ARN."
show 0 --identity own-folder.json \
  --principal arn:aws:iam::111122223333:user/alice \
  --action s3:GetObject --resource arn:aws:s3:::homes/home/alice/notes.txt \
  --resource-account 111122223333

visit 07-vpc-endpoint-bucket "A deny that nobody expected"
say "A bucket policy denies everything that does not come through one VPC endpoint. The root user \
of the bucket's own account opens the bucket in the console. StringNotEquals holds for a key that \
is not there, and the root user is above identity policies, not above the bucket's. Exit status 1 \
says denied."
show 1 --resource-policy bucket.json \
  --principal arn:aws:iam::111122223333:root \
  --action s3:GetObject --resource arn:aws:s3:::ledger/2024.csv \
  --resource-account 111122223333

visit 03-cross-account-bucket "Two accounts, two policies"
say "A role of 444455556666 reads from a bucket of 111122223333. The bucket's policy names the \
role. That is half of what it takes."
show 1 --resource-policy bucket.json \
  --principal arn:aws:sts::444455556666:assumed-role/reader/nightly \
  --action s3:GetObject --resource arn:aws:s3:::exchange/2024/rates.csv \
  --resource-account 111122223333 --context aws:SecureTransport=true
say "The other half is a policy of its own account."
show 0 --identity partner.json --resource-policy bucket.json \
  --principal arn:aws:sts::444455556666:assumed-role/reader/nightly \
  --action s3:GetObject --resource arn:aws:s3:::exchange/2024/rates.csv \
  --resource-account 111122223333 --context aws:SecureTransport=true

say "More of the kind: examples/README.md."
