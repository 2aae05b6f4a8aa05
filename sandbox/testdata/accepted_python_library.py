# expect: OK
# limits: time=10s memory=256M processes=16
# stdout: done
# why: contest programs in Python use a wide part of the standard library.
import array, asyncio, base64, bisect, calendar, cmath, collections, concurrent.futures, contextlib, copy, csv, ctypes, dataclasses
import datetime, decimal, difflib, enum, fractions, functools, getpass, glob, gzip, hashlib, heapq, hmac, inspect, io, itertools, json
import locale, logging, lzma, math, mmap, numbers, operator, os, pathlib, pickle, platform, pprint, queue, random, re, resource, secrets
import shutil, signal, sqlite3, statistics, string, struct, sys, tempfile, textwrap, threading, time, timeit, traceback, types, typing
import unicodedata, uuid, zipfile, zlib, zoneinfo

sys.setrecursionlimit(20000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


async def later():
    return 1


assert depth(10000) == 10000
assert hashlib.sha256(b"x").hexdigest() != zlib.crc32(b"x")
assert json.loads(json.dumps({"a": [1, 2.5, None]})) == {"a": [1, 2.5, None]}
assert pickle.loads(pickle.dumps(fractions.Fraction(1, 3))) == fractions.Fraction(1, 3)
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "file.gz")
    with gzip.open(path, "wb") as file:
        file.write(b"x" * 100000)
    assert len(gzip.open(path).read()) == 100000
    assert shutil.copy(path, folder + "/copy") and glob.glob(folder + "/*")
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    assert sum(pool.map(abs, range(-100, 0))) == 5050
database = sqlite3.connect(":memory:")
assert database.execute("select 6 * 7").fetchone() == (42,)
assert decimal.Decimal("0.1") + decimal.Decimal("0.2") == decimal.Decimal("0.3")
assert uuid.uuid4() and secrets.token_hex() and random.SystemRandom().random() < 1
time.sleep(0.001)
assert datetime.datetime.now().year > 2000 and time.localtime()
assert os.cpu_count() and os.getpid() and os.uname() and os.getcwd() == "/work"
assert list(csv.reader(io.StringIO("a,b"))) == [["a", "b"]]
assert lzma.decompress(lzma.compress(b"x")) == b"x"
print("done")
