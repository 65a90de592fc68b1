// Whether a task still turns: read on one core while the other core beats.

#include "../../src/heartbeat.h"

#include <doctest/doctest.h>

namespace {

scram::UptimeMs clockMs = 0;
Heartbeat* beatsNext = nullptr;

}  // namespace

/// What can happen to whoever asks for the time: by the time the answer is there, another task has run.
scram::UptimeMs uptimeMs() {
  const scram::UptimeMs answer = clockMs;
  if (beatsNext != nullptr) {
    Heartbeat& beating = *beatsNext;
    beatsNext = nullptr;
    clockMs++;
    beating.beat();
  }
  return answer;
}

TEST_CASE("a task that does not turn grows old, also over the end of 32 bits") {
  Heartbeat heartbeat;
  clockMs = 0xffffff00;
  heartbeat.beat();
  clockMs += 70000;
  CHECK(heartbeat.ageMs() == 70000);
}

TEST_CASE("a beat between the look at the clock and the look at the stamp is no task that has hung for 49 days") {
  Heartbeat heartbeat;
  clockMs = 1000;
  heartbeat.beat();
  clockMs = 1005;
  beatsNext = &heartbeat;
  CHECK(heartbeat.ageMs() <= 5);
}
