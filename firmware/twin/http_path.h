// One engine over HTTP: connects, keeps the socket warm, sends what the device has due, hands back what it hears.
#pragma once

#include <memory>
#include <string>

#include "../lib/scram_core/device.h"
#include "../lib/scram_core/http_link.h"
#include "../lib/scram_core/http_reply.h"
#include "connection.h"
#include "resolver.h"

struct pollfd;

namespace twin {

class HttpPath {
 public:
  HttpPath(scram::PathId id, Endpoint endpoint, SSL_CTX* tls);

  /// Does what is due and what the socket is ready for. `lastReply` receives each signed line.
  void work(scram::Device& device, scram::UptimeMs now, std::string& lastReply);
  /// When `work` is to be called again even if no descriptor is ready.
  scram::UptimeMs wakeAtMs(const scram::Device& device) const;
  /// Adds the descriptors to poll.
  void watch(std::vector<pollfd>& polled) const;

  void hurry(scram::UptimeMs now) { link_.hurry(now); }
  /// A pulled cable: nothing goes out or in, and the other side isn't told.
  void cut();
  void mend(scram::UptimeMs now);
  bool isCut() const { return cut_; }
  /// Forgets everything, as a restart does.
  void restart();
  scram::PathId id() const { return id_; }

 private:
  void startConnecting(scram::UptimeMs now, scram::Device& device);
  void connectFailed(scram::UptimeMs now, scram::Device& device);
  void lost(scram::UptimeMs now, scram::Device& device);
  void sendDue(scram::Device& device, scram::UptimeMs now);
  bool readReplies(scram::Device& device, scram::UptimeMs now, std::string& lastReply);

  scram::PathId id_;
  Endpoint endpoint_;
  SSL_CTX* tls_;
  scram::HttpLink link_;
  Resolver resolver_;
  size_t nextAddress_ = 0;
  std::unique_ptr<Connection> connection_;
  bool ready_ = false;
  bool cut_ = false;
  scram::UptimeMs connectStartedMs_ = 0;
  scram::HttpReplyParser parser_;
};

}  // namespace twin
