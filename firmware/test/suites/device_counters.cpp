// Counters, stored and behind; flash and uptime.
#include <doctest/doctest.h>

#include <set>

#include "rig.h"

using namespace scram;
using helpers::Rig;
using helpers::kClosed;
using helpers::kOpen;
using helpers::reply;
using helpers::Sent;

TEST_CASE("a device that is behind jumps above what the engine knows and sends again at once") {
  Rig rig(false, false, 50);
  rig.own[0].highWater = 90000;
  rig.run(20);
  REQUIRE(rig.log.size() >= 2);
  CHECK(rig.log[0].sent.counter < 90000);
  CHECK(rig.log[1].sent.counter == 90001);
  CHECK(rig.log[1].at - rig.log[0].at <= 1);
  CHECK(rig.own[0].count('B') == 1);
}

TEST_CASE("a throw of a device that is behind lands, under a press that can't have been used") {
  Rig rig(false, false, 50);
  rig.own[0].highWater = 90000;
  rig.contacts = kOpen;
  rig.run(50);
  REQUIRE(rig.own[0].count('K') == 1);
  const Sent kill = rig.own[0].accepted.front();
  CHECK(kill.counter > 90000);
  CHECK(kill.press == kill.counter);
  CHECK(rig.device.press() == kill.press);
}

TEST_CASE("the press of a throw that someone has acknowledged stays, when another engine makes the device jump") {
  Rig rig(true);
  rig.run(6000);
  rig.contacts = kOpen;
  rig.own[1].deaf = true;
  rig.run(50);
  const uint64_t press = rig.device.press();
  REQUIRE(rig.own[0].count('K') == 1);
  rig.own[1].deaf = false;
  rig.own[1].highWater = 90000;
  rig.run(3000);
  REQUIRE(rig.own[1].count('K') == 1);
  CHECK(rig.own[1].accepted.back().press == press);
  CHECK(rig.device.press() == press);
}

TEST_CASE("an engine that is always ahead doesn't turn the button into a flood") {
  Rig rig(false);
  rig.run(1500);
  const size_t before = rig.log.size();
  for (int i = 0; i < 10000; i++) {
    rig.device.sample(kClosed, rig.now);
    SignedFrame frame;
    if (rig.device.dueAtMs(PathId::Usb) <= rig.now && rig.device.compose(PathId::Usb, rig.now, frame)) {
      rig.log.push_back({PathId::Usb, rig.now, helpers::takeApart(frame)});
      const uint64_t counter = rig.log.back().sent.counter;
      rig.device.hear(PathId::Usb, reply(counter, 'A', counter + 1000), rig.now);
    }
    rig.now++;
  }
  CHECK(rig.log.size() - before <= 21);
  CHECK(rig.headline() == Headline::NoLink);  // and what it says of a stale frame is not believed
}

TEST_CASE("a stale or unrecorded K is not delivered, a late one is") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(6);
  const uint64_t counter = rig.path(PathId::Usb).lastCounter();
  rig.device.hear(PathId::Usb, reply(counter, 'P', counter + 65), rig.now);
  CHECK(rig.path(PathId::Usb).killPending());
  rig.run(101);
  const uint64_t next = rig.path(PathId::Usb).lastCounter();
  rig.device.hear(PathId::Usb, reply(next, 'P', next - 1), rig.now);
  CHECK(rig.path(PathId::Usb).killPending());
  rig.device.hear(PathId::Usb, reply(next, 'P', next + 64), rig.now);
  CHECK_FALSE(rig.path(PathId::Usb).killPending());
}

TEST_CASE("flash is left alone while a throw is undelivered or the contacts move") {
  Rig rig(false);
  rig.run(1000);
  CHECK(rig.device.idle());
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(3);
  CHECK_FALSE(rig.device.idle());
  rig.run(100);
  CHECK_FALSE(rig.device.idle());
  rig.own[0].deaf = false;
  rig.run(5000);
  CHECK(rig.device.idle());
}

TEST_CASE("counting goes on past a block that could not be stored") {
  Rig rig(false);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  std::set<uint64_t> counters;
  rig.run(2'000'000);
  for (const auto& each : rig.log) counters.insert(each.sent.counter);
  CHECK(counters.size() == rig.log.size());
  CHECK(counters.size() > Counter::kBlock);
  CHECK(rig.device.counter().wantsReservation());
}

TEST_CASE("uptime past 49.7 days changes nothing but its text") {
  Rig rig(false);
  rig.now = (UptimeMs{1} << 32) - 1500;
  rig.run(3000);
  CHECK(rig.headline() == Headline::Armed);
  CHECK(rig.logged(PathId::Usb, '*').size() == 3);
  CHECK(rig.log.back().sent.uptimeMs < 1000000);
  rig.contacts = kOpen;
  rig.run(10);
  CHECK(rig.log.back().sent.type == 'K');
}
