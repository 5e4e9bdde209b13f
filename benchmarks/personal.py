"""What enciphered names and numbers cost: the same work with keys and without, in turn.

python -m benchmarks.personal [SHOPS]
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from models.people import Shop
from models.terms import AreaKind
from storage.engine import Store, open_store
from storage.personal import NO_KEYS, Ring, new_key
from storage.unit_of_work import Work

ROUNDS = 5
LOOKS = 3000


def a_shop(place: int) -> Shop:
    return Shop(
        licence=f"{310101000000 + place}",
        customer_code=f"C{place}",
        name=f"街角第{place}家烟酒店",
        owner_name=f"王{place % 1000}",
        phone=f"{13900000000 + place}",
        area=AreaKind.CITY,
        manager_no=f"{1000 + place % 300}",
    )


def seconds(store: Store, shops: int) -> dict[str, float]:
    """Processor seconds for each kind of work."""

    def look(work: Work) -> None:
        for place in range(LOOKS):
            work.people.shop(f"{310101000000 + place % shops}")

    def find(work: Work) -> None:
        for place in range(LOOKS):
            work.people.shops_by_phone(f"{13900000000 + place % shops}")

    spent = {}
    for name, unit in (("a shop by licence", look), ("a shop by telephone", find)):
        begun = time.process_time()
        store.read_now(unit)
        spent[name] = (time.process_time() - begun) / LOOKS
    begun = time.process_time()
    store.read_now(lambda work: sum(1 for _ in work.people.all_shops()))
    spent["a shop of all"] = (time.process_time() - begun) / shops
    begun = time.process_time()
    store.run_now(lambda work: work.people.put_shops(map(a_shop, range(shops))))
    spent["a shop of the same roster again"] = (time.process_time() - begun) / shops
    return spent


def main(shops: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for kind, ring in (("plain", NO_KEYS), ("keys", Ring([new_key()]))):
            stores[kind] = open_store(f"sqlite:///{Path(folder) / kind}.db", ring=ring)
            stores[kind].prepare()
            stores[kind].run_now(lambda work: work.people.put_shops(map(a_shop, range(shops))))
        rounds = [
            {kind: seconds(store, shops) for kind, store in stores.items()} for _ in range(ROUNDS)
        ]
        for name in rounds[0]["plain"]:
            cheap, dear = (median(one[kind][name] for one in rounds) for kind in ("plain", "keys"))
            print(
                f"{name}: {1e6 * cheap:.1f} and {1e6 * dear:.1f} µs CPU, {dear / cheap:.2f} times"
            )
        for store in stores.values():
            store.close()
        plain, keys = (Path(folder) / f"{kind}.db" for kind in stores)
        print(f"file: {plain.stat().st_size / 1e6:.1f} and {keys.stat().st_size / 1e6:.1f} MB")
        again = open_store(f"sqlite:///{plain}", ring=Ring([new_key()]))
        again.prepare()
        begun, cpu = time.perf_counter(), time.process_time()
        again.reseal()
        spent = time.perf_counter() - begun, time.process_time() - cpu
        print(f"keys apply: {spent[0]:.1f} s, {spent[1]:.1f} s CPU for {shops} shops")
        again.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
