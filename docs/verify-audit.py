#!/usr/bin/env python3
"""Verifies an export of Parta's audit log. Needs nothing but Python 3.8 or newer, no network and no Parta.

    python3 verify-audit.py EXPORT.jsonl [EARLIER-EXPORT.jsonl ...]

An export is JSON Lines in UTF-8. Its first line names the newest entry of every chain; each line after it is an
entry. The hash of an entry is SHA-256 of the entry without "hash", written as RFC 8785 says: keys sorted, no
spaces, as UTF-8. "prev" is the hash of the entry before it in the same chain ("chain" is a school's id, or
"district"), 64 zeros for the first; "seq" counts from 1. With earlier exports it is also checked that what they
ended with is still there. Ends with 0 when all is well, with 1 and the first bad entry of each chain if not.
"""
import hashlib
import json
import sys


def hash_of(entry):
    content = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read(path):
    try:
        with open(path, encoding="utf-8", newline="\n") as file:
            lines = [json.loads(line) for line in file if line.strip()]
    except ValueError as error:
        sys.exit(f"{path}: a line is broken: {error}")
    if not lines or lines[0].get("parta_audit") != 1:
        sys.exit(f"{path}: not an export of Parta's audit log")
    return lines[0]["heads"], lines[1:]


def first_fault(entries, kept):
    previous, last = "0" * 64, 0
    for at, entry in enumerate(entries):
        seq = entry["seq"]
        if hash_of(entry) != entry.get("hash"):
            return f"tampered: entry {seq} was changed: its content does not have its hash"
        if seq > last + 1:
            if any(later["seq"] == last + 1 for later in entries[at:]):
                return f"reordered: entry {seq} stands before entry {last + 1}"
            return f"cut: entries {last + 1} to {seq - 1} are missing"
        if seq <= last:
            return f"reordered: entry {seq} stands after entry {last}"
        if entry["prev"] != previous:
            return f"relinked: entry {seq} does not continue the entry before it"
        if any(head["seq"] == seq and head["hash"] != entry["hash"] for head in kept):
            return f"rewritten: entry {seq} is not the one whose hash was kept"
        previous, last = entry["hash"], seq
    newest = max((head["seq"] for head in kept), default=0)
    if last < newest:
        return f"missing_tail: the log ends with entry {last}, but entry {newest} was there"
    return None


def main(path, *earlier):
    heads, entries = read(path)
    named = [chain["chain"] for chain in heads]
    kept = heads + [head for other in earlier for head in read(other)[0]]
    bad = 0
    for chain in dict.fromkeys(named + [entry["chain"] for entry in entries] + [head["chain"] for head in kept]):
        of_chain = [entry for entry in entries if entry["chain"] == chain]
        fault = first_fault(of_chain, [head for head in kept if head["chain"] == chain])
        bad += fault is not None
        print(f"{chain}: {fault or f'whole, {len(of_chain)} entries'}")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
