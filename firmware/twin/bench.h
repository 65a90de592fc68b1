// The switch and its wires, as something that can be thrown, cut and made to bounce.
#pragma once

#include "../lib/scram_core/debounce.h"

namespace twin {

class Bench {
 public:
  void throwSwitch() { thrown_ = true; }
  void releaseSwitch() { thrown_ = false; }
  /// The contact opens and closes `times`, 2 ms each, before it stays open.
  void bounce(unsigned times, scram::UptimeMs now);
  void cutKillWire() { killWireCut_ = true; }
  void cutOtherWire() { otherWireCut_ = true; }
  void mendWires() { killWireCut_ = otherWireCut_ = false; }
  void holdBoot(bool held) { bootHeld_ = held; }
  bool bootHeld() const { return bootHeld_; }
  bool thrown() const { return thrown_; }
  bool wireCut() const { return killWireCut_ || otherWireCut_; }

  /// What the two inputs read at that time.
  scram::SwitchContacts contactsAt(scram::UptimeMs now) const;
  bool moving(scram::UptimeMs now) const { return now < bounceEndMs_; }
  /// A restart begins at 0 again, and so must a bounce that is under way.
  void restart() { bounceEndMs_ = 0; }

 private:
  static constexpr scram::UptimeMs kBounceMs = 2;

  bool thrown_ = false;
  bool killWireCut_ = false;
  bool otherWireCut_ = false;
  bool bootHeld_ = false;
  scram::UptimeMs bounceStartMs_ = 0;
  scram::UptimeMs bounceEndMs_ = 0;
};

}  // namespace twin
