// One way from the button to an engine: what it owes that engine, and what it last heard.
#pragma once

#include "frame.h"
#include "reply.h"
#include "retry.h"
#include "uptime.h"

namespace scram {

/// The mark beside a path's name on the display.
enum class PathMark { Off, Waiting, Acknowledged, Fail };

/// What a path says about its engine, worst last: the display shows the worst of all paths.
enum class Standing { Armed, Paused, NoLink, Fault, Killed, Processing };

/// What a reply turned out to be. Only `Accepted` changes what is shown.
enum class Heard { NotLatest, Behind, Accepted };

class Path {
 public:
  explicit Path(PathTimings timings) : timings_(timings) {}

  // What the transport tells.
  void connected(UptimeMs now);
  void disconnected() { connected_ = false; }
  /// The engine answered with something that isn't a signed reply, e.g. HTTP 401.
  void refused(int httpStatus) { refusedStatus_ = httpStatus; }

  // What the switch tells.
  void threw(uint64_t press, UptimeMs edgeMs, UptimeMs now);
  /// The throw has a new number, because the old one was taken from a counter that had fallen behind.
  void renamePress(uint64_t press) { press_ = press; }
  void released();
  void speakNow() { speakNow_ = true; }

  /// When the next frame is to go out; `kNever` while there is no connection.
  UptimeMs dueAtMs() const;
  /// Fills in everything but the identity and counts the frame as sent.
  void compose(Frame& frame, uint64_t counter, SwitchLevel level, UptimeMs now);
  Heard hear(const Reply& reply);

  bool isConnected() const { return connected_; }
  bool killPending() const { return killPending_; }
  bool releasePending() const { return releasePending_; }
  bool bootPending() const { return bootPending_; }
  /// True from a throw until this path's engine has shown that it took the kill, heard of the release and was re-armed.
  bool latched() const { return latched_; }
  uint64_t press() const { return press_; }
  uint64_t lastCounter() const { return lastCounter_; }
  bool everHeard() const { return everHeard_; }
  bool fresh(UptimeMs now) const { return everHeard_ && now - heardSentMs_ < timings_.freshMs; }
  EngineState lastState() const { return lastState_; }
  uint64_t lastAcknowledged() const { return lastAcknowledged_; }
  uint64_t lastHighWater() const { return lastHighWater_; }
  /// How long ago the last answered frame was sent: the age of what the engine said, counted on the safe side.
  UptimeMs heardAgeMs(UptimeMs now) const { return everHeard_ ? now - heardSentMs_ : kNever; }
  int refusedStatus() const { return refusedStatus_; }

  PathMark mark(UptimeMs now) const;
  Standing standing(UptimeMs now) const;

 private:
  FrameType chooseType(SwitchLevel level, UptimeMs now) const;
  void settleWhatWasAnswered(EngineState state);

  PathTimings timings_;
  bool connected_ = false;
  bool speakNow_ = false;

  // What this path still owes its engine.
  bool bootPending_ = true;
  bool killPending_ = false;
  bool releasePending_ = false;
  bool latched_ = false;
  uint64_t press_ = 0;
  UptimeMs edgeMs_ = 0;
  UptimeMs threwMs_ = 0;
  UptimeMs killScheduleMs_ = 0;  ///< start of the repeats: the throw, or the connection that came after it
  UptimeMs nextKillMs_ = 0;

  // The last frame sent: only a reply to this one is believed.
  bool everSent_ = false;
  uint64_t lastCounter_ = 0;
  UptimeMs lastSentMs_ = 0;
  FrameType lastType_ = FrameType::Boot;
  SwitchLevel lastLevel_ = SwitchLevel::Open;
  uint64_t lastPress_ = 0;

  // The last reply believed.
  bool everHeard_ = false;
  EngineState lastState_ = EngineState::Fault;
  UptimeMs heardSentMs_ = 0;
  uint64_t lastAcknowledged_ = 0;
  uint64_t lastHighWater_ = 0;
  int refusedStatus_ = 0;
};

}  // namespace scram
