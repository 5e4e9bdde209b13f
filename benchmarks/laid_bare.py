"""Recordings laid bare: what is left that tells, does all that plays stay, and how long it takes.

    python -m benchmarks.laid_bare

ffmpeg, which has to be there, makes one recording of every kind that is taken, with a title, an
artist, a place, a comment and a date in it. Printed is how many of these words stand in the file
before and after it is laid bare, whether ffmpeg decodes each frame to what it was before, and the
names of tags that ffprobe still finds. Then files of 10 MB made to keep the desk busy, and an
honest one. Times are of CPU.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from bot.bare import Damaged, bare
from bot.files import LARGEST_FILE, sniff

_TOLD: Final = {
    "title": "Carton of King",
    "artist": "Wang Jianguo",
    "location": "+31.2304+121.4737/",
    "comment": "SpyPhone seven",
    "date": "2026-11-22",
}
_SOUND: Final = ("-f", "lavfi", "-i", "sine=duration=2")
_FILM: Final = (*("-f", "lavfi", "-i", "testsrc=duration=2:size=160x120:rate=10"), *_SOUND)
_H264: Final = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
_VP8: Final = ("-c:v", "libvpx", "-c:a", "libvorbis")
_VP9: Final = ("-c:v", "libvpx-vp9", "-c:a", "libopus")

#: What is recorded with which codecs into which kind of file; the last word is its name.
RECORDINGS: Final = (
    (*_SOUND, "-c:a", "libopus", "opus.ogg"),
    (*_SOUND, "-c:a", "libvorbis", "vorbis.ogg"),
    (*_SOUND, "-c:a", "libspeex", "-ar", "16000", "speex.ogg"),
    (*_FILM, "-c:v", "libtheora", "-c:a", "libvorbis", "theora.ogg"),
    (*_SOUND, "-c:a", "libmp3lame", "-id3v2_version", "3", "id3v2.3.mp3"),
    (*_SOUND, "-c:a", "libmp3lame", "-write_id3v1", "1", "id3v1.mp3"),
    (*_SOUND, "-c:a", "libmp3lame", "-ar", "22050", "-write_xing", "0", "mpeg2.mp3"),
    (*_SOUND, "-write_bext", "1", "pcm.wav"),
    (*_SOUND, "-c:a", "adpcm_ms", "-write_bext", "1", "adpcm.wav"),
    (*_SOUND, "-c:a", "libopus", "opus.webm"),
    (*_SOUND, "-c:a", "libvorbis", "vorbis.webm"),
    (*_FILM, *_VP8, "vp8.webm"),
    (*_FILM, *_VP9, "vp9.webm"),
    (*_FILM, *_VP8, "-live", "1", "live.webm"),
    (*_FILM, *_VP9, "-f", "webm", "piped.webm"),
    (*_FILM[:4], "moving.gif"),
    (*_FILM, *_H264, "film.mp4"),
    (*_FILM, *_H264, "-movflags", "frag_keyframe+empty_moov", "fragments.mp4"),
    (*_SOUND, "-c:a", "aac", "sound.m4a"),
    (*_FILM, *_H264, "film.mov"),
    (*_FILM, *_H264, "film.3gp"),
)


def told_by(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def record(recipe: tuple[str, ...], folder: Path) -> Path:
    """The recording with all that it should not tell; what is piped has no way back to its head."""
    *made_of, name = recipe
    told = [word for tag in _TOLD.items() for word in ("-metadata", "=".join(tag))]
    file, command = folder / name, ("ffmpeg", "-v", "error", *made_of, *told)
    if name.startswith("piped"):
        file.write_bytes(told_by(*command, "-"))
    else:
        told_by(*command, "-y", file)
    return file


def frames(file: Path) -> list[bytes]:
    """The digest of every frame that is seen or heard."""
    said = told_by("ffmpeg", "-v", "error", "-i", file, "-f", "framemd5", "-").splitlines()
    return [line for line in said if not line.startswith(b"#")]


def tags(file: Path) -> set[str]:
    wanted = ("-show_entries", "format_tags:stream_tags", "-of", "json")
    said = json.loads(told_by("ffprobe", "-v", "error", *wanted, file))
    parts = (part.get("tags", {}) for part in (said["format"], *said["streams"]))
    return {tag for part in parts for tag, value in part.items() if value}


def lay_bare(file: Path) -> str:
    """What is to be said of one recording."""
    before = file.read_bytes()
    mime, _ = sniff(before, "audio/mp4" if file.suffix == ".m4a" else "")
    began = time.process_time()
    after = bare(before, mime)
    spent = (time.process_time() - began) * 1000
    laid = file.with_stem(f"{file.stem}-bare")
    laid.write_bytes(after)
    told, left = (sum(word.encode() in told for word in _TOLD.values()) for told in (before, after))
    played = frames(file)
    same = "the same" if frames(laid) == played else "OTHERS"
    words = f"{told} words before, {left} after; {len(played)} frames, {same}"
    return f"{len(before) / 1000:4.0f} kB {spent:4.1f} ms, {words}; {' '.join(sorted(tags(laid)))}"


def busy_files(folder: Path) -> dict[str, bytes]:
    """Files as large as one may be: of as many parts as fit, and one of sound alone."""
    sound = ("-f", "lavfi", "-i", "anoisesrc=duration=300", "-c:a", "libopus", "-b:a", "256k")
    return {
        "an MP4 of empty boxes": _filled(b"\0\0\0\x0cftypisom", b"\0\0\0\x08free"),
        "a GIF of empty comments": _filled(b"GIF89a\1\0\1\0\0\0\0", b"\x21\xfe\0", b";"),
        "an MP3 of empty tags": _filled(b"", b"ID3\x04\0\0\0\0\0\0"),
        "an honest Ogg": record((*sound, "honest.ogg"), folder).read_bytes(),
    }


def _filled(head: bytes, part: bytes, end: bytes = b"") -> bytes:
    return head + part * ((LARGEST_FILE - len(head) - len(end)) // len(part)) + end


def main() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        for recipe in RECORDINGS:
            print(f"{recipe[-1]:14}", lay_bare(record(recipe, folder)))
        for name, content in busy_files(folder).items():
            began, ends = time.process_time(), "taken"
            try:
                bare(content, sniff(content, "")[0])
            except Damaged:
                ends = "refused"
            spent = time.process_time() - began
            print(f"{name}, {len(content) / 1e6:.1f} MB: {spent:.2f} s, {ends}")


if __name__ == "__main__":
    main()
