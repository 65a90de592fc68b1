// When to connect, when to give a socket up: the rules of an HTTP path, without the socket.
#pragma once

#include "retry.h"

namespace scram {

/// Keeps one socket warm. Requests may follow each other without waiting for answers: a kill never queues behind a
/// heartbeat whose answer is lost.
class HttpLink {
 public:
  explicit HttpLink(UptimeMs replyTimeoutMs) : replyTimeoutMs_(replyTimeoutMs) {}

  /// When the next attempt to connect is due; meaningful while there is no connection.
  UptimeMs connectAtMs() const { return connectAtMs_; }
  /// A throw, or the network is back: whatever wait was on is over.
  void hurry(UptimeMs now);

  void connected();
  void connectFailed(UptimeMs now, bool killPending);
  /// The connection is gone. If it had answered, the next attempt is at once: this is the stale socket of a peer that
  /// restarted. If it never did, it counts as one more failure, so that such a peer is not hammered.
  void lost(UptimeMs now, bool killPending);

  void sent(UptimeMs now);
  void answered(UptimeMs now);
  bool awaitsReply() const { return unanswered_ > 0; }
  /// When the connection is to be given up because nothing came back; `kNever` when nothing is awaited.
  UptimeMs staleAtMs() const { return unanswered_ > 0 ? waitingSinceMs_ + replyTimeoutMs_ : kNever; }

 private:
  UptimeMs replyTimeoutMs_;
  ConnectBackoff backoff_;
  UptimeMs connectAtMs_ = 0;
  UptimeMs waitingSinceMs_ = 0;
  unsigned unanswered_ = 0;
  bool answeredOnce_ = false;
};

}  // namespace scram
