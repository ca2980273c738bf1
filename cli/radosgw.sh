#!/bin/sh
# A throw-away S3 server (Ceph's radosgw, with its own monitor and a store in memory) on loopback, for the tests of the
# S3 store. Debian, as root when the packages are not installed yet.
#
#   cli/radosgw.sh npx vitest run lib/storage   runs the command with TEST_S3_… set, and stops everything after it
#   cli/radosgw.sh                              prints the lines to export, and stops everything on Ctrl-C
set -eu

for program in radosgw ceph-mon ceph-osd ceph; do
  command -v "$program" > /dev/null || missing=1
done
if [ "${missing:-}" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends radosgw ceph-mon ceph-osd ceph-common > /dev/null
fi

dir=$(mktemp -d)
pids=
stop() {
  trap - EXIT INT TERM
  # Nothing is worth keeping, so nobody is asked to finish.
  [ -z "$pids" ] || kill -9 $pids 2> /dev/null || true
  wait 2> /dev/null || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

fail() {
  echo "radosgw.sh: $1" >&2
  tail -n 20 "$dir"/*.log >&2 || true
  exit 1
}
free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
until_true() { # what it is, seconds, command…
  what=$1 left=$(($2 * 5))
  shift 2
  until "$@" > /dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "$what did not come up"
    sleep 0.2
  done
}
start() { # program and its arguments
  "$@" -f >> "$dir/$1.log" 2>&1 &
  pids="$pids $!"
}

monitor=$(free_port)
gateway=$(free_port)
export CEPH_CONF="$dir/ceph.conf"
cat > "$CEPH_CONF" << CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = [v2:127.0.0.1:$monitor]
public network = 127.0.0.0/8
keyring = $dir/keyring
run dir = $dir
admin socket = $dir/\$name.asok
log file =
log to stderr = true
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
mon data = $dir/mon
mon allow pool size one = true
mon warn on pool no redundancy = false
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 1000
rgw frontends = beast endpoint=127.0.0.1:$gateway
rgw thread pool size = 32
CONF

quietly() { "$@" >> "$dir/setup.log" 2>&1 || fail "$1 failed"; }

quietly ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
quietly ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
quietly monmaptool --create --addv a "[v2:127.0.0.1:$monitor]" \
  --fsid "$(sed -n 's/^fsid = //p' "$CEPH_CONF")" "$dir/monmap"
mkdir "$dir/mon" "$dir/osd"
quietly ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
start ceph-mon -i a
until_true "the monitor" 60 timeout 5 ceph --connect-timeout 3 -s

id=$(cat /proc/sys/kernel/random/uuid)
quietly ceph osd create "$id" 0
quietly ceph-authtool --create-keyring "$dir/osd/keyring" --gen-key -n osd.0
quietly ceph auth add osd.0 mon 'allow profile osd' osd 'allow *' -i "$dir/osd/keyring"
quietly ceph-osd -i 0 --mkfs --osd-uuid "$id" --keyring "$dir/osd/keyring"
start ceph-osd -i 0 --keyring "$dir/osd/keyring"
osd_is_up() { ceph osd stat | grep -q '1 up'; }
until_true "the store" 60 osd_is_up

start radosgw -n client.admin
answers() { node -e 'fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))' "http://127.0.0.1:$gateway/"; }
until_true "the gateway" 90 answers

export TEST_S3_ENDPOINT="http://127.0.0.1:$gateway"
export TEST_S3_BUCKET=nextscene-test
export TEST_S3_ACCESS_KEY_ID=test-access-key
export TEST_S3_SECRET_ACCESS_KEY=test-secret-key
quietly radosgw-admin user create --uid test --display-name Test \
  --access-key "$TEST_S3_ACCESS_KEY_ID" --secret-key "$TEST_S3_SECRET_ACCESS_KEY"
(cd "$(dirname "$0")/.." && node --input-type=module -e '
  import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
  const { TEST_S3_ENDPOINT: endpoint, TEST_S3_BUCKET: Bucket } = process.env;
  const credentials = { accessKeyId: process.env.TEST_S3_ACCESS_KEY_ID, secretAccessKey: process.env.TEST_S3_SECRET_ACCESS_KEY };
  const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
') || fail "the bucket could not be made"

if [ $# -gt 0 ]; then
  "$@"
else
  env | sed -n 's/^TEST_S3_/export &/p'
  echo "# stop with Ctrl-C"
  wait
fi
