// What goes out, when, and what counts as heard.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "rig.h"

using namespace scram;
using helpers::Engine;
using helpers::Rig;
using helpers::kClosed;
using helpers::kOpen;
using helpers::reply;
using helpers::Sent;

TEST_CASE("the first frame of a path is B, then H every 1 s on USB and every 5 s over HTTP") {
  Rig rig;
  rig.run(16000);
  const auto usb = rig.logged(PathId::Usb, '*');
  const auto lan = rig.logged(PathId::Lan, '*');
  CHECK(usb.front().sent.type == 'B');
  CHECK(usb.front().sent.body.find("|poweron|1.0.0") != std::string::npos);
  CHECK(lan.front().sent.type == 'B');
  REQUIRE(usb.size() == 16);
  REQUIRE(lan.size() == 4);
  for (size_t i = 1; i < usb.size(); i++) {
    CHECK(usb[i].sent.type == 'H');
    CHECK(usb[i].at - usb[i - 1].at == 1000);
  }
  CHECK(lan[1].at - lan[0].at == 5000);
  CHECK(rig.headline() == Headline::Armed);
}

TEST_CASE("B is repeated until it is acknowledged") {
  Rig rig(false);
  rig.own[0].mute = true;
  rig.run(3500);
  CHECK(rig.logged(PathId::Usb, 'B').size() == 4);
  rig.own[0].mute = false;
  rig.run(3000);
  CHECK(rig.logged(PathId::Usb, 'B').size() == 5);
  CHECK(rig.logged(PathId::Usb, '*').back().sent.type == 'H');
}

TEST_CASE("every frame has its own counter, whatever the path") {
  Rig rig(true, true);
  rig.run(6000);
  rig.contacts = kOpen;
  rig.run(6000);
  std::set<uint64_t> counters;
  for (const auto& each : rig.log) counters.insert(each.sent.counter);
  CHECK(counters.size() == rig.log.size());
}

TEST_CASE("a throw goes out on every path in the same millisecond, under one press") {
  Rig rig(true, true);
  rig.run(6000);
  const size_t before = rig.log.size();
  rig.contacts = kOpen;
  const UptimeMs edge = rig.now;
  rig.run(6);
  REQUIRE(rig.log.size() == before + 3);
  std::set<PathId> paths;
  for (size_t i = before; i < rig.log.size(); i++) {
    const auto& each = rig.log[i];
    paths.insert(each.id);
    CHECK(each.at == edge + 5);
    CHECK(each.sent.type == 'K');
    CHECK(each.sent.level == 1);
    CHECK(each.sent.edgeMs == edge);
    CHECK(each.sent.uptimeMs == edge + 5);
    CHECK(each.sent.press == rig.log[before].sent.counter);
  }
  CHECK(paths.size() == 3);
}

TEST_CASE("an unanswered K is repeated on the schedule, on each path by itself") {
  Rig rig(true, true);
  rig.run(6000);
  rig.own[0].mute = true;
  rig.own[1].mute = true;
  rig.contacts = kOpen;
  const UptimeMs thrown = rig.now + 5;
  rig.run(13000);
  for (const PathId id : {PathId::Usb, PathId::Lan}) {
    std::vector<UptimeMs> offsets;
    for (const auto& each : rig.logged(id, 'K')) offsets.push_back(each.at - thrown);
    CHECK(offsets == std::vector<UptimeMs>{0, 100, 250, 500, 1000, 2000, 7000, 12000});
  }
  CHECK(rig.logged(PathId::Vm, 'K').size() == 1);
}

TEST_CASE("heartbeats go on between the repeats, so that a host that is only mute still sees a living button") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].mute = true;
  rig.contacts = kOpen;
  rig.run(10000);
  const auto sent = rig.logged(PathId::Usb, '*');
  for (size_t i = 1; i < sent.size(); i++) CHECK(sent[i].at - sent[i - 1].at <= 1000);
}

TEST_CASE("a K is acknowledged by a reply to itself alone, not by one to an earlier or a later frame") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(6);
  const uint64_t first = rig.log.back().sent.counter;
  rig.run(150);  // the repeat at 100 ms is now the latest
  const uint64_t second = rig.log.back().sent.counter;
  CHECK(second > first);
  CHECK(rig.device.hear(PathId::Usb, reply(first, 'P', second), rig.now));
  CHECK(rig.path(PathId::Usb).killPending());
  CHECK(rig.device.hear(PathId::Usb, reply(second + 1, 'P', second + 1), rig.now));
  CHECK(rig.path(PathId::Usb).killPending());
  CHECK(rig.device.hear(PathId::Usb, reply(second, 'P', second), rig.now));
  CHECK_FALSE(rig.path(PathId::Usb).killPending());
}

TEST_CASE("a reply on another path says nothing about this one") {
  Rig rig;
  rig.run(6000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(6);
  CHECK(rig.path(PathId::Usb).killPending());
  CHECK_FALSE(rig.path(PathId::Lan).killPending());
  const uint64_t onLan = rig.path(PathId::Lan).lastCounter();
  rig.device.hear(PathId::Usb, reply(onLan, 'P', onLan), rig.now);
  CHECK(rig.path(PathId::Usb).killPending());
}

TEST_CASE("an undelivered K survives the release and is delivered when the path is back") {
  Rig rig;
  rig.run(6000);
  for (Engine& engine : rig.own) engine.deaf = true;
  rig.device.disconnected(PathId::Lan);
  rig.contacts = kOpen;
  rig.run(500);
  rig.contacts = kClosed;
  rig.run(5000);
  CHECK(rig.device.undelivered());
  CHECK(rig.headline() == Headline::Killed);
  rig.own[1].deaf = false;
  rig.device.connected(PathId::Lan, rig.now);
  rig.run(1);
  const Sent kill = rig.logged(PathId::Lan, 'K').back().sent;
  CHECK(kill.level == 0);
  CHECK(kill.press == rig.device.press());
  CHECK(rig.own[1].count('K') == 1);
  CHECK_FALSE(rig.device.undelivered());
  rig.run(5000);
  CHECK(rig.own[1].count('R') == 1);
}

TEST_CASE("a path that comes back speaks at once, without waiting for its heartbeat") {
  Rig rig(true);
  rig.run(5100);
  rig.device.disconnected(PathId::Lan);
  rig.run(500);
  const size_t before = rig.logged(PathId::Lan, '*').size();
  rig.device.connected(PathId::Lan, rig.now);
  rig.run(1);
  CHECK(rig.logged(PathId::Lan, '*').size() == before + 1);
}

TEST_CASE("a path that comes back begins the repeats again") {
  Rig rig;
  rig.run(6000);
  rig.own[1].mute = true;
  rig.contacts = kOpen;
  rig.run(4000);
  rig.device.disconnected(PathId::Lan);
  rig.run(4000);
  const size_t before = rig.logged(PathId::Lan, 'K').size();
  const UptimeMs back = rig.now;
  rig.device.connected(PathId::Lan, back);
  rig.run(600);
  const auto kills = rig.logged(PathId::Lan, 'K');
  REQUIRE(kills.size() == before + 4);
  CHECK(kills[before].at == back);
  CHECK(kills[before + 1].at == back + 100);
  CHECK(kills[before + 3].at == back + 500);
}

TEST_CASE("a release is said at once, repeated with the heartbeats until acknowledged, and ends the press on that path") {
  Rig rig;
  rig.run(6000);
  rig.contacts = kOpen;
  rig.run(1000);
  const uint64_t press = rig.device.press();
  REQUIRE(press != 0);
  rig.own[0].mute = true;
  rig.contacts = kClosed;
  rig.run(501);
  CHECK(rig.own[1].count('R') == 1);
  CHECK(rig.path(PathId::Lan).press() == 0);
  CHECK(rig.logged(PathId::Lan, 'R').back().sent.press == press);
  rig.run(2600);
  CHECK(rig.logged(PathId::Usb, 'R').size() == 3);
  CHECK(rig.device.press() == press);
  rig.own[0].mute = false;
  rig.run(1000);
  CHECK(rig.device.press() == 0);
  rig.run(6000);
  CHECK(rig.logged(PathId::Usb, '*').back().sent.type == 'H');
  CHECK(rig.logged(PathId::Usb, '*').back().sent.press == 0);
  CHECK(rig.logged(PathId::Usb, '*').back().sent.edgeMs == 0);
}

TEST_CASE("every frame between throw and release carries the press") {
  Rig rig;
  rig.run(6000);
  rig.contacts = kOpen;
  rig.run(12000);
  const uint64_t press = rig.device.press();
  for (const auto& each : rig.log) {
    if (each.at > 6005) CHECK(each.sent.press == press);
  }
}

TEST_CASE("a second throw before the first was reported is a press of its own") {
  Rig rig;
  rig.run(6000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(1000);
  const uint64_t first = rig.device.press();
  rig.contacts = kClosed;
  rig.run(600);
  rig.contacts = kOpen;
  rig.run(6);
  const uint64_t second = rig.device.press();
  CHECK(second > first);
  // The answer to a K of the first throw must not settle the second.
  CHECK(rig.path(PathId::Usb).killPending());
  rig.own[0].deaf = false;
  rig.run(200);
  CHECK(rig.own[0].accepted.back().press == second);
  CHECK_FALSE(rig.path(PathId::Usb).killPending());
}

TEST_CASE("a late answer to the K of an earlier throw doesn't settle the next one") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(1000);
  rig.contacts = kClosed;
  rig.run(600);
  const uint64_t old = rig.path(PathId::Usb).lastCounter();
  rig.contacts = kOpen;
  for (int i = 0; i < 6; i++) rig.device.sample(kOpen, rig.now++);  // thrown, but nothing sent yet
  rig.device.hear(PathId::Usb, reply(old, 'P', old), rig.now);
  CHECK(rig.path(PathId::Usb).killPending());
}

TEST_CASE("a switch that is open at boot kills with the first frame") {
  Rig rig;
  rig.contacts = kOpen;
  rig.run(100);
  CHECK(rig.log.front().sent.type == 'K');
  CHECK(rig.log.front().sent.press == rig.log.front().sent.counter);
  rig.run(2000);
  CHECK(rig.own[0].count('B') == 1);  // the boot is told once the kill is acknowledged
}

TEST_CASE("nothing is sent before the contacts have settled, or without a secret") {
  Rig rig;
  CHECK(rig.device.dueAtMs(PathId::Usb) == kNever);
  SignedFrame frame;
  CHECK_FALSE(rig.device.compose(PathId::Usb, 0, frame));
  Device unpaired(Rig::setup(true, false, false), DeviceKeys(), Counter(1, 0));
  unpaired.connected(PathId::Usb, 0);
  for (UptimeMs now = 0; now < 100; now++) unpaired.sample(kOpen, now);
  CHECK(unpaired.dueAtMs(PathId::Usb) == kNever);
  CHECK_FALSE(unpaired.compose(PathId::Usb, 100, frame));
  CHECK(show(unpaired, 100).headline == Headline::NotPaired);
}

TEST_CASE("without a secret a throw is owed to nobody, and keeps nobody from pairing") {
  Device unpaired(Rig::setup(true, false, false), DeviceKeys(), Counter(1, 0));
  unpaired.connected(PathId::Usb, 0);
  for (UptimeMs now = 0; now < 100; now++) unpaired.sample(kOpen, now);
  CHECK(unpaired.contacts().thrown());
  CHECK_FALSE(unpaired.undelivered());
  CHECK(show(unpaired, 5000).buzzer == BuzzerPattern::Silent);
}

TEST_CASE("two paths to one engine are one press, however their frames overtake each other") {
  Rig rig(true);
  rig.engine[1] = &rig.own[0];
  rig.run(6000);
  rig.contacts = kOpen;
  rig.run(1000);
  CHECK(rig.own[0].count('K') == 2);
  CHECK_FALSE(rig.path(PathId::Usb).killPending());
  CHECK_FALSE(rig.path(PathId::Lan).killPending());
  std::set<uint64_t> presses;
  for (const Sent& sent : rig.own[0].accepted) presses.insert(sent.press);
  CHECK(presses == std::set<uint64_t>{0, rig.device.press()});
  rig.contacts = kClosed;
  rig.own[0].state = 'A';
  rig.run(7000);
  CHECK(rig.headline() == Headline::Armed);
}
