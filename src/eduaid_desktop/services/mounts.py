"""What kind of disk a path lies on, as the system tells: this computer's, the network's, or one to pull out."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

LOCAL, NETWORK, REMOVABLE = "local", "network", "removable"
# What GetDriveTypeW answers.
_DRIVES = {2: REMOVABLE, 4: NETWORK}
_OCTAL = re.compile(r"\\([0-7]{3})")
# /dev/disk4s1 on /Volumes/STICK (msdos, local, nodev, noowners)
_MOUNTED = re.compile(r"^.* on (?P<point>/.*) \((?P<type>[^,)]+)")
_ON_STICKS = ("msdos", "exfat", "ntfs")


def kind_of(path: Path, network: Collection[str]) -> str:
    """LOCAL, NETWORK or REMOVABLE; LOCAL where the system does not tell. network: names of file systems."""
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "win32":
            return of_drive(str(path.resolve()), _drive_type)
        whole = PurePosixPath(path.resolve())
        if sys.platform == "darwin":
            listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
            return of_mount_list(listing.stdout, whole, network)
        mounted = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        return of_mountinfo(mounted, whole, network)
    return LOCAL


def of_mountinfo(
    mounted: str, path: PurePosixPath, network: Collection[str], devices: Path = Path("/sys/dev/block")
) -> str:
    """Linux: mounted is the text of /proc/self/mountinfo; devices tells of each block device where it hangs.

    The system's own root counts as this computer's, however it is mounted.
    """
    found = _deepest(_mountinfo(mounted), path)
    if found is None or found[0] == PurePosixPath("/"):
        return LOCAL
    _, kind, device = found
    if kind in network:
        return NETWORK
    return REMOVABLE if _hangs_on_usb(devices / device) else LOCAL


def of_mount_list(listing: str, path: PurePosixPath, network: Collection[str]) -> str:
    """macOS: listing is what mount prints."""
    lines = (match for line in listing.splitlines() if (match := _MOUNTED.match(line)))
    found = _deepest(((PurePosixPath(m["point"]), m["type"], "") for m in lines), path)
    if found is None or found[0] == PurePosixPath("/"):
        return LOCAL
    return NETWORK if found[1] in network else REMOVABLE if found[1] in _ON_STICKS else LOCAL


def of_drive(path: str, drive_type: Callable[[str], int]) -> str:
    r"""Windows: a name like \\server\share is the network's; of a letter the system tells (GetDriveTypeW)."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return NETWORK
    plain = plain.removeprefix("\\\\?\\")
    if plain.startswith("\\\\"):
        return NETWORK
    return _DRIVES.get(drive_type(plain[:3]), LOCAL) if plain[1:3] == ":\\" else LOCAL


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0


Mount = tuple[PurePosixPath, str, str]


def _mountinfo(mounted: str) -> Iterator[Mount]:
    """Where, as which file system, on which device (major:minor); see proc(5)."""
    for line in mounted.splitlines():
        left, _, right = line.partition(" - ")
        fields, kind = left.split(), right.split()
        if len(fields) > 4 and kind:
            point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
            yield PurePosixPath(point), kind[0], fields[2]


def _deepest(mounts: Iterator[Mount], path: PurePosixPath) -> Mount | None:
    """The mount a path lies in; of two on one place the later one hides the earlier."""
    around = [mount for mount in mounts if path.is_relative_to(mount[0])]
    return max(reversed(around), key=lambda mount: len(mount[0].parts), default=None)


def _hangs_on_usb(device: Path) -> bool:
    """A partition's removable flag stands with its disk; USB disks do not always set it."""
    real = Path(os.path.realpath(device))
    for disk in (real, real.parent):
        with suppress(OSError):
            if (disk / "removable").read_text().strip() == "1":
                return True
    return any(part.startswith("usb") for part in real.parts)
