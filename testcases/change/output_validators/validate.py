"""Accepts any coins that make the sum. Usage: validate INPUT ANSWER FEEDBACK_DIR --max-coins N < OUTPUT"""
import os
import re
import sys

ACCEPT, REJECT = 42, 43


def reject(message):
    for name in "teammessage.txt", "judgemessage.txt":
        with open(os.path.join(sys.argv[3], name), "w") as file:
            file.write(message + "\n")
    sys.exit(REJECT)


def main():
    assert sys.argv[4] == "--max-coins"
    max_coins = int(sys.argv[5])
    with open(sys.argv[1]) as file:
        change, _, *values = map(int, file.read().split())
    with open(sys.argv[2]) as file:
        possible = int(file.read().split()[0]) > 0

    # Longer than any right output: whoever prints more gains nothing by it.
    output = sys.stdin.buffer.read(100_000).decode("ascii", "replace")
    if not re.fullmatch(r"\s*[0-9]{1,9}(\s+[0-9]{1,9})*\s*", output, re.ASCII):
        reject("the output has to be a few numbers")
    count, *coins = map(int, output.split())
    if count != len(coins):
        reject(f"{count} coins were promised, {len(coins)} given")
    if count == 0:
        if possible:
            reject("the change can be given")
        sys.exit(ACCEPT)
    if count > max_coins:
        reject(f"{count} coins are too many")
    for coin in coins:
        if coin not in values:
            reject(f"there is no coin of {coin} cents")
    if sum(coins) != change:
        reject(f"the coins make {sum(coins)} cents, not {change}")
    assert possible, "the submission found what the judges did not"
    sys.exit(ACCEPT)


main()
