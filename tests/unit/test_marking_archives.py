"""Zips as learning platforms, browsers and people make them: who handed in what, and when."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doorstep.marking import archives
from doorstep.marking.archives import Found, parted, unpacked

NAME = "at-the-door"
NOTEBOOK, TRAIL = f"{NAME}.ipynb", f"{NAME}.trail.jsonl"


def trail(seed: str = "s1", wall: str = "2026-11-02T09:30:00+00:00") -> bytes:
    """The first and last line of a trail, as far as collecting reads them."""
    began = {"n": 0, "event": {"kind": "started", "seed": seed}, "wall": "2026-11-02T09:00:00+00:00"}
    return b"".join(json.dumps(line).encode() + b"\n" for line in (began, {"n": 1, "wall": wall}))


def zipped(files: dict[str, bytes], when: tuple[int, int, int, int, int, int] = (2026, 11, 2, 10, 0, 0)) -> bytes:
    """A zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, data in files.items():
            out.writestr(zipfile.ZipInfo(name, when), data)
    return made.getvalue()


def hand_in(trainee: str = "amira", seed: str = "s1", **more: bytes) -> bytes:
    """A zip as our last screen makes it."""
    files = {NOTEBOOK: b"{}", TRAIL: trail(seed), **{k.replace("_", "."): v for k, v in more.items()}}
    return zipped({f"{trainee}/{NAME}/{file}": data for file, data in files.items()})


def only(folder: Path) -> Found:
    """The one hand-in that is found, and nothing to be said about it."""
    found, problems = unpacked(folder, NAME)
    assert problems == []
    (one,) = found
    return one


@pytest.mark.parametrize(
    "name",
    [
        f"{NAME}_amira.zip",
        f"{NAME}_amira (1).zip",
        f"Khan Amira_48213_assignsubmission_file_{NAME}_amira.zip",
        f"khanamira_12_34_{NAME}_amira-1.zip",
        "whatever.ZIP",
        f"Khan Amira_48213_assignsubmission_file_/{NAME}_amira.zip",
    ],
)
def test_the_folders_in_a_zip_say_who_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(hand_in())
    found = only(tmp_path)
    assert found.trainee == "amira"
    assert found.files == {NOTEBOOK: b"{}", TRAIL: trail()}


@pytest.mark.parametrize("name", [f"{NAME}_amira.zip", f"Khan_1_{NAME}_amira (2).zip"])
@pytest.mark.parametrize("inside", ["", f"{NAME}/"])
def test_a_zip_made_again_by_hand_says_who_by_its_name(tmp_path: Path, name: str, inside: str) -> None:
    (tmp_path / name).write_bytes(zipped({f"{inside}{NOTEBOOK}": b"{}", f"{inside}{TRAIL}": trail()}))
    assert only(tmp_path).trainee == "amira"


def test_a_zip_of_zips_and_a_folder_already_unpacked_are_taken_too(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({"Amira K/a.zip": hand_in("amira"), "b.zip": hand_in("bashir", "s2")}))
    loose = tmp_path / "carys" / NAME
    loose.mkdir(parents=True)
    (loose / TRAIL).write_bytes(trail("s3"))
    found, problems = unpacked(tmp_path, NAME)
    assert sorted(f.trainee for f in found) == ["amira", "bashir", "carys"]
    assert problems == []


def test_what_a_system_leaves_in_zips_is_passed_over(tmp_path: Path) -> None:
    strays = {f"__MACOSX/amira/{NAME}/._{NOTEBOOK}": b"x", f"amira/{NAME}/.ipynb_checkpoints/{NOTEBOOK}": b"x"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        for name, data in {f"amira/{NAME}/{NOTEBOOK}": b"{}", f"amira/{NAME}/numpy.py": b"x", **strays}.items():
            out.writestr(name, data)
    assert only(tmp_path).files == {NOTEBOOK: b"{}"}


def test_windows_separators_are_understood(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        entry = zipfile.ZipInfo("x")
        entry.filename = f"amira\\{NAME}\\{NOTEBOOK}"
        out.writestr(entry, b"{}")
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    assert only(tmp_path).trainee == "amira"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a zip", "could not be opened"),
        (hand_in()[:-30], "could not be opened"),
        (zipped({f"amira/another/{NOTEBOOK}": b"{}"}), "was not collected"),
        (zipped({NOTEBOOK: b"{}"}), "does not say who"),
    ],
)
def test_what_cannot_be_used_costs_a_sentence_and_nobody_else(tmp_path: Path, data: bytes, sentence: str) -> None:
    (tmp_path / "bad.zip").write_bytes(data)
    (tmp_path / "good.zip").write_bytes(hand_in())
    found, problems = unpacked(tmp_path, NAME)
    assert [f.trainee for f in found] == ["amira"]
    (said,) = problems
    assert "bad.zip" in said
    assert sentence in said


def test_a_zip_that_unpacks_to_far_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_ZIP", 10)
    (tmp_path / "bomb.zip").write_bytes(hand_in())
    found, problems = unpacked(tmp_path, NAME)
    assert found == []
    assert "far more than a hand-in" in problems[0]


def test_nothing_is_written_outside_whatever_paths_a_zip_names(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"../../amira/{NAME}/{NOTEBOOK}": b"{}", f"../{NAME}/{TRAIL}": b""}))
    assert unpacked(tmp_path, NAME)[0] == []
    (tmp_path / "a.zip").write_bytes(zipped({f"a/+*?<b>/{NAME}/{NOTEBOOK}": b"{}"}))
    assert only(tmp_path).trainee == "b"


def test_a_link_in_the_archive_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(hand_in())
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.zip").symlink_to(tmp_path / "kept")
    assert unpacked(folder, NAME) == ([], [])


def test_the_time_is_what_it_says_then_the_zips_and_never_in_the_future(tmp_path: Path) -> None:
    def when(data: bytes) -> datetime:
        (tmp_path / "a.zip").write_bytes(data)
        return only(tmp_path).when

    assert when(hand_in(timestamp_txt=b"2026-11-03 08:00:00 UTC")) == datetime(2026, 11, 3, 8)
    assert when(hand_in(timestamp_txt=b"rubbish")) == datetime(2026, 11, 2, 10)
    early = zipped({f"amira/{NAME}/{TRAIL}": trail()}, (1980, 1, 1, 0, 0, 0))
    assert when(early) == datetime(2026, 11, 2, 9, 30)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert when(hand_in(timestamp_txt=f"{tomorrow:%Y-%m-%d %H:%M:%S} UTC".encode())) < tomorrow.replace(tzinfo=None)


def found(trainee: str, archive: str, hour: int, seed: str, data: bytes = b"") -> Found:
    return Found(trainee, archive, {NOTEBOOK: data}, datetime(2026, 11, 2, hour), seed)


def test_of_one_persons_hand_ins_the_newest_is_kept_and_the_other_named() -> None:
    older, newer = found("amira", "a.zip", 9, "s", b"1"), found("amira", "b.zip", 10, "s", b"2")
    for given in ([older, newer], [newer, older]):
        chosen, said = parted(given)
        assert chosen == [newer]
        assert said == ["amira: “a.zip” was left, “b.zip” is newer."]


def test_one_file_downloaded_twice_is_not_worth_a_word() -> None:
    twice = [found("amira", "a.zip", 9, "s"), found("amira", "a (1).zip", 9, "s")]
    assert parted(twice) == ([twice[1]], [])


def test_answers_that_cannot_be_read_do_not_make_a_second_person() -> None:
    chosen, said = parted([found("amira", "a.zip", 9, "", b"1"), found("amira", "b.zip", 10, "s", b"2")])
    assert [c.archive for c in chosen] == ["b.zip"]
    assert "a.zip" in said[0]


def test_two_people_under_one_name_are_both_collected_and_the_tutor_is_told() -> None:
    given = [found("sam", "a.zip", 9, "s1"), found("sam", "b.zip", 10, "s2"), found("zoe", "c.zip", 9, "s3")]
    chosen, said = parted(given)
    names = [c.trainee for c in chosen]
    assert len(set(names)) == 3
    assert names[2] == "zoe"
    assert all(name.startswith("sam-") for name in names[:2])
    assert parted(given[::-1])[0][0].trainee in names, "the names do not hang on the order"
    (sentence,) = said
    assert "a.zip" in sentence
    assert "b.zip" in sentence
