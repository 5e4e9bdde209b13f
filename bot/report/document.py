"""The report's numbers for other programs."""

from typing import Any

from bot.report.finding import headline
from models.monthly import Compared, Figures
from models.rates import Share


def document_of(figures: Figures) -> dict[str, Any]:
    """The figures as `numbers.json` has them."""
    rates, names = figures.rates, figures.names
    return {
        "month": f"{figures.month:%Y-%m}",
        "finding": headline(figures),
        "complaints": _compared(figures.complaints),
        "grumbles": figures.grumbles,
        "withdrawn": figures.withdrawn,
        "open": figures.open,
        "overdue": figures.overdue,
        "rates": {
            "response": _share(rates.response),
            "resolution": _share(rates.resolution),
            "satisfaction": _share(rates.satisfaction),
            "not_reached": rates.not_reached,
            "closed_in_time": _share(figures.closed_in_time),
        },
        **{
            table: [
                {"name": names.get(line.name, line.name), **_compared(line.count)} for line in lines
            ]
            for table, lines in figures.tables.items()
        },
        **_standing_out(figures),
    }


def _standing_out(figures: Figures) -> dict[str, Any]:
    names = figures.names
    return {
        "repeats": [
            {
                "category": one.fault.category.chinese,
                "subcategory": one.fault.subcategory,
                "unit": one.fault.unit,
                "period": one.period,
                "cases": list(one.cases),
            }
            for one in figures.repeats
        ],
        "events": [
            {"topic": one.topic, "shared": one.shared, "cases": one.cases, "answered": one.answered}
            for one in figures.events
        ],
        "measures": [
            {
                "number": one.number,
                "topic": one.topic,
                "cause": one.cause,
                "measure": one.measure,
                "state": one.stage.value,
            }
            for one in figures.measures
        ],
        "often": [
            {"licence": one.licence, "shop": names[one.licence], "complaints": one.complaints}
            for one in figures.often
        ],
        "coaching": [
            {
                "manager": one.topic.manager_no,
                "category": one.topic.category,
                "subcategory": one.topic.subcategory,
                "complaints": one.complaints,
                "per_100_shops": round(one.rate, 2),
                "team_per_100_shops": round(one.team_rate, 2),
            }
            for one in figures.coaching
        ],
    }


def _compared(count: Compared) -> dict[str, int]:
    return {
        "now": count.now,
        "last_month": count.last_month,
        "last_year": count.last_year,
        "change": count.change,
    }


def _share(share: Share) -> dict[str, float | None]:
    value = share.value
    return {
        "part": share.part,
        "whole": share.whole,
        "value": None if value is None else round(value, 4),
    }
