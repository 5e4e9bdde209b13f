"""Processes to be killed: born of one that has loaded what they need, and has no threads."""

import multiprocessing

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.crash.desk", "tests.storage.intake"])
