// When to say it again, and when to knock again.
#pragma once

#include <cstddef>

#include "uptime.h"

namespace scram {

/// A kill is sent at 0, 100, 250, 500 ms, 1 and 2 s, then every 5 s, until it is acknowledged. Returns the first of those
/// times that is later than `elapsedMs`.
UptimeMs nextKillOffsetMs(UptimeMs elapsedMs);

/// How long to wait before the next attempt to connect. A broken path is tried every 1, 2, then 5 s; while it owes
/// someone a kill, much sooner.
class ConnectBackoff {
 public:
  /// Counts one failed attempt and gives the wait until the next.
  UptimeMs afterFailure(bool killPending);
  void succeeded() { failures_ = 0; }

 private:
  size_t failures_ = 0;
};

/// The timings of a kind of path. What is silent for `freshMs` is a lost link, on both sides.
struct PathTimings {
  UptimeMs heartbeatMs;
  UptimeMs freshMs;
};
constexpr PathTimings kUsbTimings = {1000, 3000};
constexpr PathTimings kHttpTimings = {5000, 12000};

/// An unanswered request older than this means that the socket is stale: it is closed and the frame goes over a new one.
constexpr UptimeMs kLanReplyTimeoutMs = 1000;
constexpr UptimeMs kVmReplyTimeoutMs = 3000;
constexpr UptimeMs kConnectTimeoutMs = 4000;  ///< TCP and TLS handshake together

}  // namespace scram
