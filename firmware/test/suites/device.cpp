// The device's promises, with time driven by hand and engines that answer as the contract says.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "../../lib/scram_core/shown.h"
#include "helpers.h"

using namespace scram;
using helpers::Sent;
using helpers::reply;

namespace {

constexpr SwitchContacts kClosed = {false, false};
constexpr SwitchContacts kOpen = {true, true};

/// Judges counters as an engine does, and answers with the state it is told to be in.
struct Engine {
  char state = 'A';
  bool deaf = false;  ///< frames don't arrive
  bool mute = false;  ///< frames arrive, answers don't
  uint64_t highWater = 0;
  std::set<uint64_t> seen;
  std::vector<Sent> accepted;

  std::string take(const Sent& sent) {
    if (deaf) return "";
    const bool duplicate = seen.count(sent.counter) != 0;
    const bool late = sent.counter < highWater && highWater - sent.counter <= 64;
    if (duplicate || sent.counter > highWater || late) {
      seen.insert(sent.counter);
      highWater = std::max(highWater, sent.counter);
      if (!duplicate) accepted.push_back(sent);
      if (sent.type == 'K' && state == 'A') state = 'P';
    }
    return mute ? "" : reply(sent.counter, state, highWater);
  }

  int count(char type) const {
    return static_cast<int>(std::count_if(accepted.begin(), accepted.end(), [&](const Sent& s) { return s.type == type; }));
  }
};

/// A device on a bench, 1 ms a step. USB has engine 0, LAN 1, VM 2, unless a test lets two paths share one.
struct Rig {
  explicit Rig(bool lan = true, bool vm = false, uint64_t storedEnd = 1000, bool changeover = false)
      : device(setup(lan, vm, changeover), helpers::keys(), Counter(storedEnd, 0)) {
    for (Engine& each : own) each.highWater = storedEnd - 1;
    device.connected(PathId::Usb, 0);
    if (lan) device.connected(PathId::Lan, 0);
    if (vm) device.connected(PathId::Vm, 0);
  }

  static DeviceSetup setup(bool lan, bool vm, bool changeover) {
    DeviceSetup setup;
    setup.deviceId = helpers::kDeviceId;
    setup.changeover = changeover;
    setup.lanConfigured = lan;
    setup.vmConfigured = vm;
    setup.resetReason = "poweron";
    setup.version = "1.0.0";
    return setup;
  }

  void run(UptimeMs ms) {
    for (const UptimeMs end = now + ms; now < end; now++) {
      device.sample(contacts, now);
      for (const PathId id : kPaths) {
        if (device.dueAtMs(id) > now) continue;
        SignedFrame frame;
        if (!device.compose(id, now, frame)) continue;
        const Sent sent = helpers::takeApart(frame);
        log.push_back({id, now, sent});
        const std::string answer = engine[static_cast<size_t>(id)]->take(sent);
        if (!answer.empty()) device.hear(id, answer, now);
      }
    }
  }

  struct Logged {
    PathId id;
    UptimeMs at;
    Sent sent;
  };
  std::vector<Logged> logged(PathId id, char type) const {
    std::vector<Logged> found;
    std::copy_if(log.begin(), log.end(), std::back_inserter(found),
                 [&](const Logged& each) { return each.id == id && (type == '*' || each.sent.type == type); });
    return found;
  }
  Headline headline() const { return show(device, now).headline; }
  const Path& path(PathId id) const { return device.path(id); }

  Device device;
  Engine own[kPathCount];
  Engine* engine[kPathCount] = {&own[0], &own[1], &own[2]};
  SwitchContacts contacts = kClosed;
  UptimeMs now = 0;
  std::vector<Logged> log;
};

}  // namespace

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

TEST_CASE("blue needs an A under 3 s old on USB and under 12 s over HTTP, counted from when it was asked for") {
  Rig usb(false);
  usb.run(2100);
  CHECK(usb.headline() == Headline::Armed);
  const UptimeMs lastAsked = usb.log.back().at;
  usb.own[0].deaf = true;
  usb.run(lastAsked + 2999 - usb.now);
  CHECK(usb.headline() == Headline::Armed);
  usb.run(1);
  CHECK(usb.headline() == Headline::NoLink);
  CHECK(show(usb.device, usb.now).led != LedColour::Blue);

  Rig lan(true);
  lan.own[0].deaf = true;
  lan.run(5100);
  CHECK(lan.headline() == Headline::Armed);
  const UptimeMs lanAsked = lan.logged(PathId::Lan, '*').back().at;
  lan.own[1].deaf = true;
  lan.run(lanAsked + 11999 - lan.now);
  CHECK(lan.headline() == Headline::Armed);
  lan.run(1);
  CHECK(lan.headline() == Headline::NoLink);
}

TEST_CASE("each state of an engine has its headline and colour") {
  const struct {
    char state;
    Headline headline;
    LedColour colour;
  } expected[] = {{'A', Headline::Armed, LedColour::Blue},
                  {'U', Headline::Paused, LedColour::Yellow},
                  {'P', Headline::Processing, LedColour::Yellow},
                  {'D', Headline::Killed, LedColour::Red},
                  {'X', Headline::Fault, LedColour::Red}};
  for (const auto& each : expected) {
    CAPTURE(each.state);
    Rig rig(false);
    rig.own[0].state = each.state;
    rig.run(100);
    CHECK(rig.headline() == each.headline);
    CHECK(headlineColour(rig.headline()) == each.colour);
  }
}

TEST_CASE("with several engines the worst state shows") {
  // In this order, best first.
  const std::string order = "AUXDP";
  for (size_t better = 0; better < order.size(); better++) {
    for (size_t worse = better; worse < order.size(); worse++) {
      for (const bool swapped : {false, true}) {
        Rig rig(true, true);
        rig.own[0].deaf = true;
        rig.own[1].state = order[swapped ? worse : better];
        rig.own[2].state = order[swapped ? better : worse];
        rig.run(100);
        Rig alone(false);
        alone.own[0].state = order[worse];
        alone.run(100);
        CHECK(rig.headline() == alone.headline());
      }
    }
  }
  Rig rig(true, true);
  rig.own[0].deaf = true;
  rig.own[2].deaf = true;
  rig.run(100);
  CHECK(rig.headline() == Headline::NoLink);
  rig.own[1].state = 'D';
  rig.run(6000);
  CHECK(rig.headline() == Headline::Killed);
}

TEST_CASE("a USB port that no host has answered on is a charger, not a lost link") {
  Rig rig(true);
  rig.own[0].deaf = true;
  rig.run(6000);
  CHECK(rig.headline() == Headline::Armed);
  rig.own[0].deaf = false;
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.run(3100);
  CHECK(rig.headline() == Headline::NoLink);
}

TEST_CASE("a throw shows KILLED, red and a tone before anyone has answered, then yellow, then red") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(6);
  Shown shown = show(rig.device, rig.now);
  CHECK(shown.headline == Headline::Killed);
  CHECK(shown.led == LedColour::Red);
  CHECK(shown.buzzer == BuzzerPattern::Tone);
  CHECK(shown.buzzerOn);
  CHECK(std::string(shown.rows[3]) == "NOT DELIVERED YET");
  rig.own[0].deaf = false;
  rig.run(1000);
  shown = show(rig.device, rig.now);
  CHECK(shown.headline == Headline::Processing);
  CHECK(shown.led == LedColour::Yellow);
  CHECK(shown.buzzer == BuzzerPattern::Silent);
  rig.own[0].state = 'D';
  rig.run(1000);
  CHECK(rig.headline() == Headline::Killed);
}

TEST_CASE("it beeps until somebody has acknowledged the throw, and no longer") {
  Rig rig(true);
  rig.run(6000);
  rig.own[0].deaf = rig.own[1].deaf = true;
  rig.contacts = kOpen;
  rig.run(3000);
  CHECK(show(rig.device, rig.now).buzzer == BuzzerPattern::Beeps);
  rig.own[0].deaf = false;
  rig.run(5100);
  CHECK(show(rig.device, rig.now).buzzer == BuzzerPattern::Silent);
  CHECK(rig.path(PathId::Lan).killPending());
}

TEST_CASE("a fault at an engine during a throw is unconfirmed, which is yellow") {
  Rig rig(false);
  rig.own[0].state = 'X';
  rig.run(2000);
  rig.contacts = kOpen;
  rig.run(100);
  CHECK(rig.headline() == Headline::Processing);
}

TEST_CASE("the device never arms itself: open switch, unreported release, old A, all stay red") {
  Rig rig(false);
  rig.run(2000);
  rig.contacts = kOpen;
  rig.run(1000);
  rig.own[0].state = 'D';
  rig.run(2000);
  // The engine says A although the switch is open: not believed.
  rig.own[0].state = 'A';
  rig.run(1500);
  CHECK(rig.headline() == Headline::Killed);
  // Closed but the release has reached nobody.
  rig.own[0].state = 'D';
  rig.run(1000);
  rig.own[0].mute = true;
  rig.contacts = kClosed;
  rig.run(600);
  CHECK(rig.headline() == Headline::Killed);
  CHECK(rig.path(PathId::Usb).latched());
  // Reported, engine still killed.
  rig.own[0].mute = false;
  rig.run(1500);
  CHECK(rig.headline() == Headline::Killed);
  CHECK(rig.path(PathId::Usb).latched());
  // And only now armed.
  rig.own[0].state = 'A';
  rig.run(1000);
  CHECK(rig.headline() == Headline::Armed);
  CHECK_FALSE(rig.path(PathId::Usb).latched());
}

TEST_CASE("an A to the K itself is no re-arming") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(20);
  rig.contacts = kClosed;
  rig.run(600);
  const uint64_t kill = rig.path(PathId::Usb).lastCounter();
  REQUIRE(rig.logged(PathId::Usb, 'K').back().sent.counter == kill);
  rig.device.hear(PathId::Usb, reply(kill, 'A', kill), rig.now);
  CHECK_FALSE(rig.path(PathId::Usb).killPending());
  CHECK(rig.path(PathId::Usb).latched());
  CHECK(rig.headline() == Headline::Killed);
}

TEST_CASE("a path whose engine doesn't know the kill yet keeps the lamp red after another was re-armed") {
  Rig rig(true);
  rig.run(6000);
  rig.own[1].deaf = true;
  rig.contacts = kOpen;
  rig.run(500);
  rig.contacts = kClosed;
  rig.run(1500);
  rig.own[0].state = 'A';
  rig.run(3000);
  CHECK_FALSE(rig.path(PathId::Usb).latched());
  CHECK(rig.headline() == Headline::Killed);
  CHECK(rig.path(PathId::Lan).mark(rig.now) == PathMark::Fail);
  rig.own[1].deaf = false;
  rig.run(6000);
  rig.own[1].state = 'A';
  rig.run(6000);
  CHECK(rig.headline() == Headline::Armed);
}

TEST_CASE("an A to a heartbeat arms nothing while the K is still owed, and no R goes out before it") {
  Rig rig(false);
  rig.run(2000);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(100);
  rig.contacts = kClosed;
  rig.run(600);
  bool answered = false;
  for (int i = 0; i < 10000; i++) {
    rig.device.sample(kClosed, rig.now);
    SignedFrame frame;
    if (rig.device.dueAtMs(PathId::Usb) <= rig.now && rig.device.compose(PathId::Usb, rig.now, frame)) {
      const Sent sent = helpers::takeApart(frame);
      CHECK(sent.type != 'R');
      if (sent.type == 'H') {
        answered = true;
        rig.device.hear(PathId::Usb, reply(sent.counter, 'A', sent.counter), rig.now);
        CHECK(rig.path(PathId::Usb).latched());
        CHECK(rig.device.undelivered());
        CHECK(rig.headline() == Headline::Killed);
        CHECK(rig.path(PathId::Usb).press() == rig.device.press());
      }
    }
    rig.now++;
  }
  CHECK(answered);
  CHECK(rig.path(PathId::Usb).killPending());
}

TEST_CASE("a release that was overtaken by the next throw is not reported during it") {
  Rig rig(false);
  rig.run(2000);
  rig.contacts = kOpen;
  rig.run(100);
  rig.own[0].deaf = true;
  rig.contacts = kClosed;
  rig.run(600);
  REQUIRE(rig.path(PathId::Usb).releasePending());
  rig.contacts = kOpen;
  rig.run(50);
  rig.own[0].deaf = false;
  const size_t before = rig.logged(PathId::Usb, 'R').size();
  rig.run(5000);
  CHECK(rig.logged(PathId::Usb, 'R').size() == before);
  CHECK(rig.logged(PathId::Usb, '*').back().sent.press == rig.device.press());
  CHECK(rig.device.press() != 0);
}

TEST_CASE("a second throw is undelivered again, even after the first was acknowledged") {
  Rig rig(false);
  rig.run(2000);
  rig.contacts = kOpen;
  rig.run(100);
  CHECK_FALSE(rig.device.undelivered());
  rig.contacts = kClosed;
  rig.run(600);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(100);
  CHECK(rig.device.undelivered());
}

TEST_CASE("a throw that isn't acknowledged shows red, even where the engine is at work on another kill") {
  Rig rig(false);
  rig.own[0].state = 'P';
  rig.run(2000);
  CHECK(rig.headline() == Headline::Processing);
  rig.own[0].deaf = true;
  rig.contacts = kOpen;
  rig.run(100);
  CHECK(rig.path(PathId::Usb).fresh(rig.now));
  CHECK(rig.headline() == Headline::Killed);
}

TEST_CASE("a button that nobody has ever answered shows NO LINK, and its throw, until somebody does") {
  Rig rig(false);
  rig.own[0].deaf = true;
  rig.run(2000);
  CHECK(rig.headline() == Headline::NoLink);
  rig.contacts = kOpen;
  rig.run(1000);
  CHECK(rig.headline() == Headline::Killed);
  rig.contacts = kClosed;
  rig.run(1000);
  CHECK(rig.headline() == Headline::Killed);
  rig.own[0].deaf = false;
  rig.run(5000);
  CHECK(rig.headline() == Headline::Processing);
}

TEST_CASE("a kill from elsewhere shows and goes with the engine") {
  Rig rig(false);
  rig.own[0].state = 'P';
  rig.run(2000);
  CHECK(rig.headline() == Headline::Processing);
  rig.own[0].state = 'D';
  rig.run(1000);
  CHECK(rig.headline() == Headline::Killed);
  rig.own[0].state = 'A';
  rig.run(1000);
  CHECK(rig.headline() == Headline::Armed);
  CHECK(rig.device.press() == 0);
}

TEST_CASE("inconsistent wiring sends F at once and with every heartbeat, and shows a fault") {
  Rig rig(true, false, 1000, true);
  rig.run(6000);
  rig.contacts = {false, true};
  rig.run(102);
  CHECK(rig.logged(PathId::Usb, 'F').size() == 1);
  CHECK(rig.logged(PathId::Lan, 'F').size() == 1);
  CHECK(rig.logged(PathId::Lan, 'F').back().sent.level == 2);
  CHECK(rig.headline() == Headline::Fault);
  CHECK(std::string(show(rig.device, rig.now).rows[3]) == "CHECK THE WIRING");
  rig.run(2000);
  CHECK(rig.logged(PathId::Usb, 'F').size() == 3);
  rig.contacts = kClosed;
  rig.run(502);
  CHECK(rig.logged(PathId::Usb, '*').back().sent.level == 0);
  CHECK(rig.headline() == Headline::Armed);
}

TEST_CASE("a cut changeover kills with level 1, then reports level 2") {
  Rig rig(false, false, 1000, true);
  rig.run(2000);
  rig.contacts = {true, false};
  rig.run(6);
  CHECK(rig.log.back().sent.type == 'K');
  CHECK(rig.log.back().sent.level == 1);
  rig.run(200);
  CHECK(rig.log.back().sent.type == 'F');
  CHECK(rig.log.back().sent.level == 2);
  CHECK(rig.log.back().sent.press == rig.device.press());
}

TEST_CASE("the marks: waiting, ack, FAIL, and what was refused") {
  Rig rig(true);
  rig.own[1].deaf = true;
  rig.run(100);
  CHECK(std::string(show(rig.device, rig.now).rows[1]) == "USB    LAN    VM     ");
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    ...    -      ");
  rig.run(12000);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    FAIL   -      ");
  rig.own[1].deaf = false;
  rig.run(5000);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    ack    -      ");
  CHECK(std::string(show(rig.device, rig.now).rows[3]) == "1a2b3c4d 1.0.0");
  rig.device.refused(PathId::Lan, 401);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    FAIL   -      ");
  CHECK(std::string(show(rig.device, rig.now).rows[3]) == "LAN refused: 401");
  rig.run(5000);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    ack    -      ");
  rig.own[1].deaf = true;
  rig.contacts = kOpen;
  rig.run(1000);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    ...    -      ");
  rig.run(1100);
  CHECK(std::string(show(rig.device, rig.now).rows[2]) == "ack    FAIL   -      ");
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

TEST_CASE("blinking headlines are dark part of the time, steady ones never") {
  Rig rig(false);
  rig.run(1500);
  const auto litShare = [&] {
    int lit = 0;
    for (int i = 0; i < 2000; i++) {
      rig.run(1);
      if (show(rig.device, rig.now).led != LedColour::Off) lit++;
    }
    return lit;
  };
  CHECK(litShare() == 2000);
  rig.own[0].deaf = true;
  rig.run(4000);
  CHECK(litShare() == 100);
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
