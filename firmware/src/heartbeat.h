// Whether a task still turns.
#pragma once

#include <atomic>

#include "../lib/scram_core/uptime.h"

/// Milliseconds since boot, in 64 bits.
scram::UptimeMs uptimeMs();

/// One thing that has to keep turning. The switch task is on the hardware's watchdog; a network task may be away for
/// seconds in a handshake, so it leaves a time stamp instead.
class Heartbeat {
 public:
  void beat() { lastMs_ = static_cast<uint32_t>(uptimeMs()); }
  /// The stamp is read before the clock: one that is newer than the clock's answer would be 49 days old.
  uint32_t ageMs() const {
    const uint32_t lastMs = lastMs_;
    return static_cast<uint32_t>(uptimeMs()) - lastMs;
  }

 private:
  std::atomic<uint32_t> lastMs_{0};
};
