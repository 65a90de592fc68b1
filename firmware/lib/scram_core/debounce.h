// From the contacts of the switch to one throw and one release.
#pragma once

#include "frame.h"
#include "uptime.h"

namespace scram {

/// The two inputs as they read now. The kill contact is normally closed to ground: a cut wire, a lost ground and a
/// thrown switch all read the same, and all of them kill.
struct SwitchContacts {
  bool killOpen = false;         ///< GPIO 4 high
  bool otherThrowMade = false;   ///< GPIO 27 low; ignored without a changeover switch
};

/// What a sample changed.
enum class SwitchEvent { None, Settled, Threw, Released, WiringChanged };

/// The kill contact alone decides a kill. The other throw of a changeover switch can only add a fault to that, never
/// take a kill away: otherwise one broken wire on it would silence the button.
class Debouncer {
 public:
  static constexpr UptimeMs kKillMs = 5;            ///< a contact bounces for 1-5 ms, and a press lasts far longer
  static constexpr UptimeMs kReleaseCalmMs = 500;   ///< closed all that time, and seen to be
  static constexpr UptimeMs kDiscrepancyMs = 100;   ///< a changeover has neither throw made while it travels
  static constexpr UptimeMs kUnwatchedMs = 50;      ///< a longer gap between samples proves nothing about calm

  explicit Debouncer(bool changeover) : changeover_(changeover) {}

  SwitchEvent sample(SwitchContacts contacts, UptimeMs now);

  /// False until the first few samples after boot agree; nothing is sent before.
  bool settled() const { return settled_; }
  bool thrown() const { return thrown_; }
  bool inconsistent() const { return inconsistent_; }
  SwitchLevel level() const;
  /// When the contact opened for the throw that `Threw` reported.
  UptimeMs edgeMs() const { return edgeMs_; }
  /// True while something has still to be decided, so that whoever samples does it every 2 ms.
  bool undecided() const;

 private:
  SwitchEvent judgePosition(bool open, UptimeMs now);
  SwitchEvent judgeWiring(bool discrepant, UptimeMs now);

  bool changeover_;
  bool sampled_ = false;
  bool settled_ = false;
  bool thrown_ = false;
  bool inconsistent_ = false;

  bool open_ = false;
  bool discrepant_ = false;
  UptimeMs openChangedMs_ = 0;
  UptimeMs discrepantChangedMs_ = 0;
  UptimeMs calmSinceMs_ = 0;
  UptimeMs lastSampleMs_ = 0;
  UptimeMs edgeMs_ = 0;
};

}  // namespace scram
