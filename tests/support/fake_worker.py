"""A worker process that speaks the protocol and misbehaves in a chosen way.

``KIRKMAN_FAKES`` is a JSON object from worker numbers to [behaviour, arguments...]; the other
workers are real. ``install`` makes the engine start these.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from adversary.cluster import member, worker
from adversary.cluster.memory import map_vector
from adversary.cluster.messages import MOST_BYTES, PROTOCOL, Kind, Message
from adversary.cluster.vectors import checksum

HELLO = Message(Kind.HELLO, checksum=PROTOCOL)


def install(monkeypatch, **fakes):
    """Start a fake as worker ``w0``, ``w1``, ...: each a behaviour with its arguments."""
    real = "from adversary.cluster.worker import main"
    assert real in member._BOOTSTRAP
    fake = "from fake_worker import main"
    monkeypatch.setattr(member, "_BOOTSTRAP", member._BOOTSTRAP.replace(real, fake))
    monkeypatch.setenv("KIRKMAN_FAKES", json.dumps({w[1:]: how for w, how in fakes.items()}))


class Fake:
    """What a misbehaving worker has: its state, its end of the channel, a diary."""

    def __init__(self, job):
        self.job = job
        self.state = worker._state(job)
        self.slot = self.state.slots[0]
        self.channel = socket.socket(fileno=job.socket)
        self.random = np.random.default_rng(
            [int(os.environ.get("KIRKMAN_FAULT_SEED", "0")), job.worker]
        )
        self.gates = Path(os.environ.get("KIRKMAN_GATES", "."))

    def say(self, message):
        self.channel.send(message.pack())

    def rounds(self, hello=True):
        """Say hello, then the rounds as they are announced."""
        if hello:
            self.say(HELLO)
        while datagram := self.channel.recv(MOST_BYTES):
            message = Message.unpack(datagram)
            if message.kind == Kind.QUIT:
                return
            yield message

    def answer(self, message):
        """The reply of an honest worker, not yet sent."""
        *_, last = self.state.replies(message)
        return last

    def note(self, text):
        with (self.gates / f"{self.job.worker}.diary").open("a") as file:
            file.write(f"{text}\n")

    def pause(self):
        """Be stopped, here and now, until somebody resumes us."""
        os.kill(os.getpid(), signal.SIGSTOP)


def main(fields):
    """Be the worker that is asked for."""
    np.seterr(all="ignore")
    job = worker.Job(**fields)
    how = json.loads(os.environ["KIRKMAN_FAKES"]).get(str(job.worker))
    if how is None:
        worker.main(fields)
    else:
        BEHAVIOURS[how[0]](Fake(job), *how[1:])


def flips_payload(fake):
    """Flips one bit of the vector after its checksum is taken."""
    for message in fake.rounds():
        reply = fake.answer(message)
        at = fake.random.integers(len(fake.slot))
        fake.slot.view(np.uint64)[at] ^= np.uint64(1) << np.uint64(fake.random.integers(64))
        fake.say(reply)


def flips_message(fake):
    """Flips one bit of the datagram."""
    for message in fake.rounds():
        datagram = bytearray(fake.answer(message).pack())
        bit = int(fake.random.integers(8 * len(datagram)))
        datagram[bit // 8] ^= 1 << bit % 8
        fake.note(f"{message.round} {bit}")
        fake.channel.send(datagram)


def sends(fake, size):
    """Answers with so many arbitrary bytes."""
    for message in fake.rounds():
        fake.answer(message)
        fake.channel.send(fake.random.bytes(size) if size < 19 else b"\xee" * size)


def announces_early(fake):
    """Says that its vector is complete when half of it is written."""
    for message in fake.rounds():
        reply = fake.answer(message)
        fake.slot[len(fake.slot) // 2 :] = 0
        fake.say(reply)


def writes(fake, value):
    """Puts a value into its vector; the checksum is right."""
    for message in fake.rounds():
        reply = fake.answer(message)
        fake.slot[fake.random.integers(fake.job.dimension)] = float(value)
        fake.say(replace(reply, checksum=checksum(fake.slot)))


def writes_single_precision(fake):
    """Writes float32 where float64 is meant; the checksum is right."""
    for message in fake.rounds():
        reply = fake.answer(message)
        vector = fake.slot.astype(np.float32)
        fake.slot[:] = 0
        fake.slot.view(np.float32)[: len(vector)] = vector
        fake.say(replace(reply, checksum=checksum(fake.slot)))


def answers_for_another(fake, other):
    """Sends what another worker should send; the checksum is right."""
    fake.state = worker._state(replace(fake.job, worker=other))
    for message in fake.rounds():
        fake.say(fake.answer(message))


def half_written(fake, number):
    """Is stopped in this round when half of its vector is written; then goes on honestly."""
    for message in fake.rounds():
        before = fake.slot.copy()
        reply = fake.answer(message)
        if message.round == number:
            whole, half = fake.slot.copy(), len(fake.slot) // 2
            fake.slot[half:] = before[half:]
            fake.pause()
            fake.slot[half:] = whole[half:]
        fake.say(reply)


def strays(fake):
    """Before its answer, all that was never asked for; after it, the same again."""
    kept = {}
    for message in fake.rounds():
        t = message.round
        reply = fake.answer(message)
        kept[t] = fake.slot.copy()
        for old in (t - 1, t - 50, t + 1, t + 50, 2**63):
            if old in kept:
                fake.slot[:] = kept[old]
            if old >= 0:
                fake.say(Message(Kind.ANSWER, old, checksum(fake.slot)))
        for kind in (Kind.HELLO, Kind.ROUND, Kind.QUIT, Kind.STALE, Kind.FAILED):
            fake.say(Message(kind, t + 1, PROTOCOL, "stray" if kind == Kind.FAILED else ""))
        fake.slot[:] = kept[t]
        fake.say(reply)
        fake.say(reply)
        fake.say(replace(reply, checksum=reply.checksum + 1))
        fake.say(Message(Kind.FAILED, t, 0, "twice"))


def repeats_last(fake):
    """Answers a round a second time when the next one has been announced."""
    last = None
    for message in fake.rounds():
        if last is not None:
            fake.say(last)
        last = fake.answer(message)
        fake.say(last)


def relabels(fake):
    """Keeps the vector of its first round, and answers all others with its checksum and number."""
    first = None
    for message in fake.rounds():
        reply = fake.answer(message)
        if first is None:
            first = fake.slot.copy(), reply
            fake.say(reply)
        else:
            fake.slot[:] = first[0]
            fake.say(first[1])


def floods(fake):
    """Never answers, and never stops talking."""
    for message in fake.rounds():
        while True:
            fake.say(Message(Kind.ANSWER, message.round + 1, 7))


def wrong_levels(fake, *levels):
    """Announces these levels instead of its own."""
    for message in fake.rounds():
        replies = list(fake.state.replies(message))
        for level in levels:
            fake.say(replace(replies[0], level=level))


def reads_late(fake, number):
    """Is stopped in this round between its announcement and the look at the parameters."""
    paused = False
    for message in fake.rounds():
        if message.round == number and not paused:
            paused = True
            fake.pause()
        reply = fake.answer(message)
        fake.note(reply.kind.name)
        fake.say(reply)


def reads_torn(fake, number):
    """Is stopped in this round when half of the parameters is read; then reads the other half."""
    compute, torn = fake.state.compute, False

    def halves(parameters):
        seen, half = parameters.copy(), len(parameters) // 2
        if torn:
            fake.pause()
            seen[half:] = parameters[half:]
        yield from compute(seen)

    fake.state.compute = halves
    for message in fake.rounds():
        torn = message.round == number
        reply = fake.answer(message)
        fake.note(reply.kind.name)
        fake.say(reply)


def scribbles(fake):
    """Tries to write into the parameters, which belong to the server, in every way it can."""

    def through_its_view():
        fake.state.parameters[0] += 1

    def through_a_new_view():
        map_vector(fake.job.parameters, 1)[0] += 1

    def through_its_descriptor():
        os.pwrite(fake.job.parameters, b"x", 0)

    def by_cutting_it_off():
        os.ftruncate(fake.job.parameters, 8)

    for message in fake.rounds():
        for way in (
            through_its_view,
            through_a_new_view,
            through_its_descriptor,
            by_cutting_it_off,
        ):
            try:
                way()
            except (OSError, ValueError) as error:
                fake.note(type(error).__name__)
            else:
                fake.note("written")
        fake.say(fake.answer(message))


def never_says_hello(fake):
    """Waits for ever."""
    for _ in fake.rounds(hello=False):
        pass


def says_hello_after(fake, seconds):
    """Takes so long to start, then is honest."""
    time.sleep(seconds)
    for message in fake.rounds():
        fake.say(fake.answer(message))


def first_says(fake, datagram):
    """Says something else instead of hello."""
    fake.channel.send(bytes.fromhex(datagram))
    never_says_hello(fake)


def greets_twice(fake):
    """Says hello twice, and again before every answer."""
    fake.say(HELLO)
    for message in fake.rounds():
        fake.say(HELLO)
        fake.say(fake.answer(message))


def greets_then(fake, after):
    """Dies right after its hello, or hangs up and lives on."""
    fake.say(HELLO)
    if after == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    fake.channel.close()
    time.sleep(60)


def dies(_):
    """Dies before its hello."""
    os.kill(os.getpid(), signal.SIGKILL)


def ignores_the_end(fake):
    """Lives on when told to quit, and when it is asked to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for message in fake.rounds():
        fake.say(fake.answer(message))
    while True:
        time.sleep(60)


BEHAVIOURS = {f.__name__: f for f in list(globals().values()) if getattr(f, "__code__", None)}
