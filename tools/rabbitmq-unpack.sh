#!/bin/sh
# RabbitMQ on a Debian-like machine without root: fetches the distribution's signed packages and unpacks them privately.
# usage: rabbitmq-unpack.sh FOLDER ; afterwards FOLDER/root/usr/lib/rabbitmq/bin/rabbitmq-server is there.
set -e
folder=${1:?name a folder}
rm -rf "$folder"
mkdir -p "$folder/apt/state/lists/partial" "$folder/apt/cache/archives/partial" "$folder/root" "$folder/packages"
cd "$folder"

# apt with lists, cache and state of our own, so that it needs no right to write anywhere else.
options="-o Dir::State=$folder/apt/state -o Dir::State::Lists=$folder/apt/state/lists"
options="$options -o Dir::Cache=$folder/apt/cache -o Dir::State::status=/var/lib/dpkg/status"
options="$options -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Acquire::Languages=none -o APT::Get::List-Cleanup=0"
apt-get $options -qq update

# What an installation would bring, and all of Erlang even where the machine has parts of it.
missing=$(apt-get $options -s -q --no-install-recommends install rabbitmq-server 2>/dev/null | awk '/^Inst/{print $2}')
erlang=$(apt-cache $options depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances rabbitmq-server | grep -E '^(rabbitmq-server|erlang-[a-z0-9-]+)$')
not_needed='^(adduser|passwd|logrotate|cron|cron-daemon-common|socat|systemd|dbus.*|init-system-helpers|libpam.*|python3.*|lsb-base|sysvinit-utils|media-types|netbase)$'
packages=$(printf '%s\n' $missing $erlang | grep -vE "$not_needed" | sort -u)
(cd packages && apt-get $options -qq download $packages)
for package in packages/*.deb; do
  dpkg-deb -x "$package" root
done
rm -rf packages apt

# Erlang's start scripts name the folder that they were packaged for.
root=$folder/root
for script in "$root"/usr/lib/erlang/bin/* "$root"/usr/lib/erlang/erts-*/bin/*; do
  if grep -qsI "/usr/lib/erlang" "$script"; then
    sed -i "s#=\"*/usr/lib/erlang\"*#=$root/usr/lib/erlang#g" "$script"
  fi
done
touch complete
