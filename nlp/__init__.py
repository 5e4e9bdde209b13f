"""Understanding: what a retailer wrote, as a value the dialogue can act on."""

import os

# Read when numpy is first loaded: sums of this size gain nothing from a pool of threads, and its
# start would cost more than the first hundred messages. Who sets it otherwise is heard.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
