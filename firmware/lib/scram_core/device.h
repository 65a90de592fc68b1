// The button itself: one switch, one counter, up to three paths. Everything that the board and the twin have in common.
#pragma once

#include "counter.h"
#include "debounce.h"
#include "path.h"

namespace scram {

enum class PathId : uint8_t { Usb, Lan, Vm };
constexpr size_t kPathCount = 3;
constexpr PathId kPaths[kPathCount] = {PathId::Usb, PathId::Lan, PathId::Vm};

constexpr size_t kResetReasonMaxChars = 12;
constexpr size_t kVersionMaxChars = 16;

struct DeviceSetup {
  uint32_t deviceId = 0;
  bool changeover = false;     ///< the switch has a second throw on GPIO 27
  bool lanConfigured = false;
  bool vmConfigured = false;
  std::string_view resetReason;  ///< must outlive the device; no more than `kResetReasonMaxChars`
  std::string_view version;      ///< likewise, `kVersionMaxChars`
};

/// Not thread-safe: on the board a mutex is held around each call, and no call waits for anything.
class Device {
 public:
  Device(const DeviceSetup& setup, const DeviceKeys& keys, const Counter& counter);

  /// One look at the contacts. Anything but `None` means that frames are due: wake every sender.
  SwitchEvent sample(SwitchContacts contacts, UptimeMs now);
  bool undecided() const { return debouncer_.undecided(); }

  void connected(PathId id, UptimeMs now) { pathOf(id).connected(now); }
  void disconnected(PathId id) { pathOf(id).disconnected(); }
  void refused(PathId id, int httpStatus) { pathOf(id).refused(httpStatus); }

  /// When this path has something to say; `kNever` when it is not connected or the device may not speak yet.
  UptimeMs dueAtMs(PathId id) const;
  /// The frame that is due, signed and counted as sent. False when nothing may be sent.
  bool compose(PathId id, UptimeMs now, SignedFrame& out);
  /// A line that came down this path. False when it is no reply signed for this device.
  bool hear(PathId id, std::string_view line, UptimeMs now);

  /// True while a throw has not been acknowledged on this path.
  bool killPending(PathId id) const { return path(id).killPending(); }
  /// True when the flash may be written: no throw waits for its acknowledgement and the contacts are at rest.
  bool idle() const;

  Counter& counter() { return counter_; }
  const Counter& counter() const { return counter_; }
  const DeviceSetup& setup() const { return setup_; }
  const Debouncer& contacts() const { return debouncer_; }
  const Path& path(PathId id) const { return paths_[static_cast<size_t>(id)]; }
  bool paired() const { return keys_.paired(); }
  /// False for an endpoint that isn't configured, and for USB until a host has answered: a charger is no lost link.
  bool counts(PathId id) const;
  /// The number of the throw that is not yet reported as released on every path that counts; 0 for none.
  uint64_t press() const;
  UptimeMs threwMs() const { return threwMs_; }
  bool everThrew() const { return everThrew_; }
  /// True while a throw has reached nobody at all. Without a secret there is nobody to owe it to.
  bool undelivered() const;

 private:
  Path& pathOf(PathId id) { return paths_[static_cast<size_t>(id)]; }
  void jump(PathId id, uint64_t highWater, UptimeMs now);

  static constexpr UptimeMs kJumpEveryMs = 1000;

  DeviceSetup setup_;
  DeviceKeys keys_;
  Counter counter_;
  Debouncer debouncer_;
  Path paths_[kPathCount] = {Path(kUsbTimings), Path(kHttpTimings), Path(kHttpTimings)};
  bool everThrew_ = false;
  bool delivered_ = false;  ///< somebody has acknowledged the current throw
  uint64_t press_ = 0;
  bool pressUnsent_ = false;  ///< the press's own counter still waits for the first K
  UptimeMs threwMs_ = 0;
  UptimeMs jumpedMs_[kPathCount] = {};
};

}  // namespace scram
