"""Cost: CPU of one message, of a cold start and of a training, beside plain scikit-learn.

`python -m benchmarks.cost TRAIN.csv` prints one JSON document. All times are CPU time of one
thread; fastText joins in where it is installed. Messages are given one at a time, as in the chat.
"""

import os

# Before numpy is loaded: one thread, as in the service.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from nlp import artifact
from nlp.dataset import Example, read_examples
from nlp.training import train

#: The training that is timed has this many messages; the file is repeated or cut to it.
MESSAGES = 7000
_COLD = (
    "import time; began = time.process_time();"
    "from pathlib import Path; from nlp import artifact;"
    "artifact.load(Path({folder!r})).judge('软中华订不到');"
    "import sys; assert 'sklearn' not in sys.modules;"
    "print(time.process_time() - began)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    examples = read_examples(parser.parse_args().train)
    many = [examples[place % len(examples)] for place in range(MESSAGES)]
    began = time.process_time()
    classifier = train(many).classifier
    trained = time.process_time() - began
    classifier = train(examples).classifier
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) / "classifier"
        artifact.save(classifier, folder)
        megabytes = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        served = artifact.load(folder)
        cold = _cold_start(folder)
    texts = [example.text for example in examples[:1000]]
    told: dict[str, Any] = {
        "train_7000_cpu_s": trained,
        "model_mb": megabytes,
        "cold_start_cpu_s": cold,
        "product_ms": _per_message(lambda text: served.judge(text), texts),
        "plain_pipeline_ms": _per_message(_plain(examples), texts[:300]),
    }
    if importlib.util.find_spec("fasttext"):
        told["fasttext_ms"] = _per_message(_fasttext(examples), texts)
    told["times_cheaper_than_plain"] = told["plain_pipeline_ms"]["p50"] / told["product_ms"]["p50"]
    print(json.dumps(told, indent=1))


def _cold_start(folder: Path) -> float:
    """CPU seconds of a new process from the import to the first answer, the median of five."""
    script = _COLD.format(folder=str(folder))
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    return float(np.median([float(run.stdout) for run in runs]))


def _per_message(answer: Callable[[str], Any], texts: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds a message."""
    for text in texts[:20]:
        answer(text)
    spent = []
    for text in texts:
        began = time.process_time_ns()
        answer(text)
        spent.append((time.process_time_ns() - began) / 1e6)
    return {"p50": float(np.quantile(spent, 0.5)), "p99": float(np.quantile(spent, 0.99))}


def _plain(examples: Sequence[Example]) -> Callable[[str], Any]:
    """What one would write first: words and character pairs, LinearSVC, scikit-learn's Platt."""
    views = make_union(
        TfidfVectorizer(tokenizer=jieba.lcut_for_search, token_pattern=None, sublinear_tf=True),
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True),
    )
    machine = CalibratedClassifierCV(LinearSVC(class_weight="balanced", random_state=0), cv=5)
    pipeline = make_pipeline(views, machine)
    pipeline.fit([e.text for e in examples], [e.label for e in examples])
    return lambda text: pipeline.predict_proba([text])


def _fasttext(examples: Sequence[Example]) -> Callable[[str], Any]:
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.txt"
        lines = (f"__label__{e.label} {' '.join(jieba.lcut(e.text))}" for e in examples)
        file.write_text("\n".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(str(file), epoch=25, wordNgrams=2, thread=1, verbose=0)
    return lambda text: model.predict(" ".join(jieba.lcut(text)))


if __name__ == "__main__":
    main()
