# Enters ROOT as a container would, as process 1 of a world of its own: enter-root.sh ROOT USER:GROUP MODE COMMAND...
# Of the machine only its programs are there, to be read; MODE is `writable`, `read-only`
# for all but the volume, or `read-only-with-tmp`.
set -e
root=$1 user=$2 mode=$3
shift 3
mount --bind "$root" "$root"
for folder in usr bin lib lib64 sbin; do
  [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ] || continue
  mount --bind "/$folder" "$root/$folder"
  mount -o remount,ro,bind "$root/$folder"
done
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount --bind "$root/volume" "$root$VOLUME"
[ "$mode" != read-only-with-tmp ] || mount -t tmpfs tmpfs "$root/tmp"
[ "$mode" = writable ] || mount -o remount,ro,bind "$root"
exec chroot "$root" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs \
  /bin/sh -c 'cd "$WORKDIR" && exec "$@"' sh "$@"
