// The device never arms itself: what a press needs before it is over.
#include <doctest/doctest.h>

#include "rig.h"

using namespace scram;
using helpers::Rig;
using helpers::kClosed;
using helpers::kOpen;
using helpers::reply;
using helpers::Sent;

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
