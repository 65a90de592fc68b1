// What the device shows: headline, light, tone and marks.
#include <doctest/doctest.h>

#include <string>

#include "rig.h"

using namespace scram;
using helpers::Rig;
using helpers::kClosed;
using helpers::kOpen;

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
