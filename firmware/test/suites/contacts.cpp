// The contacts, the bench that moves them, the counter and the schedules.
#include <doctest/doctest.h>

#include "../../lib/scram_core/counter.h"
#include "../../lib/scram_core/debounce.h"
#include "../../lib/scram_core/http_link.h"
#include "../../twin/bench.h"

using namespace scram;

namespace {

constexpr SwitchContacts kClosed = {false, false};
constexpr SwitchContacts kOpen = {true, true};  // a changeover in its thrown position; plain wiring ignores the second
constexpr SwitchContacts kNeither = {true, false};
constexpr SwitchContacts kBoth = {false, true};

/// Samples every 2 ms from `from` to `to`, both included, and counts the events.
struct Tally {
  int settled = 0, threw = 0, released = 0, wiring = 0;
  UptimeMs threwMs = 0, releasedMs = 0, wiringMs = 0;
};
Tally run(Debouncer& debouncer, SwitchContacts contacts, UptimeMs from, UptimeMs to) {
  Tally tally;
  for (UptimeMs now = from; now <= to; now += 2) {
    switch (debouncer.sample(contacts, now)) {
      case SwitchEvent::Settled:
        tally.settled++;
        break;
      case SwitchEvent::Threw:
        tally.threw++;
        tally.threwMs = now;
        break;
      case SwitchEvent::Released:
        tally.released++;
        tally.releasedMs = now;
        break;
      case SwitchEvent::WiringChanged:
        tally.wiring++;
        tally.wiringMs = now;
        break;
      case SwitchEvent::None:
        break;
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("a closed switch settles after boot without an event of its own") {
  Debouncer debouncer(false);
  CHECK_FALSE(debouncer.settled());
  CHECK(debouncer.undecided());
  const Tally tally = run(debouncer, kClosed, 0, 20);
  CHECK(tally.settled == 1);
  CHECK(tally.threw == 0);
  CHECK(debouncer.settled());
  CHECK(debouncer.level() == SwitchLevel::Closed);
  CHECK_FALSE(debouncer.undecided());
}

TEST_CASE("an open contact is a throw after 5 ms, dated to its edge") {
  Debouncer debouncer(false);
  run(debouncer, kClosed, 0, 100);
  CHECK(run(debouncer, kOpen, 102, 106).threw == 0);
  const Tally tally = run(debouncer, kOpen, 108, 300);
  CHECK(tally.threw == 1);
  CHECK(tally.threwMs == 108);
  CHECK(debouncer.edgeMs() == 102);
  CHECK(debouncer.level() == SwitchLevel::Open);
}

TEST_CASE("exactly 5 ms are enough, less is not") {
  Debouncer debouncer(false);
  run(debouncer, kClosed, 0, 100);
  debouncer.sample(kOpen, 101);
  CHECK(debouncer.sample(kOpen, 105) == SwitchEvent::None);
  CHECK(debouncer.sample(kOpen, 106) == SwitchEvent::Threw);
}

TEST_CASE("a switch that is open at boot throws by itself") {
  Debouncer debouncer(false);
  const Tally tally = run(debouncer, kOpen, 0, 50);
  CHECK(tally.threw == 1);
  CHECK(tally.settled == 0);
  CHECK(debouncer.settled());
}

TEST_CASE("glitches shorter than 5 ms are nothing, however many") {
  Debouncer debouncer(false);
  run(debouncer, kClosed, 0, 100);
  int threw = 0;
  for (UptimeMs now = 102; now < 2000; now += 8) {
    threw += run(debouncer, kOpen, now, now + 2).threw;
    threw += run(debouncer, kClosed, now + 4, now + 6).threw;
  }
  CHECK(threw == 0);
}

TEST_CASE("a bounce train is one throw") {
  twin::Bench bench;
  Debouncer debouncer(false);
  run(debouncer, bench.contactsAt(0), 0, 100);
  bench.bounce(40, 102);
  int threw = 0;
  for (UptimeMs now = 102; now < 2000; now++) {
    if (debouncer.sample(bench.contactsAt(now), now) == SwitchEvent::Threw) threw++;
  }
  CHECK(threw == 1);
  CHECK(debouncer.edgeMs() == 102 + 40 * 4);
}

TEST_CASE("a release needs 500 ms of calm, and bouncing starts it again") {
  Debouncer debouncer(false);
  run(debouncer, kOpen, 0, 100);
  CHECK(run(debouncer, kClosed, 102, 590).released == 0);
  CHECK(run(debouncer, kOpen, 592, 592).threw == 0);  // the same throw, not a second one
  CHECK(run(debouncer, kClosed, 594, 1090).released == 0);
  const Tally tally = run(debouncer, kClosed, 1092, 1200);
  CHECK(tally.released == 1);
  CHECK(tally.releasedMs == 1092);
  CHECK(debouncer.level() == SwitchLevel::Closed);
}

TEST_CASE("calm that nobody watched is no calm") {
  Debouncer debouncer(false);
  run(debouncer, kOpen, 0, 100);
  debouncer.sample(kClosed, 102);
  CHECK(debouncer.sample(kClosed, 700) == SwitchEvent::None);
  CHECK(run(debouncer, kClosed, 702, 1300).released == 1);
}

TEST_CASE("a throw that was sampled late still is one") {
  Debouncer debouncer(false);
  run(debouncer, kClosed, 0, 100);
  debouncer.sample(kOpen, 150);
  CHECK(debouncer.sample(kOpen, 400) == SwitchEvent::Threw);
}

TEST_CASE("a throw in the middle of a release is the same throw until it was released") {
  Debouncer debouncer(false);
  run(debouncer, kOpen, 0, 100);
  run(debouncer, kClosed, 102, 300);
  CHECK(run(debouncer, kOpen, 302, 900).threw == 0);
  CHECK(run(debouncer, kClosed, 902, 1500).released == 1);
  CHECK(run(debouncer, kOpen, 1502, 1600).threw == 1);
}

TEST_CASE("plain wiring ignores the second input") {
  Debouncer debouncer(false);
  run(debouncer, kBoth, 0, 1000);
  CHECK(debouncer.level() == SwitchLevel::Closed);
  run(debouncer, kNeither, 1002, 2000);
  CHECK(debouncer.level() == SwitchLevel::Open);
}

TEST_CASE("a changeover has neither throw made while it travels, and that is no fault") {
  Debouncer debouncer(true);
  run(debouncer, kClosed, 0, 1000);
  const Tally travelling = run(debouncer, kNeither, 1002, 1090);
  CHECK(travelling.threw == 1);
  CHECK(travelling.wiring == 0);
  CHECK(debouncer.level() == SwitchLevel::Open);
  CHECK(run(debouncer, kOpen, 1092, 2000).wiring == 0);
}

TEST_CASE("neither throw made kills, and is a fault besides") {
  Debouncer debouncer(true);
  run(debouncer, kClosed, 0, 1000);
  const Tally cut = run(debouncer, kNeither, 1002, 1400);
  CHECK(cut.threw == 1);
  CHECK(cut.wiring == 1);
  CHECK(cut.wiringMs == 1102);
  CHECK(debouncer.level() == SwitchLevel::Inconsistent);
  CHECK(debouncer.thrown());
}

TEST_CASE("both throws made is a fault and no kill, and goes away after 500 ms of sense") {
  Debouncer debouncer(true);
  run(debouncer, kClosed, 0, 1000);
  const Tally both = run(debouncer, kBoth, 1002, 2000);
  CHECK(both.threw == 0);
  CHECK(both.wiring == 1);
  CHECK(debouncer.level() == SwitchLevel::Inconsistent);
  const Tally mended = run(debouncer, kClosed, 2002, 3000);
  CHECK(mended.wiring == 1);
  CHECK(mended.wiringMs == 2502);
  CHECK(debouncer.level() == SwitchLevel::Closed);
}

TEST_CASE("a broken second wire can't silence the kill, and a thrown switch isn't released over a fault") {
  Debouncer debouncer(true);
  run(debouncer, kBoth, 0, 1000);
  CHECK(run(debouncer, kNeither, 1002, 1100).threw == 1);
  CHECK(run(debouncer, kBoth, 1102, 5000).released == 0);
  CHECK(run(debouncer, kClosed, 5002, 6000).released == 1);
}

TEST_CASE("a stored block is left behind at a restart") {
  Counter first(0, uint64_t{123} << 2);
  CHECK(first.next() == 123);
  CHECK(first.wantsReservation());
  first.reserved(first.reservationEnd());
  CHECK(first.reservedEnd() == 123 + 1024);
  CHECK_FALSE(first.wantsReservation());
  uint64_t last = 0;
  for (int i = 0; i < 1000; i++) last = first.take();
  const Counter second(first.reservedEnd(), 999);
  CHECK(second.next() > last);
  CHECK(second.next() == 1147);
}

TEST_CASE("half a block used up asks for the next") {
  Counter counter(5000, 0);
  counter.reserved(counter.reservationEnd());
  for (int i = 0; i < 512; i++) {
    CHECK_FALSE(counter.wantsReservation());
    counter.take();
  }
  counter.take();
  CHECK(counter.wantsReservation());
}

TEST_CASE("with nothing stored the start is random, below 2^62 and never 0") {
  CHECK(Counter(0, UINT64_MAX).next() == (uint64_t{1} << 62) - 1);
  CHECK(Counter(0, 0).next() == 1);
  CHECK(Counter(0, 3).next() == 1);
  CHECK(Counter(Counter::kCeiling, 400).next() == 100);  // a stored value that can only be damage
}

TEST_CASE("a counter that is behind jumps above, and never back") {
  Counter counter(100, 0);
  CHECK_FALSE(counter.jumpAbove(99));
  CHECK(counter.next() == 100);
  CHECK(counter.jumpAbove(100));
  CHECK(counter.next() == 101);
  CHECK(counter.jumpAbove(1u << 30));
  CHECK(counter.take() == (1u << 30) + 1);
  CHECK(counter.wantsReservation());
  CHECK_FALSE(counter.jumpAbove(UINT64_MAX));
  CHECK_FALSE(counter.jumpAbove(Counter::kCeiling));
  CHECK(counter.next() == (1u << 30) + 2);
}

TEST_CASE("a kill is repeated at 100, 250, 500 ms, 1 and 2 s, then every 5 s") {
  const UptimeMs expected[] = {100, 250, 500, 1000, 2000, 7000, 12000, 17000};
  UptimeMs elapsed = 0;
  for (const UptimeMs next : expected) {
    CHECK(nextKillOffsetMs(elapsed) == next);
    elapsed = next;
  }
  CHECK(nextKillOffsetMs(99) == 100);
  CHECK(nextKillOffsetMs(1999) == 2000);
  CHECK(nextKillOffsetMs(6999) == 7000);
  CHECK(nextKillOffsetMs(3602000) == 3607000);
}

TEST_CASE("a broken path is tried after 1, 2, 5, 5 s, and much sooner while it owes a kill") {
  ConnectBackoff calm;
  CHECK(calm.afterFailure(false) == 1000);
  CHECK(calm.afterFailure(false) == 2000);
  CHECK(calm.afterFailure(false) == 5000);
  CHECK(calm.afterFailure(false) == 5000);
  CHECK(calm.afterFailure(true) == 1000);
  calm.succeeded();
  CHECK(calm.afterFailure(false) == 1000);
  ConnectBackoff urgent;
  for (const UptimeMs wait : {100, 250, 500, 1000, 1000, 1000}) CHECK(urgent.afterFailure(true) == wait);
}

TEST_CASE("a stale socket is replaced at once, a peer that never answers is not hammered") {
  HttpLink link(1000);
  link.connected();
  CHECK(link.staleAtMs() == kNever);
  link.sent(100);
  link.sent(600);
  CHECK(link.awaitsReply());
  CHECK(link.staleAtMs() == 1100);
  link.answered(700);
  CHECK(link.staleAtMs() == 1700);
  link.answered(800);
  CHECK(link.staleAtMs() == kNever);
  CHECK_FALSE(link.awaitsReply());
  link.lost(900, false);
  CHECK(link.connectAtMs() == 900);

  link.connected();
  link.sent(1000);
  link.lost(2000, false);
  CHECK(link.connectAtMs() == 3000);
  link.connected();
  link.lost(3000, false);
  CHECK(link.connectAtMs() == 5000);
  link.hurry(3500);
  CHECK(link.connectAtMs() == 3500);
  link.connectFailed(3500, true);
  CHECK(link.connectAtMs() == 3600);
  link.connectFailed(3600, false);
  CHECK(link.connectAtMs() == 5600);
  link.connected();
  link.sent(6000);
  link.answered(6100);
  link.lost(6200, false);
  link.connectFailed(6200, false);
  CHECK(link.connectAtMs() == 7200);  // an answer wipes out the failures before it
}
