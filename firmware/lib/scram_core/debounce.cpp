#include "debounce.h"

namespace scram {

SwitchEvent Debouncer::sample(SwitchContacts contacts, UptimeMs now) {
  const bool open = contacts.killOpen;
  // With a changeover exactly one throw is made: open and made, or closed and not made.
  const bool discrepant = changeover_ && open != contacts.otherThrowMade;

  if (!sampled_ || open != open_) openChangedMs_ = now;
  if (!sampled_ || discrepant != discrepant_) discrepantChangedMs_ = now;
  const bool unwatched = sampled_ && now - lastSampleMs_ > kUnwatchedMs;
  if (!sampled_ || open || discrepant || unwatched) calmSinceMs_ = now;
  sampled_ = true;
  open_ = open;
  discrepant_ = discrepant;
  lastSampleMs_ = now;

  const SwitchEvent position = judgePosition(open, now);
  const SwitchEvent wiring = judgeWiring(discrepant, now);
  return position != SwitchEvent::None ? position : wiring;
}

SwitchEvent Debouncer::judgePosition(bool open, UptimeMs now) {
  if (!thrown_ && open && now - openChangedMs_ >= kKillMs) {
    settled_ = true;
    thrown_ = true;
    edgeMs_ = openChangedMs_;
    return SwitchEvent::Threw;
  }
  if (!settled_ && !open && now - openChangedMs_ >= kKillMs) {
    settled_ = true;
    return SwitchEvent::Settled;
  }
  if (thrown_ && now - calmSinceMs_ >= kReleaseCalmMs) {
    thrown_ = false;
    return SwitchEvent::Released;
  }
  return SwitchEvent::None;
}

SwitchEvent Debouncer::judgeWiring(bool discrepant, UptimeMs now) {
  if (discrepant == inconsistent_) return SwitchEvent::None;
  const UptimeMs needed = discrepant ? kDiscrepancyMs : kReleaseCalmMs;
  if (now - discrepantChangedMs_ < needed) return SwitchEvent::None;
  inconsistent_ = discrepant;
  return SwitchEvent::WiringChanged;
}

SwitchLevel Debouncer::level() const {
  if (inconsistent_) return SwitchLevel::Inconsistent;
  return thrown_ ? SwitchLevel::Open : SwitchLevel::Closed;
}

bool Debouncer::undecided() const { return !settled_ || open_ != thrown_ || discrepant_ != inconsistent_; }

}  // namespace scram
