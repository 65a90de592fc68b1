#include "http_link.h"

namespace scram {

void HttpLink::hurry(UptimeMs now) {
  backoff_.succeeded();
  connectAtMs_ = now;
}

void HttpLink::connected() {
  unanswered_ = 0;
  answeredOnce_ = false;
}

void HttpLink::connectFailed(UptimeMs now, bool killPending) { connectAtMs_ = now + backoff_.afterFailure(killPending); }

void HttpLink::lost(UptimeMs now, bool killPending) {
  connectAtMs_ = answeredOnce_ ? now : now + backoff_.afterFailure(killPending);
  connected();
}

void HttpLink::sent(UptimeMs now) {
  if (unanswered_++ == 0) waitingSinceMs_ = now;
}

void HttpLink::answered(UptimeMs now) {
  if (unanswered_ > 0) unanswered_--;
  // Whatever is still awaited now waits from here: the peer is alive.
  waitingSinceMs_ = now;
  answeredOnce_ = true;
  backoff_.succeeded();
}

}  // namespace scram
