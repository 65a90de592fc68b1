#include "retry.h"

namespace scram {

UptimeMs nextKillOffsetMs(UptimeMs elapsedMs) {
  static constexpr UptimeMs kFirst[] = {100, 250, 500, 1000, 2000};
  static constexpr UptimeMs kThenEveryMs = 5000;
  for (const UptimeMs offset : kFirst) {
    if (offset > elapsedMs) return offset;
  }
  const UptimeMs last = kFirst[sizeof kFirst / sizeof kFirst[0] - 1];
  return last + ((elapsedMs - last) / kThenEveryMs + 1) * kThenEveryMs;
}

UptimeMs ConnectBackoff::afterFailure(bool killPending) {
  static constexpr UptimeMs kCalm[] = {1000, 2000, 5000};
  static constexpr UptimeMs kUrgent[] = {100, 250, 500, 1000};
  const size_t calmLast = sizeof kCalm / sizeof kCalm[0] - 1;
  const size_t urgentLast = sizeof kUrgent / sizeof kUrgent[0] - 1;
  const size_t n = failures_;
  if (failures_ < urgentLast) failures_++;
  if (killPending) return kUrgent[n];
  return kCalm[n < calmLast ? n : calmLast];
}

}  // namespace scram
