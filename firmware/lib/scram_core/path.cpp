#include "path.h"

namespace scram {
namespace {

/// An engine remembers this many counters; what is further below its high-water mark it judges stale.
constexpr uint64_t kLateWindow = 64;

/// A kill that nobody has acknowledged for this long is shown as FAIL instead of "...".
constexpr UptimeMs kKillFailMs = 2000;

}  // namespace

void Path::connected(UptimeMs now) {
  connected_ = true;
  speakNow_ = true;
  // The repeats start again with the connection: what was due while there was none was never sent.
  if (killPending_) {
    killScheduleMs_ = now;
    nextKillMs_ = now;
  }
}

void Path::threw(uint64_t press, UptimeMs edgeMs, UptimeMs now) {
  press_ = press;
  edgeMs_ = edgeMs;
  threwMs_ = now;
  killScheduleMs_ = now;
  nextKillMs_ = now;
  killPending_ = true;
  releasePending_ = false;  // a release of the throw before this one: it no longer matters
  latched_ = true;
}

void Path::released() {
  releasePending_ = true;
  speakNow_ = true;
}

UptimeMs Path::dueAtMs() const {
  if (!connected_) return kNever;
  if (speakNow_ || !everSent_) return 0;
  const UptimeMs heartbeat = lastSentMs_ + timings_.heartbeatMs;
  return killPending_ && nextKillMs_ < heartbeat ? nextKillMs_ : heartbeat;
}

FrameType Path::chooseType(SwitchLevel level, UptimeMs now) const {
  if (killPending_ && (speakNow_ || nextKillMs_ <= now)) return FrameType::Kill;
  if (releasePending_ && !killPending_) return FrameType::Released;
  if (bootPending_) return FrameType::Boot;
  return level == SwitchLevel::Inconsistent ? FrameType::Fault : FrameType::Heartbeat;
}

void Path::compose(Frame& frame, uint64_t counter, SwitchLevel level, UptimeMs now) {
  frame.counter = counter;
  frame.type = chooseType(level, now);
  frame.level = level;
  frame.uptimeMs = now;
  frame.press = press_;
  frame.edgeMs = press_ == 0 ? 0 : edgeMs_;

  if (frame.type == FrameType::Kill) nextKillMs_ = killScheduleMs_ + nextKillOffsetMs(now - killScheduleMs_);
  speakNow_ = false;
  everSent_ = true;
  lastCounter_ = counter;
  lastSentMs_ = now;
  lastType_ = frame.type;
  lastLevel_ = level;
  lastPress_ = press_;
}

Heard Path::hear(const Reply& reply) {
  if (!everSent_ || reply.acknowledged != lastCounter_) return Heard::NotLatest;
  refusedStatus_ = 0;
  // Accepted, late and duplicate all leave the high-water mark at or a little above the counter. A mark far above it
  // says that the frame was stale, a mark below it (which wraps) that nothing was recorded: neither has delivered.
  const bool counted = reply.highWater - reply.acknowledged <= kLateWindow;
  if (!counted) return Heard::Behind;

  everHeard_ = true;
  heardSentMs_ = lastSentMs_;
  lastState_ = reply.state;
  lastAcknowledged_ = reply.acknowledged;
  lastHighWater_ = reply.highWater;
  settleWhatWasAnswered(reply.state);
  return Heard::Accepted;
}

void Path::settleWhatWasAnswered(EngineState state) {
  if (lastType_ == FrameType::Boot) bootPending_ = false;
  // A frame of an earlier throw settles nothing of this one.
  if (lastPress_ != press_) return;

  if (lastType_ == FrameType::Kill) {
    killPending_ = false;
    return;
  }
  // Re-armed is what an engine says about a frame that told it of a closed switch, after it had taken the kill.
  const bool armedAgain = state == EngineState::Armed || state == EngineState::Paused;
  if (!killPending_ && lastLevel_ == SwitchLevel::Closed && armedAgain) latched_ = false;
  if (lastType_ == FrameType::Released && releasePending_) {
    releasePending_ = false;
    press_ = 0;
  }
}

PathMark Path::mark(UptimeMs now) const {
  if (refusedStatus_ != 0) return PathMark::Fail;
  if (killPending_) return now - threwMs_ < kKillFailMs ? PathMark::Waiting : PathMark::Fail;
  if (fresh(now)) return PathMark::Acknowledged;
  return !everHeard_ && now < timings_.freshMs ? PathMark::Waiting : PathMark::Fail;
}

Standing Path::standing(UptimeMs now) const {
  const bool heard = fresh(now);
  if (latched_) {
    // While a throw is on, a fault at the engine means "not confirmed", which is what yellow says.
    const bool atWork = lastState_ == EngineState::Processing || lastState_ == EngineState::Fault;
    return heard && !killPending_ && atWork ? Standing::Processing : Standing::Killed;
  }
  if (!heard) return Standing::NoLink;
  switch (lastState_) {
    case EngineState::Armed:
      return Standing::Armed;
    case EngineState::Paused:
      return Standing::Paused;
    case EngineState::Processing:
      return Standing::Processing;
    case EngineState::Killed:
      return Standing::Killed;
    case EngineState::Fault:
      break;
  }
  return Standing::Fault;
}

}  // namespace scram
