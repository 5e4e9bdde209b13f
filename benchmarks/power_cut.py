"""Power cuts at random moments of a day: what is lost, what is damaged.

    python -m benchmarks.power_cut [DISKS]

Each line is a day of 1,000 messages on a recorded disk, then so many disks as they may look after
the power failed at a random moment. The first is the product as it is; the others, with a planted
fault each, show that the look finds what it looks for.
"""

import sys

from tests.storage.power import (
    look_at,
    taped_day,
    without_any_order,
    without_waiting_for_the_disk,
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    for name, spoil in (
        ("as it is", None),
        ("commits that don't wait for the disk", without_waiting_for_the_disk),
        ("nothing waits for the disk", without_any_order),
    ):
        found = look_at(taped_day(1_000, spoil), count)
        print(
            f"{name}: {found.images} disks, {found.damaged} damaged, {found.lost} without an "
            f"acknowledged message, {found.worst} messages at worst"
        )


if __name__ == "__main__":
    main()
