#include "device.h"

namespace scram {

Device::Device(const DeviceSetup& setup, const DeviceKeys& keys, const Counter& counter)
    : setup_(setup), keys_(keys), counter_(counter), debouncer_(setup.changeover) {}

SwitchEvent Device::sample(SwitchContacts contacts, UptimeMs now) {
  const SwitchEvent event = debouncer_.sample(contacts, now);
  switch (event) {
    case SwitchEvent::Threw:
      // Named before it is sent, so that all paths speak of the same throw whichever is first.
      press_ = counter_.take();
      pressUnsent_ = true;
      delivered_ = false;
      everThrew_ = true;
      threwMs_ = now;
      for (Path& each : paths_) each.threw(press_, debouncer_.edgeMs(), now);
      break;
    case SwitchEvent::Released:
      for (Path& each : paths_) each.released();
      break;
    case SwitchEvent::WiringChanged:
      for (Path& each : paths_) each.speakNow();
      break;
    case SwitchEvent::Settled:
    case SwitchEvent::None:
      break;
  }
  return event;
}

UptimeMs Device::dueAtMs(PathId id) const {
  if (!paired() || !debouncer_.settled()) return kNever;
  return path(id).dueAtMs();
}

bool Device::compose(PathId id, UptimeMs now, SignedFrame& out) {
  if (!paired() || !debouncer_.settled()) return false;
  Frame frame;
  frame.deviceId = setup_.deviceId;
  frame.resetReason = setup_.resetReason.substr(0, kResetReasonMaxChars);
  frame.version = setup_.version.substr(0, kVersionMaxChars);

  const bool firstKill = pressUnsent_ && path(id).killPending();
  const uint64_t counter = firstKill ? press_ : counter_.take();
  if (firstKill) pressUnsent_ = false;
  pathOf(id).compose(frame, counter, debouncer_.level(), now);
  return signFrame(frame, keys_, out);
}

bool Device::hear(PathId id, std::string_view line, UptimeMs now) {
  Reply reply;
  if (!parseReply(line, setup_.deviceId, keys_, reply)) return false;
  const bool owedKill = path(id).killPending();
  switch (pathOf(id).hear(reply)) {
    case Heard::Accepted:
      if (owedKill && !path(id).killPending()) delivered_ = true;
      break;
    case Heard::Behind:
      jump(id, reply.highWater, now);
      break;
    case Heard::NotLatest:
      break;
  }
  return true;
}

void Device::jump(PathId id, uint64_t highWater, UptimeMs now) {
  const bool jumped = counter_.jumpAbove(highWater);
  // Once a second at most: an engine that is always ahead must not turn the button into a flood.
  UptimeMs& last = jumpedMs_[static_cast<size_t>(id)];
  if (last != 0 && now - last < kJumpEveryMs) return;
  last = now;
  pathOf(id).speakNow();
  if (!jumped || delivered_ || !undelivered()) return;
  // The number of this throw came from a counter that had fallen behind, so an engine may know it as an old press and
  // take the kill for a repeat. Nobody has acknowledged it: it gets a number that can't have been used.
  press_ = counter_.take();
  pressUnsent_ = true;
  for (Path& each : paths_) each.renamePress(press_);
}

bool Device::counts(PathId id) const {
  switch (id) {
    case PathId::Lan:
      return setup_.lanConfigured;
    case PathId::Vm:
      return setup_.vmConfigured;
    case PathId::Usb:
      break;
  }
  return path(id).everHeard();
}

bool Device::idle() const {
  if (debouncer_.undecided()) return false;
  // A path that stays dead for hours must not keep the counter's block from being stored.
  return !undelivered();
}

bool Device::undelivered() const {
  if (!paired() || delivered_) return false;
  for (const Path& each : paths_) {
    if (each.killPending()) return true;
  }
  return false;
}

uint64_t Device::press() const {
  for (const PathId id : kPaths) {
    if ((counts(id) || debouncer_.thrown()) && path(id).press() == press_) return press_;
  }
  return 0;
}

}  // namespace scram
