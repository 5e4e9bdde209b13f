"""This week's allotment table of the town."""

from datetime import date, timedelta

from models.people import Allotment
from models.terms import AreaKind
from storage.unit_of_work import Work
from tests.town import Town

MONDAY = date(2026, 3, 9)
#: What each class may order: brand, short name, band, quantity by class.
TABLE = (
    ("中华(硬)", "硬中华", "高端", {8: 1, 15: 2, 22: 5}),
    ("中华(软)", "软中华", "高端", {8: 0, 15: 0, 22: 2}),
    ("利群(富春山居)", "富春山居", "高端", {8: 1, 15: 3, 22: 3}),
    ("玉溪(软)", "软玉溪", "中高端", {8: 5, 15: 10, 22: 20}),
)


def stock(town: Town) -> None:
    """This week's allotment table."""

    def put(work: Work) -> None:
        work.supply.put(
            [
                Allotment(
                    company_id=1,
                    id=place * 100 + level,
                    brand=brand,
                    short_names=(short,),
                    price_band=band,
                    area=AreaKind.VILLAGE,
                    class_level=level,
                    quantity=quantity,
                    first_day=MONDAY,
                    last_day=MONDAY + timedelta(days=6),
                )
                for place, (brand, short, band, by_class) in enumerate(TABLE, 1)
                for level, quantity in by_class.items()
            ]
        )

    town.app.store.run_now(put)
