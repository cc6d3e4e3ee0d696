#!/bin/sh
# Unpacks the distribution's signed packages of a server into a private folder, on a Debian-like machine without root.
# usage: unpack.sh FOLDER PACKAGE ALWAYS
# Afterwards the programs are in FOLDER/root. ALWAYS is a pattern of packages to unpack even if the machine has some,
# so that all of them come from one place.
set -e
folder=${1:?missing FOLDER}
package=${2:?missing PACKAGE}
always=${3:?missing ALWAYS}
rm -rf "$folder"
mkdir -p "$folder/apt/state/lists/partial" "$folder/apt/cache/archives/partial" "$folder/root" "$folder/packages"
cd "$folder"

# apt with its own lists, cache and state, so that it needs no write access elsewhere.
options="-o Dir::State=$folder/apt/state -o Dir::State::Lists=$folder/apt/state/lists"
options="$options -o Dir::Cache=$folder/apt/cache -o Dir::State::status=/var/lib/dpkg/status"
options="$options -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Acquire::Languages=none -o APT::Get::List-Cleanup=0"
apt-get $options -qq update

# The packages that an installation would add, and all that match the pattern.
missing=$(apt-get $options -s -q --no-install-recommends install "$package" 2>/dev/null | awk '/^Inst/{print $2}')
whole=$(apt-cache $options depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances "$package" | grep -E "^($always)$")
not_needed='^(adduser|passwd|logrotate|cron|cron-daemon-common|socat|systemd|dbus.*|init-system-helpers|libpam.*|python3.*|lsb-base|sysvinit-utils|media-types|netbase)$'
packages=$(printf '%s\n' $missing $whole | grep -vE "$not_needed" | sort -u)
(cd packages && apt-get $options -qq download $packages)
for file in packages/*.deb; do
  dpkg-deb -x "$file" root
done
rm -rf packages apt

# Erlang's start scripts contain the folder they were packaged for.
root=$folder/root
for script in "$root"/usr/lib/erlang/bin/* "$root"/usr/lib/erlang/erts-*/bin/*; do
  if grep -qsI "/usr/lib/erlang" "$script"; then
    sed -i "s#=\"*/usr/lib/erlang\"*#=$root/usr/lib/erlang#g" "$script"
  fi
done
touch complete
