"""Where an office file lies: told by the text of a mount table, by folders that are there, by names of Windows."""

from pathlib import Path, PurePosixPath

import pytest

from eduaid_desktop import paths
from eduaid_desktop.services import mounts, places

MOUNTED = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 253:0 / / rw,relatime - ext4 /dev/vda rw
31 27 253:1 / /export rw,relatime shared:5 - ext4 /dev/mapper/export rw
40 27 0:50 / /srv/share rw,relatime - cifs //server/教育 rw,vers=3.0
41 40 0:51 / /srv/share/local rw,relatime - ext4 /dev/sdc1 rw
42 31 0:52 / /export/拥珍/远程\\040文件夹 rw,relatime - fuse.sshfs user@host: rw
43 27 0:53 / /run/user/1000/gvfs rw,nosuid - fuse.gvfsd-fuse gvfsd-fuse rw
44 27 8:17 / /media/拥珍/U盘 rw,nosuid - vfat /dev/sdb1 rw
45 27 8:33 / /data rw - ext4 /dev/sdc1 rw
46 45 0:60 / /data rw - nfs4 server:/data rw
broken line
"""
NETWORK = ("cifs", "nfs4", "fuse.sshfs", "fuse.gvfsd-fuse", "9p")


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """/sys/dev/block with a stick on USB, a disk inside, and a card reader that says it is removable."""
    folder = tmp_path / "sys" / "dev" / "block"
    folder.mkdir(parents=True)
    for number, disk, removable in (
        ("8:17", "pci0000:00/usb1/1-2/host6/block/sdb/sdb1", "0"),
        ("8:33", "pci0000:00/ata1/host0/block/sdc/sdc1", "0"),
        ("179:1", "platform/mmc_host/mmc1/block/mmcblk1/mmcblk1p1", "1"),
    ):
        real = tmp_path / "sys" / "devices" / disk
        real.mkdir(parents=True)
        (real.parent / "removable").write_text(f"{removable}\n")
        (folder / number).symlink_to(real)
    return folder


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/export/拥珍/格桑镇.eduaid", mounts.LOCAL),
        ("/opt/格桑镇.eduaid", mounts.LOCAL),
        ("/srv/share/格桑镇.eduaid", mounts.NETWORK),
        ("/srv/share2/格桑镇.eduaid", mounts.LOCAL),
        ("/srv/share/local/格桑镇.eduaid", mounts.LOCAL),
        ("/export/拥珍/远程 文件夹/一/格桑镇.eduaid", mounts.NETWORK),
        ("/run/user/1000/gvfs/smb-share:server=a,share=b/格桑镇.eduaid", mounts.NETWORK),
        ("/media/拥珍/U盘/格桑镇.eduaid", mounts.REMOVABLE),
        ("/data/格桑镇.eduaid", mounts.NETWORK),
    ],
)
def test_linux_tells_by_its_mount_table(path: str, kind: str, devices: Path) -> None:
    assert mounts.of_mountinfo(MOUNTED, PurePosixPath(path), NETWORK, devices) == kind


def test_a_card_that_calls_itself_removable(devices: Path) -> None:
    line = "50 27 179:1 / /media/card rw - exfat /dev/mmcblk1p1 rw"
    assert mounts.of_mountinfo(line, PurePosixPath("/media/card/a"), (), devices) == mounts.REMOVABLE


def test_a_root_of_whatever_kind_is_this_computers_own(devices: Path) -> None:
    line = "1 0 0:9 / / rw - 9p root rw"
    assert mounts.of_mountinfo(line, PurePosixPath("/export/a"), NETWORK, devices) == mounts.LOCAL
    assert mounts.of_mountinfo("", PurePosixPath("/export/a"), NETWORK, devices) == mounts.LOCAL


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (r"\\server\教育\格桑镇.eduaid", mounts.NETWORK),
        (r"//server/教育/格桑镇.eduaid", mounts.NETWORK),
        (r"\\?\UNC\server\教育\格桑镇.eduaid", mounts.NETWORK),
        (r"Z:\格桑镇.eduaid", mounts.NETWORK),
        (r"\\?\Z:\格桑镇.eduaid", mounts.NETWORK),
        (r"E:\格桑镇.eduaid", mounts.REMOVABLE),
        (r"D:\教育\格桑镇.eduaid", mounts.LOCAL),
        (r"格桑镇.eduaid", mounts.LOCAL),
    ],
)
def test_windows_tells_by_name_and_drive(path: str, kind: str) -> None:
    assert mounts.of_drive(path, {"Z:\\": 4, "E:\\": 2, "D:\\": 3}.__getitem__) == kind


def test_macos_tells_by_its_list_of_mounts() -> None:
    listing = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//yong@server/教育 on /Volumes/教育 (smbfs, nodev, nosuid, mounted by yong)
/dev/disk4s1 on /Volumes/U盘 (msdos, local, nodev, nosuid, noowners, noatime, fskit)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
"""
    told = {
        path: mounts.of_mount_list(listing, PurePosixPath(path), ("smbfs",))
        for path in ("/Volumes/教育/a", "/Volumes/U盘/a", "/System/Volumes/Data/a", "/Applications/a")
    }
    assert list(told.values()) == [mounts.NETWORK, mounts.REMOVABLE, mounts.LOCAL, mounts.LOCAL]


@pytest.mark.parametrize(
    ("folder", "software"),
    [
        ("OneDrive", "OneDrive"),
        ("onedrive - 教育局", "OneDrive"),
        ("Nutstore Files", "坚果云"),
        ("我的坚果云/教育", "坚果云"),
        ("BaiduSyncdisk", "百度网盘"),
        ("BaiduNetdiskWorkspace", "百度网盘"),
        ("WPSDrive/1234/WPS云盘", "WPS 云盘"),
        ("Weiyun", "腾讯微云"),
        ("阿里云盘", "阿里云盘"),
        ("Dropbox (个人)", "Dropbox"),
        ("Google Drive/教育", "Google 云端硬盘"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud 云盘"),
        ("iCloudDrive", "iCloud 云盘"),
        ("360云盘", "360 云盘"),
        ("企业微信微盘", "企业微信微盘"),
        ("文档", ""),
        ("OneDriveTemp旧", ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, folder: str, software: str) -> None:
    place = tmp_path / folder
    place.mkdir(parents=True)
    assert places.cloud(place / "格桑镇.eduaid", {}) == software


def test_a_folder_is_known_by_what_the_system_says_and_through_a_link(tmp_path: Path) -> None:
    synchronised, link = tmp_path / "工作", tmp_path / "桌面"
    synchronised.mkdir()
    link.symlink_to(synchronised)
    environment = {"OneDriveCommercial": str(synchronised)}
    assert places.cloud(link / "格桑镇.eduaid", environment) == "OneDrive"
    assert places.cloud(tmp_path / "格桑镇.eduaid", environment) == ""
    assert places.cloud(link / "格桑镇.eduaid", {"OneDrive": ""}) == ""


def test_a_file_called_like_a_cloud_lies_in_none(tmp_path: Path) -> None:
    assert places.cloud(tmp_path / "Dropbox", {}) == ""


def test_every_sentence_says_why_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = iter((mounts.NETWORK, mounts.LOCAL, mounts.REMOVABLE, mounts.LOCAL))
    monkeypatch.setattr(mounts, "kind_of", lambda path, network: next(kinds))
    file = tmp_path / "格桑镇.eduaid"
    network, synchronised = places.warning(file), places.warning(tmp_path / "坚果云" / file.name)
    stick, fine = places.warning(file), places.warning(file)
    assert network == (
        "“格桑镇.eduaid”放在网络盘上：两台电脑同时写，或者网络断一下，文件就会损坏。"
        "请复制到本机硬盘上打开，网络盘和 U 盘只放备份。"
    )
    assert "放在“坚果云”的同步文件夹里：同步软件会在写到一半时复制" in synchronised
    assert "U 盘只放备份。" in stick
    assert fine == ""


def test_the_system_this_runs_on_is_asked(tmp_path: Path) -> None:
    """Nothing is mounted for it: the temporary folder of a test lies on this computer."""
    assert places.look(tmp_path / "格桑镇.eduaid").kind in (mounts.LOCAL, mounts.NETWORK)
    assert mounts.kind_of(Path("/proc/self"), ("proc",)) == mounts.NETWORK


def test_a_table_that_cannot_be_read_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "places.toml").write_text("[[cloud]]\nname = 1\n", encoding="utf-8")
    monkeypatch.setattr(places, "resources", lambda: tmp_path)
    places._clouds.cache_clear()
    places._network.cache_clear()
    assert places.look(tmp_path) == places.Place(
        mounts.LOCAL,
        "资料文件“places.toml”有错：应由若干个 [[file_system]] 组成。请改正，或恢复原文件。",
    )
    places._clouds.cache_clear()
    places._network.cache_clear()
    assert paths.resources() != tmp_path
