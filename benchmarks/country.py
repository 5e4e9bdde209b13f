"""A country's shops and managers taken in from files, by the commands that people use.

    python -m benchmarks.country [SHOPS] [MANAGERS] [sqlite|postgresql]

By default 5,500,000 and 20,000. Writes the files first: licences by county, telephone numbers by
chance, purchases as shops' purchases are distributed. Then, on SQLite and on a PostgreSQL server of
its own: the staff, the roster, the same with one shop in a hundred changed, a hundredth of it
alone, one with faults of every kind, which must be refused whole, and last a workbook of 200,000
rows. Every command runs in a process of its own, whose seconds, processor time and largest memory
are printed; the server's processor time is not in them.
"""

import csv
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import xlsxwriter

from benchmarks.safekeeping import measured
from tests.databases import PostgresServer, postgres_programs

SHOPS, MANAGERS, ROWS_OF_WORKBOOK = 5_500_000, 20_000, 200_000
STAFF = ["工号", "姓名", "电话", "角色", "上级工号", "地区"]
HEADING = [
    "客户编码",
    "许可证号",
    "店名",
    "经营者",
    "电话",
    "区域",
    "路线",
    "订货日",
    "送货日",
    "档位",
    "年购进额",
    "客户经理工号",
]
AREAS = ("市区", "县城", "街道", "乡村")
DAYS = ("周一", "周二", "周三", "周四", "周五")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英"


def staff(managers: int) -> Iterator[list[str]]:
    yield ["D1", "周立", "", "主任;值班", "", "全国"]
    for number in range(1, 101):
        yield [f"S{number}", "陈芳", f"139{number:08d}", "市场经理", "D1", f"片区{number}"]
    for number in range(managers):
        above = f"S{number % 100 + 1}"
        yield [
            manager(number),
            "张明",
            f"138{number:08d}",
            "客户经理",
            above,
            f"片区{number % 100 + 1}",
        ]


def manager(number: int) -> str:
    return f"{100000 + number}"


def shops(count: int, managers: int, changed: int = 0) -> Iterator[list[str]]:
    """The rows of a roster; one in `changed` shops has moved up a class since."""
    chance = random.Random(5)
    for place in range(count):
        county, of_county = divmod(place, 1900)
        level = chance.randrange(1, 31)
        if changed and place % changed == 0:
            level = level % 30 + 1
        yield [
            f"C{county:05d}{of_county:04d}",
            f"{110000 + county:06d}1{of_county:05d}",
            f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}便利店",
            f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}",
            f"1{chance.randrange(30, 100)}{chance.randrange(10**8):08d}",
            AREAS[place % 4],
            f"{county % 400}号线",
            DAYS[of_county % 5],
            DAYS[(of_county + 2) % 5],
            str(level),
            f"{chance.lognormvariate(11, 0.9):.2f}",
            manager(place * managers // count),
        ]


def faulty(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Every thousandth row broken: what stands twice, who is not there, what is no such thing."""
    first: list[str] = []
    for place, row in enumerate(rows):
        first = first or row
        if place and place % 1000 == 0:
            column = place // 1000 % len(row)
            row[column] = first[column] if column in (0, 1) else "没有的"
        yield row


def write_csv(path: Path, heading: list[str], rows: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)
    return path


def write_workbook(path: Path, heading: list[str], rows: Iterator[list[str]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for number, row in enumerate((heading, *rows)):
        page.write_row(number, 0, row)
    book.close()
    return path


def shouwen(home: Path, url: str, *words: str) -> None:
    """One command in this process, its output kept in a file."""
    os.environ |= {"SHOUWEN_HOME": str(home), "SHOUWEN_DATABASE_URL": url, "LANG": "en_US.UTF-8"}
    sys.argv = ["shouwen", *words]
    with (home / "out").open("a") as out:
        sys.stdout = out
        try:
            from bot.cli import main

            main()
        except SystemExit:
            pass
        finally:
            sys.stdout = sys.__stdout__


def write_files(folder: Path, count: int, managers: int) -> dict[str, Path]:
    """The files by what is done with them, in the order in which they are taken in."""
    again = count // 100
    return {
        "staff": write_csv(folder / "staff.csv", STAFF, staff(managers)),
        "roster": write_csv(folder / "roster.csv", HEADING, shops(count, managers)),
        "one in 100 changed": write_csv(folder / "1.csv", HEADING, shops(count, managers, 100)),
        "a hundredth of it": write_csv(folder / "2.csv", HEADING, shops(again, managers)),
        "faults": write_csv(folder / "faults.csv", HEADING, faulty(shops(count, managers))),
        "workbook": write_workbook(
            folder / "3.xlsx", HEADING, shops(min(count, ROWS_OF_WORKBOOK), managers)
        ),
    }


def take_all_in(home: Path, url: str, files: dict[str, Path]) -> Iterator[tuple[str, str]]:
    for name, file in files.items():
        branch = "staff" if name == "staff" else "roster"
        (home / "out").write_text("")
        told = measured(shouwen, home, url, branch, "import", str(file))
        said = (home / "out").read_text().splitlines()
        yield name, f"{told}  {said[0] if said else 'nothing was said'}"


def main(count: int, managers: int, only: str) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as after:
        home = Path(folder)
        files = write_files(home, count, managers)
        urls = {"sqlite": f"sqlite:///{home / 'shouwen.db'}"}
        if programs := postgres_programs():
            server = PostgresServer(programs)
            after.callback(server.remove)
            urls["postgresql"] = server.create("country")
        for kind in (only,) if only else tuple(urls):
            for name, told in take_all_in(home, urls[kind], files):
                print(f"{kind:<10} {name:<20} {told}", flush=True)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    named = [word for word in sys.argv[1:] if not word.isdecimal()]
    count, managers = (numbers + [SHOPS, MANAGERS][len(numbers) :])[:2]
    main(count, managers, named[0] if named else "")
