#!/usr/bin/env bash
# Runs Debian's systemd as the first process of private namespaces, over a throw-away copy of the root file system, so
# that segaudit.service can be started, killed and looked at as on a real machine. Nothing outside is changed.
#
#   boot.sh SHARED SCRATCH CGROUP
#     SHARED   a folder that appears inside as /srv/host
#     SCRATCH  an empty folder to mount on; nothing is ever written to it
#     CGROUP   name of the control group that everything inside lives in; the caller removes it
#
# Becomes `unshare`, whose only child is the systemd inside: kill either, and all of it is gone.
# Exit status 77, with the reason on stderr, where the machine does not allow it.
set -euo pipefail
shared=$(realpath "${1:?a folder to share}")
scratch=$(realpath "${2:?an empty folder}")
cgroup_name=${3:?a name for the control group}

cannot() {
  echo "$*" >&2
  exit 77
}

[ "$(id -u)" = 0 ] || cannot "needs root"
[ -x /lib/systemd/systemd ] || cannot "systemd is not installed"
command -v nsenter >/dev/null || cannot "nsenter is not installed"

# The unified hierarchy: alone, or beside the older ones.
hierarchy=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[ -n "$hierarchy" ] || cannot "no cgroup2 hierarchy is mounted"
mkdir "$hierarchy/$cgroup_name" 2>/dev/null && echo $$ 2>/dev/null > "$hierarchy/$cgroup_name/cgroup.procs" ||
  cannot "control groups cannot be made"

unshare --mount --propagation private sh -c '
  mount -t tmpfs tmpfs "$0" && mkdir "$0/up" "$0/work" "$0/root" &&
  mount -t overlay -o "lowerdir=/,upperdir=$0/up,workdir=$0/work" overlay "$0/root"' "$scratch" 2>/dev/null ||
  cannot "namespaces or overlay mounts are not allowed"
unshare --pid --fork --uts --ipc --net --cgroup true 2>/dev/null || cannot "namespaces are not allowed"

export scratch shared
exec unshare --fork --kill-child --pid --mount --uts --ipc --net --cgroup --propagation private bash -euc '
  # Everything written goes to memory.
  mount -t tmpfs -o size=2g,mode=755 tmpfs "$scratch"
  mkdir "$scratch/up" "$scratch/work" "$scratch/root"
  root=$scratch/root
  mount -t overlay -o "lowerdir=/,upperdir=$scratch/up,workdir=$scratch/work" overlay "$root"

  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  mkdir -p "$root/srv/host"
  mount --bind "$shared" "$root/srv/host"
  ip link set lo up

  # A machine of its own, which mounts nothing.
  rm -f "$root/etc/machine-id"
  : > "$root/etc/machine-id"
  : > "$root/etc/fstab"
  # Only what the tests start: the default is a target with nothing in it. Kernel settings are shared with the outside.
  units=$root/etc/systemd/system
  for unit in systemd-sysctl.service systemd-modules-load.service systemd-udevd.service systemd-udev-trigger.service \
              systemd-logind.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service; do
    ln -sf /dev/null "$units/$unit"
  done
  printf "[Unit]\nRequires=sysinit.target dbus.socket\nAfter=sysinit.target dbus.socket\n" > "$units/e2e.target"

  cd "$root"
  mkdir -p outside
  pivot_root . outside
  umount -l outside
  mount --make-rshared /   # LoadCredential= hands over nothing without it
  exec env -i container=segaudit-e2e PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --unit=e2e.target --log-target=console --log-level=warning --show-status=no'
